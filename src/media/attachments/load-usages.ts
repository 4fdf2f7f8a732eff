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
  SELECT id, entity_type, entity_id, role FROM attachment
  WHERE workspace_id = $1 AND media_id = $2 AND ($3::uuid IS NULL OR id > $3)
  ORDER BY id LIMIT $4`;

/** Where a library item is used, oldest use first, from behind `after`. */
export async function loadUsages(
  rows: WorkspaceRows,
  mediaId: string,
  after: string | null,
  limit: number,
): Promise<UsageRow[]> {
  return rows.rows<UsageRow>(PAGE, mediaId, after, limit);
}
