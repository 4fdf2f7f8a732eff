import { systemActor } from '../../platform/actor';
import { type Sweep, type SweepContext } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { type Tx } from '../../platform/unit-of-work/transaction';
import {
  discardIdle,
  discardLeastUsed,
  discardLost,
  discardSuperseded,
  HAS_SUPERSEDED,
  IS_LOST,
} from '../processing/on-demand/discard-renditions';

/** A content with renditions, or leases for them, that are not wanted any more. */
interface Unwanted extends Found {
  readonly count: number;
}

/** One reason for which renditions go. The statement finds contents behind ($1, $2), at most 200. */
interface Reason {
  readonly find: string;
  readonly params: readonly number[];
  readonly says: string;
  readonly discard: (tx: Tx, contentId: string) => Promise<number>;
}

const PAGE = 'GROUP BY workspace_id, content_id ORDER BY workspace_id, content_id LIMIT 200';

const IDLE = `
  SELECT workspace_id, content_id AS id, count(*)::integer AS count FROM rendition
  WHERE on_demand AND used_at < now() - make_interval(days => $3) AND (workspace_id, content_id) > ($1::uuid, $2::uuid)
  ${PAGE}`;

const BEYOND = `
  SELECT workspace_id, content_id AS id, (count(*) - $3)::integer AS count FROM rendition
  WHERE on_demand AND (workspace_id, content_id) > ($1::uuid, $2::uuid)
  GROUP BY workspace_id, content_id HAVING count(*) > $3
  ORDER BY workspace_id, content_id LIMIT 200`;

const SUPERSEDED = `
  SELECT c.workspace_id, c.id, (
    SELECT count(*)::integer FROM rendition r
    WHERE r.workspace_id = c.workspace_id AND r.content_id = c.id AND r.recipe < c.recipe) AS count
  FROM content c
  WHERE ${HAS_SUPERSEDED} AND c.state <> 'deleting' AND (c.workspace_id, c.id) > ($1::uuid, $2::uuid)
  ORDER BY c.workspace_id, c.id LIMIT 200`;

const LOST = `
  SELECT workspace_id, content_id AS id, count(*)::integer AS count FROM transform_lease
  WHERE ${IS_LOST} AND (workspace_id, content_id) > ($1::uuid, $2::uuid)
  ${PAGE}`;

const FIRST = '00000000-0000-0000-0000-000000000000';
const SIX_HOURS = 6 * 3_600;

/**
 * Takes away renditions that are not wanted any more: made on demand and not used for RENDITION_IDLE_DAYS, or beyond
 * the most that a content keeps; made by a recipe that was replaced a week ago; begun by a process that died. Their rows
 * go, and their files are discarded in the same transaction, so that no row is without its file and no file is
 * forgotten; the sweep of discarded files takes those away.
 */
export const sweepRenditions: Sweep = {
  name: 'renditions',
  purpose:
    'Forgets renditions that nobody uses any more, and those of recipes that were replaced a week ago.',
  everySeconds: SIX_HOURS,
  async *run(context) {
    for (const reason of reasonsOf(context)) yield* sweepEach<Unwanted>(context, thingsOf(context, reason));
  },
};

function reasonsOf({ config }: SweepContext): readonly Reason[] {
  const { idleDays, perContent } = config.renditions;
  return [
    {
      ...{ find: LOST, params: [] },
      says: 'unfinished or failed makings of renditions are forgotten',
      discard: discardLost,
    },
    {
      ...{ find: IDLE, params: [idleDays] },
      says: `renditions that were not used for ${idleDays} days are discarded`,
      discard: (tx, contentId) => discardIdle(tx, contentId, idleDays),
    },
    {
      ...{ find: BEYOND, params: [perContent] },
      says: `renditions beyond the ${perContent} used last are discarded`,
      discard: (tx, contentId) => discardLeastUsed(tx, contentId, perContent),
    },
    {
      ...{ find: SUPERSEDED, params: [] },
      says: 'renditions of a recipe that was replaced are discarded',
      discard: discardSuperseded,
    },
  ];
}

function thingsOf({ database, unitOfWork }: SweepContext, { find, params, says, discard }: Reason) {
  const actor = systemActor('sweep:renditions');
  return {
    find: (after: Unwanted | null) =>
      database.everyWorkspace<Unwanted>(find, after?.workspaceId ?? FIRST, after?.id ?? FIRST, ...params),
    describe: ({ id, count }: Unwanted) => `content ${id}: ${says} (${count})`,
    deal: async ({ workspaceId, id }: Unwanted) =>
      (await unitOfWork.run({ workspaceId, actor }, (tx) => discard(tx, id))) > 0,
  };
}
