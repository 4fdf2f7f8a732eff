import { type Tx } from '../../platform/unit-of-work/transaction';

const DISCARD = `
  INSERT INTO discarded_file (workspace_id, content_id, storage_key)
  SELECT $1, $2, key FROM unnest($3::text[]) AS key
  ON CONFLICT DO NOTHING`;

/**
 * Has files of a content taken away some minutes after this commits, when nobody who has just looked them up still
 * means to open them. The caller takes away the rows that speak of them, in the same transaction; a file that does
 * not exist is no error.
 */
export async function discardFiles(tx: Tx, contentId: string, storageKeys: readonly string[]): Promise<void> {
  if (storageKeys.length > 0) await tx.rows(DISCARD, contentId, storageKeys);
}
