import { isDeepStrictEqual } from 'node:util';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type LibraryItem } from './load-media';
import { mediaChanged } from './media-changed';

/** What people change of a library item, as it is stored. */
export type MediaValues = Pick<
  LibraryItem,
  'filename' | 'alt' | 'description' | 'tags' | 'folder' | 'focalX' | 'focalY'
>;

const SAVE = `
  UPDATE media
  SET filename = $3, alt = $4, description = $5, tags = $6, folder = $7, focal_x = $8, focal_y = $9,
      version = version + 1, updated_at = now()
  WHERE workspace_id = $1 AND id = $2`;

/**
 * Gives a library item, whose lock is held, other values, with a version, an audit row of what differs and an event.
 * One that has them already stays as it is, its version too.
 */
export async function reviseMedia(
  tx: Tx,
  item: LibraryItem,
  action: `media.${string}`,
  values: Partial<MediaValues>,
): Promise<void> {
  const names = Object.keys(values) as (keyof MediaValues)[];
  const changed = names.filter((name) => !isDeepStrictEqual(values[name], item[name]));
  if (changed.length === 0) return;
  const { filename, alt, description, tags, folder, focalX, focalY } = { ...item, ...values };
  await tx.rows(SAVE, item.id, filename, alt, description, tags, folder, focalX, focalY);
  tx.audit({
    action,
    subject: { type: 'media', id: item.id },
    before: Object.fromEntries(changed.map((name) => [name, item[name]])),
    after: Object.fromEntries(changed.map((name) => [name, values[name]])),
  });
  mediaChanged(tx, item.id, 'UPDATED');
}
