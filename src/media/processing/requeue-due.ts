import { systemActor } from '../../platform/actor';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
import { contentStored } from '../content/content-stored';
import { type MediaType } from '../media-type';
import { GIVEN_UP, markFailed, MAX_ATTEMPTS } from './end-attempt';

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
  run: (context) => {
    const { database, unitOfWork } = context;
    const actor = systemActor('sweep:due-work');
    let lookAgainSeconds = LOOK_AGAIN_SECONDS;
    return sweepEach<Found>(context, {
      find: async (after) => {
        const due = after ? [] : await database.everyWorkspace<Found>(DUE);
        lookAgainSeconds = LOOK_AGAIN_SECONDS + due.length;
        return due;
      },
      describe: ({ id }) => `content ${id} is queued again`,
      deal: ({ workspaceId, id }) =>
        unitOfWork.run({ workspaceId, actor }, (tx) => requeue(tx, id, lookAgainSeconds)),
    });
  },
};

/** False where somebody else has taken it meanwhile. */
async function requeue(tx: Tx, contentId: string, lookAgainSeconds: number): Promise<boolean> {
  const content = await tx.row<TakenContent>(TAKE, contentId, lookAgainSeconds);
  if (!content) return false;
  if (content.attempts >= MAX_ATTEMPTS) {
    await markFailed(tx, contentId, GIVEN_UP, content.attempts);
    return true;
  }
  contentStored(tx, contentId, content.mediaType);
  if (content.wasLeased) await announceContent(tx, contentId);
  return true;
}
