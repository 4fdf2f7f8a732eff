import { type Logger } from 'pino';
import { systemActor } from '../../platform/actor';
import { type Database } from '../../platform/database/database';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { contentStored } from '../content/content-stored';
import { type MediaType } from '../media-type';
import { GIVEN_UP, markFailed, MAX_ATTEMPTS } from './end-attempt';

interface DueContent {
  workspaceId: string;
  id: string;
}

const BATCH = 500;

const DUE = `
  SELECT workspace_id, id FROM content
  WHERE due_at < now() AND state <> 'deleting' ORDER BY due_at LIMIT ${BATCH}`;

// Looked at again a minute later, should the job that is queued now get lost as well.
const TAKE = `
  UPDATE content
  SET due_at = now() + interval '1 minute', status = 'PENDING', progress = 0, lease_id = NULL, leased_until = NULL
  WHERE workspace_id = $1 AND id = $2 AND due_at < now() AND state <> 'deleting'
  RETURNING media_type, attempts`;

/**
 * Queues all work that is due and that nobody alive has: what a dead worker left, what a lost queue forgot, what
 * waits for another try. What was tried too often ends FAILED. Any number may run at once; a content that cannot
 * be looked after keeps no other waiting. Ends early when `signal` says so. Returns how many were looked after.
 */
export async function requeueDue(
  database: Database,
  unitOfWork: UnitOfWork,
  log: Logger,
  signal?: AbortSignal,
): Promise<number> {
  const due = await database.everyWorkspace<DueContent>(DUE);
  let done = 0;
  for (const { workspaceId, id } of due) {
    if (signal?.aborted) break;
    try {
      await unitOfWork.run({ workspaceId, actor: systemActor('sweep:processing') }, (tx) => requeue(tx, id));
      done += 1;
    } catch (error) {
      log.error({ err: error, contentId: id }, 'due media work could not be queued; trying again');
    }
  }
  if (done > 0) log.info({ contents: done }, 'due media work was queued again');
  return done;
}

async function requeue(tx: Tx, contentId: string): Promise<void> {
  const content = await tx.row<{ mediaType: MediaType; attempts: number }>(TAKE, contentId);
  if (!content) return;
  if (content.attempts >= MAX_ATTEMPTS) await markFailed(tx, contentId, GIVEN_UP, content.attempts);
  else contentStored(tx, contentId, content.mediaType);
}
