import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaType } from '../media-type';
import { announceContent } from './announce-content';
import { contentStored } from './content-stored';

// The event of this commit has the work done; should it get lost, the work is due a minute later all the same.
const RENEW = `
  UPDATE content
  SET status = CASE WHEN recipe IS NULL THEN 'PENDING' ELSE status END, progress = 0, attempts = 0,
      due_at = now() + interval '1 minute', lease_id = NULL, leased_until = NULL, failed_recipe = NULL,
      error_code = NULL, error_message = NULL,
      processed_at = CASE WHEN recipe IS NULL THEN NULL ELSE processed_at END
  WHERE workspace_id = $1 AND id = $2
  RETURNING media_type`;

/**
 * Has a content processed anew, from the first try on. What is published of it stays published until that is done, and
 * where it fails. The caller holds the content's lock, and has seen that nobody works on it.
 */
export async function renewWork(tx: Tx, contentId: string): Promise<void> {
  const content = await tx.row<{ mediaType: MediaType }>(RENEW, contentId);
  if (!content) return;
  contentStored(tx, contentId, content.mediaType);
  await announceContent(tx, contentId);
}
