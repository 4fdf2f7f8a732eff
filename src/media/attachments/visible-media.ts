import { type Actor } from '../../platform/actor';
import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type MediaConsumers } from './consumer';

const USES = `
  SELECT DISTINCT a.media_id, a.entity_type, a.entity_id
  FROM attachment a
  JOIN media m ON m.workspace_id = a.workspace_id AND m.id = a.media_id
  JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  WHERE a.workspace_id = $1 AND a.media_id = ANY($2) AND m.deleted_at IS NULL AND c.status = 'COMPLETED'`;

/**
 * Of these library items, those that are on show: processed, and attached to an entity that the actor may see.
 * One statement for the uses, and one a consumer for the entities.
 */
export async function visibleMedia(
  rows: WorkspaceRows,
  consumers: MediaConsumers,
  actor: Actor,
  mediaIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const uses = await rows.rows<{ mediaId: string; entityType: string; entityId: string }>(USES, mediaIds);
  const shown = new Set<string>();
  await Promise.all(
    consumers.all().map(async (consumer) => {
      const here = uses.filter(({ entityType }) => entityType === consumer.entityType);
      if (here.length === 0) return;
      const labels = await consumer.labels(rows, actor, [...new Set(here.map(({ entityId }) => entityId))]);
      for (const { mediaId, entityId } of here) if (labels.has(entityId)) shown.add(mediaId);
    }),
  );
  return shown;
}
