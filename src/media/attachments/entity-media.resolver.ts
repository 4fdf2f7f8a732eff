import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { encodeId } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMediaRow } from '../library/load-media-row';
import { type MediaRow } from '../library/load-media';
import { Media } from '../library/media.type';
import { consumerOf } from './change-entity-media';
import { type MediaConsumers } from './consumer';
import { entityMediaOf, labelOf } from './entity-media-loaders';
import { EntityMedia } from './entity-media.type';
import { EntityRef, EntityRefInput } from './entity-ref.type';
import { type EntityMediaRow } from './load-entity-media';
import { MediaEntityType } from './media-entity-type.type';
import { decodeEntity } from './decode-entity';

/** What ids name in place of a type that this application does not have. */
const NO_NODE = 'Unknown';

@Resolver(() => EntityMedia)
export class EntityMediaResolver {
  constructor(private readonly consumers: MediaConsumers) {}

  @Query(() => [EntityMedia], {
    description: 'The media of an entity, in order; empty where the caller may not see the entity.',
  })
  async entityMedia(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('role', () => String, { nullable: true }) role: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<readonly EntityMediaRow[]> {
    const key = decodeEntity(this.consumers, entity);
    if (!key || (await labelOf(context, this.consumers, key)) === null) return [];
    const media = await entityMediaOf(context, consumerOf(this.consumers, key.entityType), key.entityId);
    return role ? media.filter((use) => use.role === role) : media;
  }

  @Query(() => [MediaEntityType], { description: 'What media can be attached to, and what is taken there.' })
  mediaEntityTypes(): MediaEntityType[] {
    return this.consumers.all().map(({ entityType, roles }) => ({
      name: entityType,
      roles: roles.map(({ name, accepts, ...rule }) => ({
        name,
        accepts: [...accepts],
        minItems: rule.minItems ?? 0,
        maxItems: rule.maxItems ?? null,
        aspectRatio: rule.aspectRatio ?? null,
        minWidth: rule.minWidth ?? null,
        minHeight: rule.minHeight ?? null,
        maxByteSize: rule.maxByteSize ?? null,
      })),
    }));
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: EntityMediaRow): string {
    return encodeId('EntityMedia', id);
  }

  @FieldResolver(() => Media)
  media(@Root() { mediaId }: EntityMediaRow, @Ctx() context: WorkspaceContext): Promise<MediaRow | null> {
    return loadMediaRow(context, mediaId);
  }

  @FieldResolver(() => EntityRef)
  async entity(@Root() use: EntityMediaRow, @Ctx() context: WorkspaceContext): Promise<EntityRef> {
    return presentEntity(context, this.consumers, use);
  }

  @FieldResolver(() => String, { nullable: true })
  async alt(
    @Root() { alt, mediaId }: EntityMediaRow,
    @Ctx() context: WorkspaceContext,
  ): Promise<string | null> {
    return alt ?? (await loadMediaRow(context, mediaId))?.alt ?? null;
  }
}

/**
 * An entity as clients know it: by its type's name, its opaque id, and what its consumer calls it. One whose consumer
 * is no part of this application has an id that leads nowhere, and no label.
 */
export async function presentEntity(
  context: WorkspaceContext,
  consumers: MediaConsumers,
  { entityType, entityId }: Pick<EntityMediaRow, 'entityType' | 'entityId'>,
): Promise<EntityRef> {
  const nodeType = consumers.get(entityType)?.nodeType ?? NO_NODE;
  return {
    type: entityType,
    id: encodeId(nodeType, entityId),
    label: await labelOf(context, consumers, { entityType, entityId }),
  };
}
