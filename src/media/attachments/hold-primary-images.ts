import { type Tx } from '../../platform/unit-of-work/transaction';
import { type KeptImage } from '../delivery/image-source';
import { type MediaConsumer } from './consumer';

/** An entity whose image is wanted, by its consumer. */
export interface Pictured {
  readonly consumer: MediaConsumer;
  readonly entityId: string;
}

// As `primaryImageOf` chooses for a storefront. What was condemned while its lock was waited for is looked at again
// under it, and left out.
const HOLD = `
  SELECT chosen.wanted_by, c.id AS content_id, chosen.alt, chosen.focal_x, chosen.focal_y
  FROM (
    SELECT DISTINCT ON (w.wanted_by) w.wanted_by, m.content_id, coalesce(a.alt, m.alt) AS alt, m.focal_x, m.focal_y
    FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::uuid[]) AS w (wanted_by, choice, entity_type, entity_id)
    JOIN attachment a ON a.workspace_id = $1 AND a.entity_type = w.entity_type AND a.entity_id = w.entity_id
    JOIN media m ON m.workspace_id = $1 AND m.id = a.media_id
    JOIN content c ON c.workspace_id = $1 AND c.id = m.content_id
    LEFT JOIN unnest($6::text[], $7::text[], $8::integer[]) AS role (entity_type, name, rank)
      ON role.entity_type = a.entity_type AND role.name = a.role
    WHERE m.deleted_at IS NULL AND m.media_type = 'IMAGE' AND c.status = 'COMPLETED' AND c.recipe IS NOT NULL
    ORDER BY w.wanted_by, w.choice, a.is_primary DESC, role.rank, a.role, a.position, a.id
  ) AS chosen
  JOIN content c ON c.workspace_id = $1 AND c.id = chosen.content_id AND c.state = 'live'
  ORDER BY c.id
  FOR KEY SHARE OF c`;

interface HeldRow extends Pick<KeptImage, 'contentId' | 'alt'> {
  readonly wantedBy: string;
  readonly focalX: number | null;
  readonly focalY: number | null;
}

/**
 * The image that stands for each of these, in one statement: by the id of what it is wanted for, entities in the order
 * in which they are asked, e.g. a variant and then its product. What `primaryImageOf` would show to the storefront; ids
 * without any are left out. Locks the contents by id against condemnation until the commit, so that they can be pinned
 * later in the transaction without a wait.
 */
export async function holdPrimaryImages(
  tx: Tx,
  wanted: ReadonlyMap<string, readonly Pictured[]>,
): Promise<ReadonlyMap<string, KeptImage>> {
  const choices = [...wanted].flatMap(([wantedBy, entities]) =>
    entities.map(({ consumer, entityId }, choice) => ({ wantedBy, choice, consumer, entityId })),
  );
  if (choices.length === 0) return new Map();
  const roles = [...new Set(choices.map(({ consumer }) => consumer))].flatMap(({ entityType, roles }) =>
    roles.map(({ name }, rank) => ({ entityType, name, rank })),
  );
  const held = await tx.rows<HeldRow>(
    HOLD,
    choices.map(({ wantedBy }) => wantedBy),
    choices.map(({ choice }) => choice),
    choices.map(({ consumer }) => consumer.entityType),
    choices.map(({ entityId }) => entityId),
    roles.map(({ entityType }) => entityType),
    roles.map(({ name }) => name),
    roles.map(({ rank }) => rank),
  );
  return new Map(held.map(({ wantedBy, ...row }) => [wantedBy, keptImage(row)]));
}

function keptImage({ contentId, alt, focalX, focalY }: Omit<HeldRow, 'wantedBy'>): KeptImage {
  return { contentId, alt, focalPoint: focalX === null || focalY === null ? null : { x: focalX, y: focalY } };
}
