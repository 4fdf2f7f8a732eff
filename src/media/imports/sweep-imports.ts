import { systemActor } from '../../platform/actor';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';

interface FinishedImport extends Found {
  readonly status: string;
  /** As text, which keeps the microseconds that a Date would lose. */
  readonly finishedAt: string;
}

/** How long whoever asked for an import can read what became of it. */
const KEPT = `interval '30 days'`;

const FINISHED = `
  SELECT workspace_id, id, status, finished_at::text FROM media_import
  WHERE finished_at < now() - ${KEPT} AND (finished_at, id) > (coalesce($1::timestamptz, '-infinity'), $2::uuid)
  ORDER BY finished_at, id LIMIT 200`;

const FORGET = `
  DELETE FROM media_import WHERE workspace_id = $1 AND id = $2 AND finished_at < now() - ${KEPT} RETURNING id`;

const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_SECONDS = 3_600;

/**
 * Takes finished imports away after a month. The log has no row of that: it says for good who asked for what and what
 * came of it, and nothing that anyone still uses changes.
 */
export const sweepFinishedImports: Sweep = {
  name: 'finished-imports',
  purpose: 'Forgets imports that ended 30 days ago; what they brought stays.',
  everySeconds: HOUR_SECONDS,
  run: (context) => {
    const { database, unitOfWork } = context;
    const actor = systemActor('sweep:finished-imports');
    return sweepEach<FinishedImport>(context, {
      find: (after) =>
        database.everyWorkspace<FinishedImport>(FINISHED, after?.finishedAt, after?.id ?? FIRST),
      describe: ({ id, status, finishedAt }) => `import ${id} (${status} ${finishedAt}) is forgotten`,
      deal: async ({ workspaceId, id }) =>
        (await unitOfWork.run({ workspaceId, actor }, (tx) => tx.row(FORGET, id))) !== undefined,
    });
  },
};
