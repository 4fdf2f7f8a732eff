import { systemActor } from '../../platform/actor';
import { type Sweep, type SweepContext, type SweepFinding } from '../../platform/sweeps/sweep';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
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

// Looked at again a minute later, should the job that is queued now get lost as well; later by a second for each that
// waits beside it, as a long queue is no sign of a lost one.
const TAKE = `
  UPDATE content c
  SET due_at = now() + make_interval(secs => $3), progress = 0, lease_id = NULL, leased_until = NULL,
      status = CASE WHEN c.recipe IS NULL THEN 'PENDING' ELSE c.status END
  FROM content was
  WHERE c.workspace_id = $1 AND c.id = $2 AND c.due_at < now() AND c.state <> 'deleting'
    AND was.workspace_id = c.workspace_id AND was.id = c.id
  RETURNING c.media_type, c.attempts, was.lease_id IS NOT NULL AS was_leased`;
const LOOK_AGAIN_SECONDS = 60;

interface TakenContent {
  readonly mediaType: MediaType;
  readonly attempts: number;
  /** Someone worked on it who did not come to an end; whoever watches saw it PROCESSING. */
  readonly wasLeased: boolean;
}

/**
 * Queues all work that is due and that nobody alive has: what a dead worker left, what a lost queue forgot, what
 * waits for another try. What was tried too often ends FAILED. Any number may run at once, without a lease; a content
 * that cannot be looked after keeps no other waiting.
 */
export const requeueDueWork: Sweep = {
  name: 'due-work',
  purpose: 'Queues the work on files again that is due and that nobody alive has.',
  everySeconds: 5,
  run: requeueDue,
};

async function* requeueDue({
  database,
  unitOfWork,
  log,
  dryRun,
  signal,
}: SweepContext): AsyncGenerator<SweepFinding> {
  const due = await database.everyWorkspace<DueContent>(DUE);
  let done = 0;
  for (const { workspaceId, id } of due) {
    if (signal.aborted) break;
    try {
      const origin = { workspaceId, actor: systemActor('sweep:due-work') };
      if (!dryRun) await unitOfWork.run(origin, (tx) => requeue(tx, id, LOOK_AGAIN_SECONDS + due.length));
      done += 1;
    } catch (error) {
      log.error({ err: error, contentId: id }, 'due media work could not be queued; trying again');
      continue;
    }
    yield { workspaceId, what: `content ${id} is queued again` };
  }
  if (done > 0 && !dryRun) log.info({ contents: done }, 'due media work was queued again');
}

async function requeue(tx: Tx, contentId: string, lookAgainSeconds: number): Promise<void> {
  const content = await tx.row<TakenContent>(TAKE, contentId, lookAgainSeconds);
  if (!content) return;
  if (content.attempts >= MAX_ATTEMPTS) {
    await markFailed(tx, contentId, GIVEN_UP, content.attempts);
    return;
  }
  contentStored(tx, contentId, content.mediaType);
  if (content.wasLeased) await announceContent(tx, contentId);
}
