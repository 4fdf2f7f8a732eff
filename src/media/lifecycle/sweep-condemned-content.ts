import { systemActor } from '../../platform/actor';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { type ContentState } from '../content/content.entity';
import { deleteContent } from './delete-content';

interface Condemned extends Found {
  readonly state: ContentState;
  /** As text, which keeps the microseconds that a Date would lose. */
  readonly condemnedAt: string;
}

// Those whose deletion broke off are over their grace as well: they were condemned before it began.
const CONDEMNED = `
  SELECT workspace_id, id, state, condemned_at::text FROM content
  WHERE state <> 'live' AND condemned_at < now() - make_interval(secs => $1)
    AND (condemned_at, id) > (coalesce($2::timestamptz, '-infinity'), $3::uuid)
  ORDER BY condemned_at, id LIMIT 200`;

const FIRST = '00000000-0000-0000-0000-000000000000';
const QUARTER_SECONDS = 900;

/** Deletes the bytes of contents that nothing has referred to for the grace. */
export const sweepCondemnedContent: Sweep = {
  name: 'condemned-content',
  purpose: 'Deletes the stored bytes that nothing has referred to for CONTENT_GRACE_HOURS.',
  everySeconds: QUARTER_SECONDS,
  run: (context) => {
    const { database, config } = context;
    const graceSeconds = config.retention.condemnedContentSeconds;
    const actor = systemActor('sweep:condemned-content');
    return sweepEach<Condemned>(context, {
      find: (after) =>
        database.everyWorkspace<Condemned>(CONDEMNED, graceSeconds, after?.condemnedAt, after?.id ?? FIRST),
      describe: ({ id, condemnedAt }) => `content ${id} (condemned ${condemnedAt}) is deleted with its bytes`,
      deal: ({ workspaceId, id }) => deleteContent(context, { workspaceId, actor }, id, graceSeconds),
    });
  },
};
