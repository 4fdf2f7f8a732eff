import { Refusal, UserErrorCode, type UserFault } from '../../platform/errors';

/** What people write about a library item, cleaned: what is left out of an input is undefined here. */
export interface MediaDetails {
  readonly alt?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  /** '' is the library's root. */
  readonly folder?: string;
}

export interface MediaDetailsInput {
  readonly alt?: string | null;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly folder?: string | null;
}

export const MAX_ALT_LENGTH = 1_000;
const MAX_DESCRIPTION_LENGTH = 10_000;
export const MAX_TAGS = 50;
const MAX_TAG_LENGTH = 100;
const MAX_FOLDER_LENGTH = 255;

/** Control characters and lone surrogates, which PostgreSQL does not take; line feeds and tabs stay in prose. */
const CONTROL = /[\p{Cc}\p{Cs}]/gu;
const CONTROL_IN_PROSE = /[^\P{Cc}\n\t]|\p{Cs}/gu;

/**
 * Cleans what was written about a library item: text trimmed, in NFC and without control characters, tags without
 * repetitions in the order in which they came, a folder without empty parts. Null and nothing but space clear.
 * Throws one Refusal with all that is too long or too many; `path` leads to the input, e.g. ['input'].
 */
export function cleanMediaDetails(input: MediaDetailsInput, path: readonly string[]): MediaDetails {
  const faults: UserFault[] = [];
  const bounded = (text: string, most: number, field: readonly string[]) => {
    if (text.length > most) {
      const message = `This may have at most ${most} characters.`;
      faults.push({ code: UserErrorCode.INVALID, message, field: [...path, ...field] });
    }
    return text;
  };
  const prose = (text: string | null | undefined, most: number, field: string) =>
    bounded(cleanProse(text ?? ''), most, [field]) || null;

  const details: MediaDetails = {
    ...(input.alt !== undefined && { alt: prose(input.alt, MAX_ALT_LENGTH, 'alt') }),
    ...(input.description !== undefined && {
      description: prose(input.description, MAX_DESCRIPTION_LENGTH, 'description'),
    }),
    ...(input.tags !== undefined && {
      tags: distinct(
        (input.tags ?? []).map((tag, index) =>
          bounded(cleanTag(tag), MAX_TAG_LENGTH, ['tags', String(index)]),
        ),
      ),
    }),
    ...(input.folder !== undefined && {
      folder: bounded(cleanFolder(input.folder ?? ''), MAX_FOLDER_LENGTH, ['folder']),
    }),
  };
  if ((details.tags?.length ?? 0) > MAX_TAGS) {
    const message = `There may be at most ${MAX_TAGS} tags.`;
    faults.push({ code: UserErrorCode.LIMIT_EXCEEDED, message, field: [...path, 'tags'] });
  }
  if (faults.length > 0) throw new Refusal(faults);
  return details;
}

/** A folder's name as it is stored: parts between slashes, trimmed, without empty ones; '' is the root. */
export function cleanFolder(folder: string): string {
  return folder.split('/').map(cleanTag).filter(Boolean).join('/');
}

/** A tag as it is stored: one line, trimmed. */
export function cleanTag(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').replace(CONTROL, '').trim();
}

/** Text of several lines as it is stored: trimmed, in NFC, without control characters but line feeds and tabs. */
export function cleanProse(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(CONTROL_IN_PROSE, '').trim();
}

function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags.filter(Boolean))];
}
