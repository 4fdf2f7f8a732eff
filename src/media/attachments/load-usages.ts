import { type WorkspaceRows } from '../../platform/database/workspace-rows';

export interface UsageRow {
  /** The attachment's. */
  readonly id: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly role: string;
}

const COUNT = `
  SELECT media_id, count(*)::integer AS count FROM attachment
  WHERE workspace_id = $1 AND media_id = ANY($2) GROUP BY media_id`;

/** How often each library item is attached; items that are not are left out. */
export async function countUsages(
  rows: WorkspaceRows,
  mediaIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = await rows.rows<{ mediaId: string; count: number }>(COUNT, mediaIds);
  return new Map(counts.map(({ mediaId, count }) => [mediaId, count]));
}

const PAGE = `
  SELECT wanted.media_id, a.id, a.entity_type, a.entity_id, a.role
  FROM unnest($2::uuid[]) AS wanted (media_id)
  CROSS JOIN LATERAL (
    SELECT id, entity_type, entity_id, role FROM attachment
    WHERE workspace_id = $1 AND media_id = wanted.media_id AND ($3::uuid IS NULL OR id > $3)
    ORDER BY id LIMIT $4) AS a
  ORDER BY wanted.media_id, a.id`;

/** Where each of these library items is used, oldest use first, from behind `after`; `limit` of each. */
export async function loadUsages(
  rows: WorkspaceRows,
  mediaIds: readonly string[],
  after: string | null,
  limit: number,
): Promise<ReadonlyMap<string, readonly UsageRow[]>> {
  const found = await rows.rows<UsageRow & { mediaId: string }>(PAGE, mediaIds, after, limit);
  const usages = new Map<string, UsageRow[]>(mediaIds.map((id) => [id, []]));
  for (const { mediaId, ...usage } of found) usages.get(mediaId)?.push(usage);
  return usages;
}
