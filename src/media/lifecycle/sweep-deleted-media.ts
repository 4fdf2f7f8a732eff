import { systemActor } from '../../platform/actor';
import { Refusal } from '../../platform/errors';
import { type Sweep } from '../../platform/sweeps/sweep';
import { type Found, sweepEach } from '../../platform/sweeps/sweep-each';
import { purgeMedia } from './purge-media';

interface Overdue extends Found {
  readonly filename: string;
  /** As text, which keeps the microseconds that a Date would lose. */
  readonly deletedAt: string;
}

const OVERDUE = `
  SELECT workspace_id, id, filename, deleted_at::text FROM media
  WHERE deleted_at < now() - make_interval(secs => $1)
    AND (deleted_at, id) > (coalesce($2::timestamptz, '-infinity'), $3::uuid)
  ORDER BY deleted_at, id LIMIT 200`;

const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_SECONDS = 3_600;

/** Purges library items that were deleted longer ago than they are kept. */
export const sweepDeletedMedia: Sweep = {
  name: 'deleted-media',
  purpose: 'Purges library items that were deleted longer ago than MEDIA_RETENTION_DAYS.',
  everySeconds: HOUR_SECONDS,
  run: (context) => {
    const { database, unitOfWork, config } = context;
    const actor = systemActor('sweep:deleted-media');
    return sweepEach<Overdue>(context, {
      find: (after) =>
        database.everyWorkspace<Overdue>(
          OVERDUE,
          config.retention.deletedMediaSeconds,
          after?.deletedAt,
          after?.id ?? FIRST,
        ),
      describe: ({ id, filename, deletedAt }) =>
        `media ${id} ("${filename}", deleted ${deletedAt}) is purged`,
      deal: async ({ workspaceId, id }) => {
        try {
          await unitOfWork.run({ workspaceId, actor }, (tx) => purgeMedia(tx, [id]));
          return true;
        } catch (error) {
          // Restored or purged since it was found.
          if (error instanceof Refusal) return false;
          throw error;
        }
      },
    });
  },
};
