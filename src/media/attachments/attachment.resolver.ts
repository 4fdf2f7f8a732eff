import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { requireRole } from '../../platform/errors';
import { Role } from '../../platform/actor';
import { answer } from '../../platform/graphql/answer';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { decodeOrNil } from '../../platform/graphql/global-id';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type AttachItem, attachMedia } from './attach-media';
import { EntityMediaUpdateInput, MediaAttachItemInput, MediaMoveInput } from './attachment.input';
import { consumerOf, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';
import { requireEntity } from './decode-entity';
import { detachMedia } from './detach-media';
import { entityMediaOf } from './entity-media-loaders';
import { EntityMediaPayload } from './entity-media.type';
import { EntityRefInput } from './entity-ref.type';
import { reorderMedia } from './reorder-media';
import { setPrimaryMedia } from './set-primary-media';
import { updateEntityMedia } from './update-entity-media';

/** Staff change what is attached where. Each mutation does all that it is asked, or nothing. */
@Resolver()
export class AttachmentResolver {
  constructor(private readonly consumers: MediaConsumers) {}

  @Mutation(() => EntityMediaPayload, {
    description:
      'Shows library items at an entity, for staff: after what it has, where no place is told. See mediaEntityTypes.',
  })
  mediaAttach(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('items', () => [MediaAttachItemInput]) items: MediaAttachItemInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.change(context, entity, items, (tx, key) =>
      attachMedia(tx, this.consumers, key, items.map(toAttachItem)),
    );
  }

  @Mutation(() => EntityMediaPayload, {
    description: 'Takes attachments, by their EntityMedia ids, from an entity; the library keeps the items.',
  })
  mediaDetach(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('ids', () => [ID]) ids: string[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.change(context, entity, ids, (tx, key) =>
      detachMedia(
        tx,
        this.consumers,
        key,
        ids.map((id) => decodeOrNil('EntityMedia', id)),
      ),
    );
  }

  @Mutation(() => EntityMediaPayload, {
    description:
      'Changes what this entity says of its media, and in which roles they are. What is left out is kept, null clears.',
  })
  entityMediaUpdate(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('items', () => [EntityMediaUpdateInput]) items: EntityMediaUpdateInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.change(context, entity, items, (tx, key) =>
      updateEntityMedia(
        tx,
        this.consumers,
        key,
        items.map(({ id, role, ...texts }) => ({
          id: decodeOrNil('EntityMedia', id),
          ...(role && { role }),
          ...texts,
        })),
      ),
    );
  }

  @Mutation(() => EntityMediaPayload, {
    description: 'Moves attachments within their roles, one after the other.',
  })
  mediaReorder(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('moves', () => [MediaMoveInput]) moves: MediaMoveInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    return this.change(context, entity, moves, (tx, key) =>
      reorderMedia(
        tx,
        this.consumers,
        key,
        moves.map(({ id, position }) => ({ id: decodeOrNil('EntityMedia', id), position })),
      ),
    );
  }

  @Mutation(() => EntityMediaPayload, {
    description: 'Makes an image of an entity, by its EntityMedia id, the one that stands for it.',
  })
  mediaSetPrimary(
    @Arg('entity', () => EntityRefInput) entity: EntityRefInput,
    @Arg('id', () => ID) id: string,
    @Ctx() context: WorkspaceContext,
  ) {
    return this.change(context, entity, [id], (tx, key) =>
      setPrimaryMedia(tx, this.consumers, key, decodeOrNil('EntityMedia', id)),
    );
  }

  private change(
    context: WorkspaceContext,
    entity: EntityRefInput,
    items: readonly unknown[],
    work: (tx: Tx, key: EntityKey) => Promise<void>,
  ) {
    requireRole(context.actor, Role.EDITOR);
    checkListSize(items, 'The list');
    return answer(
      async () => {
        const key = requireEntity(this.consumers, entity);
        await context.write((tx) => work(tx, key));
        const consumer = consumerOf(this.consumers, key.entityType);
        return { entityMedia: await entityMediaOf(context, consumer, key.entityId) };
      },
      { entityMedia: [] },
    );
  }
}

/** An item as people send it, for `attachMedia` and `replaceMedia`. */
export function toAttachItem({
  mediaId,
  role,
  position,
  primary,
  alt,
  caption,
}: MediaAttachItemInput): AttachItem {
  return {
    mediaId: decodeOrNil('Media', mediaId),
    ...(role && { role }),
    ...(position != null && { position }),
    ...(primary != null && { primary }),
    ...(alt !== undefined && { alt }),
    ...(caption !== undefined && { caption }),
  };
}
