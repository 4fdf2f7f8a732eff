import { refuse, UserErrorCode } from '../../platform/errors';
import { decodeId } from '../../platform/graphql/global-id';
import { consumerOf, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';

interface EntityInput {
  readonly type: string;
  readonly id: string;
}

/** The entity that a reference names; null where its id is none of that type. An unknown type is refused. */
export function decodeEntity(consumers: MediaConsumers, { type, id }: EntityInput): EntityKey | null {
  const { nodeType, entityType } = consumerOf(consumers, type);
  const entityId = decodeId(nodeType, id);
  return entityId === null ? null : { entityType, entityId };
}

/** As `decodeEntity`; what is no entity of that type is refused as well. */
export function requireEntity(consumers: MediaConsumers, input: EntityInput): EntityKey {
  const entity = decodeEntity(consumers, input);
  if (entity) return entity;
  throw refuse(UserErrorCode.NOT_FOUND, `There is no such ${input.type}.`, ['entity', 'id']);
}
