import { extname } from 'node:path';
import { Role } from '../../platform/actor';
import { Refusal, requireRole, UserErrorCode, type UserFault } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { safeFilename } from '../intake/safe-filename';
import { lockLibraryItems } from '../lifecycle/lock-library-items';
import { MediaType } from '../media-type';
import { type FocalPoint } from '../transforms/transform';
import { type LibraryItem } from './load-media';
import { cleanMediaDetails, type MediaDetailsInput } from './media-details';
import { type MediaValues, reviseMedia } from './revise-media';

/** What is to become of a library item. Left out keeps, null clears. */
export interface MediaChange extends MediaDetailsInput {
  readonly id: string;
  /** The item's, as its editor saw it. */
  readonly version: number;
  readonly filename?: string | null;
  /** 0 to 1 from the left and the top; null: the centre. */
  readonly focalPoint?: FocalPoint | null;
}

/**
 * Changes library items, all or none: their texts, names, folders, tags, and what crops are taken around. An item
 * that is as it shall be keeps its version.
 *
 * Refuses with all faults of its first kind: input that cannot be (INVALID, LIMIT_EXCEEDED), items that do not exist
 * (NOT_FOUND), are in the bin (STATE_NOT_ALLOWED), are no pictures but shall have a focal point (INVALID), or were
 * changed since `version` (CONFLICT); each with the path to it in the list `media`. Locks the items.
 */
export async function updateMedia(tx: Tx, changes: readonly MediaChange[]): Promise<void> {
  requireRole(tx.actor, Role.EDITOR);
  const values = readValues(changes);
  const locked = await lockLibraryItems(
    tx,
    changes.map(({ id }) => id),
  );
  const items = new Map(locked.map((item) => [item.id, item]));
  refuseAll(changes, (change) => faultOf(change, items.get(change.id)));
  for (const [index, { id, filename }] of changes.entries()) {
    const item = items.get(id);
    if (!item) continue;
    const name = filename != null && safeFilename(filename, extname(item.filename).slice(1) || 'bin');
    await reviseMedia(tx, item, 'media.update', { ...values[index], ...(name && { filename: name }) });
  }
}

/** A fault of one change; its field is the name of the change's. */
type ChangeFault = Omit<UserFault, 'field'> & { readonly field: string };

/** What the changes say by themselves, but for names of files; one Refusal for all that cannot be. */
function readValues(changes: readonly MediaChange[]): Partial<MediaValues>[] {
  const faults: UserFault[] = [];
  const seen = new Set<string>();
  const values = changes.map((change, index) => {
    const path = ['media', String(index)];
    const invalid = (field: string, message: string) =>
      faults.push({ code: UserErrorCode.INVALID, message, field: [...path, field] });
    if (seen.has(change.id)) invalid('id', 'This media is named twice.');
    seen.add(change.id);
    if (change.filename !== undefined && !change.filename?.trim())
      invalid('filename', 'A file needs a name.');
    const { focalPoint: point } = change;
    if (point && !(isShare(point.x) && isShare(point.y)))
      invalid('focalPoint', 'A focal point is between 0 and 1 from the left and from the top.');
    return { ...readDetails(change, path, faults), ...(point !== undefined && placeOf(point)) };
  });
  if (faults.length > 0) throw new Refusal(faults);
  return values;
}

function readDetails(change: MediaChange, path: string[], faults: UserFault[]): Partial<MediaValues> {
  try {
    const { tags, ...details } = cleanMediaDetails(change, path);
    return { ...details, ...(tags && { tags: [...tags] }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push(...error.faults);
    return {};
  }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** To a millionth, which single precision keeps as it is. */
function placeOf(point: FocalPoint | null): Pick<MediaValues, 'focalX' | 'focalY'> {
  const kept = (share: number) => Number(share.toFixed(6));
  return point ? { focalX: kept(point.x), focalY: kept(point.y) } : { focalX: null, focalY: null };
}

function faultOf(
  { version, focalPoint }: MediaChange,
  item: LibraryItem | undefined,
): ChangeFault | undefined {
  if (!item) return { code: UserErrorCode.NOT_FOUND, message: 'There is no such media.', field: 'id' };
  if (item.deletedAt !== null) {
    const message = 'This is in the bin: restore it first.';
    return { code: UserErrorCode.STATE_NOT_ALLOWED, message, field: 'id' };
  }
  if (focalPoint && item.mediaType !== MediaType.IMAGE) {
    const message = 'Only pictures have a focal point.';
    return { code: UserErrorCode.INVALID, message, field: 'focalPoint' };
  }
  if (item.version === version) return undefined;
  const message = 'This was changed meanwhile; see how it is now.';
  return { code: UserErrorCode.CONFLICT, message, field: 'version' };
}

function refuseAll(
  changes: readonly MediaChange[],
  find: (change: MediaChange) => ChangeFault | undefined,
): void {
  const faults = changes.flatMap((change, index) => {
    const fault = find(change);
    return fault ? [{ ...fault, field: ['media', String(index), fault.field] }] : [];
  });
  if (faults.length > 0) throw new Refusal(faults);
}
