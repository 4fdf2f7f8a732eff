import { refuse, UserErrorCode } from '../../platform/errors';
import { type MediaStatus, MediaType } from '../media-type';

/** What the rules of a role look at, of one library item. */
export interface ArrangedMedia {
  readonly id: string;
  readonly mediaType: MediaType;
  readonly status: MediaStatus;
  readonly byteSize: number;
  /** Pixels; undefined until it is processed. */
  readonly width?: number;
  readonly height?: number;
}

/** One attachment, at its place in an arrangement. */
export interface Slot {
  readonly id: string;
  readonly role: string;
  readonly media: ArrangedMedia;
  readonly alt: string | null;
  readonly caption: string | null;
  readonly primary: boolean;
  /** Its library item is deleted: it keeps its place, unseen, until it is restored or purged. */
  readonly hidden: boolean;
}

/** All media of an entity: the places of each role in their order. */
export type Arrangement = readonly Slot[];

/** The visible places of a role; a position counts these, from 0. */
export function visibleIn(arrangement: Arrangement, role: string): Slot[] {
  return arrangement.filter((slot) => slot.role === role && !slot.hidden);
}

/**
 * Puts a slot at a position among the visible ones of its role: before the one that is there now, after the last
 * where the position is left out or beyond the end.
 */
export function place(arrangement: Arrangement, slot: Slot, position?: number): Arrangement {
  const next = position === undefined ? undefined : visibleIn(arrangement, slot.role)[position];
  if (!next) return [...arrangement, slot];
  const index = arrangement.indexOf(next);
  return [...arrangement.slice(0, index), slot, ...arrangement.slice(index)];
}

export function without(arrangement: Arrangement, ids: ReadonlySet<string>): Arrangement {
  return arrangement.filter((slot) => !ids.has(slot.id));
}

/** Makes one slot the primary one. Only an image can be. */
export function withPrimary(arrangement: Arrangement, id: string): Arrangement {
  const chosen = arrangement.find((slot) => slot.id === id && !slot.hidden);
  if (!chosen) throw refuse(UserErrorCode.NOT_FOUND, 'This is not among the media of the entity.', ['id']);
  if (chosen.media.mediaType !== MediaType.IMAGE) {
    throw refuse(UserErrorCode.INVALID, 'Only an image can be the primary one.', ['id']);
  }
  return arrangement.map((slot) => ({ ...slot, primary: slot === chosen }));
}

/** An entity that has an image has a primary one: where none is left, the first visible image becomes it. */
export function settlePrimary(arrangement: Arrangement): Arrangement {
  const isVisibleImage = (slot: Slot) => !slot.hidden && slot.media.mediaType === MediaType.IMAGE;
  const primary =
    arrangement.find((slot) => slot.primary && isVisibleImage(slot)) ?? arrangement.find(isVisibleImage);
  return arrangement.map((slot) => ({ ...slot, primary: slot === primary }));
}

/** The place of a slot within its role, hidden ones counted: what is stored. */
export function storedPosition(arrangement: Arrangement, slot: Slot): number {
  return arrangement.filter(({ role }) => role === slot.role).indexOf(slot);
}
