import { Refusal, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { ITEM_COLUMNS, type LibraryItem } from '../library/load-media';

const LOCK = `
  SELECT ${ITEM_COLUMNS} FROM media m WHERE m.workspace_id = $1 AND m.id = ANY($2) ORDER BY m.id FOR UPDATE`;

/**
 * Locks library items, deleted ones too, in the order of their ids until the commit. Those that do not exist are
 * left out.
 */
export function lockLibraryItems(tx: Tx, ids: readonly string[]): Promise<LibraryItem[]> {
  return tx.rows<LibraryItem>(LOCK, ids);
}

/** As `lockLibraryItems`; those that do not exist are refused, each with the path to it in the list `ids`. */
export async function requireLibraryItems(tx: Tx, ids: readonly string[]): Promise<LibraryItem[]> {
  const found = await lockLibraryItems(tx, ids);
  const known = new Set(found.map(({ id }) => id));
  refuseSome(ids, (id) =>
    known.has(id) ? null : { code: UserErrorCode.NOT_FOUND, message: 'There is no such media.' },
  );
  return found;
}

/** Throws one Refusal with the faults of the ids that have one, each with the path to it in the list `ids`. */
export function refuseSome(
  ids: readonly string[],
  faultOf: (id: string) => { readonly code: UserErrorCode; readonly message: string } | null,
): void {
  const faults = ids.flatMap((id, index) => {
    const fault = faultOf(id);
    return fault ? [{ ...fault, field: ['ids', String(index)] }] : [];
  });
  if (faults.length > 0) throw new Refusal(faults);
}
