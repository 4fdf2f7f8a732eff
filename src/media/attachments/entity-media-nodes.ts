import { type NodeRegistry } from '../../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type MediaConsumers } from './consumer';
import { entityMediaOf, labelOf } from './entity-media-loaders';
import { findEntities } from './load-entity-media';

/** How `node` finds attachments: those of entities that the caller may see, as the entities themselves show them. */
export function entityMediaNodes(consumers: MediaConsumers): NodeRegistry<WorkspaceContext> {
  return {
    EntityMedia: async (context, ids) => {
      const entities = await findEntities(context.db, ids);
      return Promise.all(
        ids.map(async (id) => {
          const entity = entities.get(id);
          const consumer = entity && consumers.get(entity.entityType);
          if (!consumer || (await labelOf(context, consumers, entity)) === null) return null;
          const uses = await entityMediaOf(context, consumer, entity.entityId);
          const use = uses.find((each) => each.id === id);
          return use ? { ...use, __typename: 'EntityMedia' } : null;
        }),
      );
    },
  };
}
