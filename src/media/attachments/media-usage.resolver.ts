import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { isStaff } from '../../platform/actor';
import { RequestError, RequestErrorCode } from '../../platform/errors';
import { buildConnection } from '../../platform/graphql/build-connection';
import { decodeId, encodeId } from '../../platform/graphql/global-id';
import { ForwardPageArgs, readPage } from '../../platform/graphql/page.input';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type MediaRow } from '../library/load-media';
import { Media } from '../library/media.type';
import { type MediaConsumers } from './consumer';
import { usageCountOf, usagesOf } from './entity-media-loaders';
import { presentEntity } from './entity-media.resolver';
import { type UsageRow } from './load-usages';
import { MediaUsageConnection } from './media-usage.type';

/** Where library items are used: for staff, null to everyone else. */
@Resolver(() => Media)
export class MediaUsageResolver {
  constructor(private readonly consumers: MediaConsumers) {}

  @FieldResolver(() => Int, { nullable: true, description: 'How many places use it. Staff only.' })
  usageCount(@Root() { id }: MediaRow, @Ctx() context: WorkspaceContext): Promise<number> | null {
    return isStaff(context.actor) ? usageCountOf(context, id) : null;
  }

  @FieldResolver(() => MediaUsageConnection, {
    nullable: true,
    description: 'The places that use it. Staff only.',
  })
  async usages(@Root() { id }: MediaRow, @Args() args: ForwardPageArgs, @Ctx() context: WorkspaceContext) {
    if (!isStaff(context.actor)) return null;
    const page = readPage(args);
    const after = page.cursor === null ? null : readCursor(page.cursor);
    const rows = await usagesOf(context, id, after, page.size + 1);
    const usages = rows.map((row) => ({
      ...row,
      entity: () => presentEntity(context, this.consumers, row),
    }));
    return buildConnection(
      usages,
      page,
      (row: UsageRow) => encodeId('EntityMedia', row.id),
      () => usageCountOf(context, id),
    );
  }
}

function readCursor(cursor: string): string {
  const id = decodeId('EntityMedia', cursor);
  if (id !== null) return id;
  throw new RequestError(RequestErrorCode.BAD_USER_INPUT, 'This is no cursor of this list.');
}
