import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type EntityKey } from './change-entity-media';

/** One use of a library item by an entity, as readers see it. */
export interface EntityMediaRow extends EntityKey {
  readonly id: string;
  readonly role: string;
  /** Dense from 0 within the entity and role, counting what the reader may see. */
  readonly position: number;
  readonly primary: boolean;
  readonly mediaId: string;
  /** This use's own. */
  readonly alt: string | null;
  readonly caption: string | null;
}

const LOAD = `
  SELECT a.id, a.entity_type, a.entity_id, a.role, a.is_primary AS "primary", a.media_id, a.alt, a.caption,
         (row_number() OVER (PARTITION BY a.entity_id, a.role ORDER BY a.position, a.id) - 1)::integer AS position
  FROM attachment a
  JOIN media m ON m.workspace_id = a.workspace_id AND m.id = a.media_id
  JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  WHERE a.workspace_id = $1 AND a.entity_type = $2 AND a.entity_id = ANY($3)
    AND m.deleted_at IS NULL AND ($4 OR c.status = 'COMPLETED')
  ORDER BY a.entity_id, a.role, a.position, a.id`;

/**
 * The media of entities of one type, each entity's by role and position, in one statement. With `unfinished`
 * also what is not processed yet, which staff see and the storefront does not.
 */
export async function loadEntityMedia(
  rows: WorkspaceRows,
  entityType: string,
  entityIds: readonly string[],
  { unfinished }: { readonly unfinished: boolean },
): Promise<ReadonlyMap<string, readonly EntityMediaRow[]>> {
  const found = await rows.rows<EntityMediaRow>(LOAD, entityType, entityIds, unfinished);
  const byEntity = new Map<string, EntityMediaRow[]>(entityIds.map((id) => [id, []]));
  for (const row of found) byEntity.get(row.entityId)?.push(row);
  return byEntity;
}

const ENTITIES = 'SELECT id, entity_type, entity_id FROM attachment WHERE workspace_id = $1 AND id = ANY($2)';

/** The entities that attachments belong to, by the attachments' ids; those that do not exist are left out. */
export async function findEntities(
  rows: WorkspaceRows,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EntityKey>> {
  const found = await rows.rows<EntityKey & { id: string }>(ENTITIES, ids);
  return new Map(found.map(({ id, entityType, entityId }) => [id, { entityType, entityId }]));
}
