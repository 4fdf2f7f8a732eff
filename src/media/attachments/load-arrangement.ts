import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { type MediaStatus, type MediaType } from '../media-type';
import { type ArrangedMedia, type Arrangement } from './arrangement';
import { type EntityKey } from './change-entity-media';

interface SlotRow extends MediaFacts {
  id: string;
  role: string;
  alt: string | null;
  caption: string | null;
  isPrimary: boolean;
  hidden: boolean;
  mediaId: string;
}

export interface MediaFacts {
  mediaType: MediaType;
  status: MediaStatus;
  byteSize: number;
  width: number | null;
  height: number | null;
}

/** The columns of MediaFacts, of media `m` and its content `c`. */
export const MEDIA_FACTS = `m.media_type, c.status, m.byte_size,
  (c.facts ->> 'width')::integer AS width, (c.facts ->> 'height')::integer AS height`;

const SLOTS = `
  SELECT a.id, a.role, a.alt, a.caption, a.is_primary, a.media_id, m.deleted_at IS NOT NULL AS hidden, ${MEDIA_FACTS}
  FROM attachment a
  JOIN media m ON m.workspace_id = a.workspace_id AND m.id = a.media_id
  JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  WHERE a.workspace_id = $1 AND a.entity_type = $2 AND a.entity_id = $3
  ORDER BY a.role, a.position, a.id`;

/** All media of an entity, those of deleted library items too; to be read under the entity's lock. */
export async function loadArrangement(rows: WorkspaceRows, entity: EntityKey): Promise<Arrangement> {
  const slots = await rows.rows<SlotRow>(SLOTS, entity.entityType, entity.entityId);
  return slots.map(({ id, role, alt, caption, isPrimary, hidden, mediaId, ...facts }) => ({
    id,
    role,
    alt,
    caption,
    primary: isPrimary,
    hidden,
    media: arrangedMedia(mediaId, facts),
  }));
}

export function arrangedMedia(
  id: string,
  { mediaType, status, byteSize, width, height }: MediaFacts,
): ArrangedMedia {
  return { id, mediaType, status, byteSize, ...(width !== null && height !== null && { width, height }) };
}
