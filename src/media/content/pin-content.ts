import { type Tx } from '../../platform/unit-of-work/transaction';
import { condemnUnreferenced } from './condemn-content';

/** That a holder shows a content. */
export interface Pin {
  readonly holderId: string;
  readonly contentId: string;
}

// What waited for a lock is looked at again under it, so that nothing is pinned that was condemned meanwhile. The pins'
// foreign key takes the same lock once more, in no order, and then waits for nobody.
const PIN = `
  WITH held AS MATERIALIZED (
    SELECT id FROM content WHERE workspace_id = $1 AND id = ANY($4) AND state = 'live' ORDER BY id FOR KEY SHARE
  ), pins AS (
    SELECT DISTINCT p.holder_id, p.content_id
    FROM unnest($3::uuid[], $4::uuid[]) AS p (holder_id, content_id) JOIN held ON held.id = p.content_id
  ), pinned AS (
    INSERT INTO content_pin (workspace_id, content_id, holder_type, holder_id)
    SELECT $1, content_id, $2, holder_id FROM pins
    ON CONFLICT DO NOTHING
  )
  SELECT holder_id, content_id FROM pins`;

/**
 * Pins contents for holders of a type, in one statement: each is kept and its pictures are delivered until it is
 * unpinned, whatever becomes of the library items over it. Returns the pins that hold now, those that did before
 * included; left out are contents that do not exist or are on their way out. Locks the contents by id against
 * condemnation until the commit, which any number may do at once. That a holder has pictures is for the holder's module
 * to audit.
 */
export async function pinContents(tx: Tx, holderType: string, pins: readonly Pin[]): Promise<Pin[]> {
  if (pins.length === 0) return [];
  return tx.rows<Pin>(
    PIN,
    holderType,
    pins.map(({ holderId }) => holderId),
    pins.map(({ contentId }) => contentId),
  );
}

const LOCK_PINNED = `
  SELECT id FROM content
  WHERE workspace_id = $1 AND id IN (
    SELECT content_id FROM content_pin WHERE workspace_id = $1 AND holder_type = $2 AND holder_id = ANY($3))
  ORDER BY id FOR UPDATE`;

const UNPIN = `
  DELETE FROM content_pin WHERE workspace_id = $1 AND holder_type = $2 AND holder_id = ANY($3)
  RETURNING content_id`;

/**
 * Takes away all pins of holders of a type, and condemns the contents that nothing refers to any more. The caller holds
 * the holders' locks. Locks the contents by id, first of all: who pins the same for others waits there.
 */
export async function unpinContents(tx: Tx, holderType: string, holderIds: readonly string[]): Promise<void> {
  if (holderIds.length === 0) return;
  await tx.rows(LOCK_PINNED, holderType, holderIds);
  const unpinned = await tx.rows<{ contentId: string }>(UNPIN, holderType, holderIds);
  const contentIds = new Set(unpinned.map(({ contentId }) => contentId));
  if (contentIds.size > 0) await condemnUnreferenced(tx, [...contentIds]);
}
