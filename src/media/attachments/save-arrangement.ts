import { type Tx } from '../../platform/unit-of-work/transaction';
import { Attachment } from './attachment.entity';
import { type Arrangement, type Slot, storedPosition } from './arrangement';
import { type EntityKey } from './change-entity-media';

const NO_PRIMARY = `
  UPDATE attachment SET is_primary = false
  WHERE workspace_id = $1 AND entity_type = $2 AND entity_id = $3 AND is_primary`;

const UPDATE = `
  UPDATE attachment a
  SET role = s.role, position = s.position, is_primary = s.primary, alt = s.alt, caption = s.caption
  FROM jsonb_to_recordset($2) AS s (id uuid, role text, position integer, "primary" boolean, alt text, caption text)
  WHERE a.workspace_id = $1 AND a.id = s.id`;

const REMOVE = 'DELETE FROM attachment WHERE workspace_id = $1 AND id = ANY($2)';

/** Writes what differs between two arrangements of an entity; returns whether anything did. */
export async function saveArrangement(
  tx: Tx,
  entity: EntityKey,
  before: Arrangement,
  after: Arrangement,
): Promise<boolean> {
  const stored = new Map(before.map((slot) => [slot.id, JSON.stringify(row(before, slot))]));
  const kept = new Set(after.map(({ id }) => id));
  const removed = before.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const added = after.filter(({ id }) => !stored.has(id));
  const altered = after.filter(
    (slot) => stored.has(slot.id) && stored.get(slot.id) !== JSON.stringify(row(after, slot)),
  );
  if (removed.length + added.length + altered.length === 0) return false;

  if (removed.length > 0) await tx.rows(REMOVE, removed);
  // An index allows one primary at any moment, so the old one steps down before the new one is written.
  if (primaryOf(before) !== primaryOf(after)) await tx.rows(NO_PRIMARY, entity.entityType, entity.entityId);
  if (altered.length > 0) await tx.rows(UPDATE, JSON.stringify(altered.map((slot) => row(after, slot))));
  await tx.insert(
    Attachment,
    added.map((slot) => {
      const { primary, ...columns } = row(after, slot);
      return { ...columns, ...entity, mediaId: slot.media.id, isPrimary: primary };
    }),
  );
  return true;
}

function row(arrangement: Arrangement, slot: Slot) {
  const { id, role, primary, alt, caption } = slot;
  return { id, role, position: storedPosition(arrangement, slot), primary, alt, caption };
}

function primaryOf(arrangement: Arrangement): string | undefined {
  return arrangement.find(({ primary }) => primary)?.id;
}
