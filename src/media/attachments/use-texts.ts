import { UserErrorCode, type UserFault } from '../../platform/errors';
import { cleanProse, MAX_ALT_LENGTH } from '../library/media-details';
import { type Slot } from './arrangement';

/** What people say of one use of a library item. Left out keeps, null clears. */
export interface UseTexts {
  readonly alt?: string | null;
  readonly caption?: string | null;
}

const LIMITS = { alt: MAX_ALT_LENGTH, caption: 2_000 } as const;

/** The texts of a use, cleaned as those of the library are; what is left out stays as it was, or is null at first. */
export function textsOf(given: UseTexts, old?: Pick<Slot, 'alt' | 'caption'>): Pick<Slot, 'alt' | 'caption'> {
  const text = (name: keyof UseTexts) =>
    given[name] === undefined ? (old?.[name] ?? null) : cleanProse(given[name] ?? '') || null;
  return { alt: text('alt'), caption: text('caption') };
}

/** The faults of texts that are too long; `path` leads to the item. */
export function textFaults(given: UseTexts, path: readonly string[]): UserFault[] {
  return (['alt', 'caption'] as const)
    .filter((name) => cleanProse(given[name] ?? '').length > LIMITS[name])
    .map((name) => {
      const message = `This may have at most ${LIMITS[name]} characters.`;
      return { code: UserErrorCode.INVALID, message, field: [...path, name] };
    });
}
