import { Arg, Args, Ctx, Extensions, Int, Query, Resolver } from 'type-graphql';
import { Role } from '../../platform/actor';
import { cursorOf } from '../../platform/database/keyset';
import { requireRole } from '../../platform/errors';
import { buildConnection } from '../../platform/graphql/build-connection';
import { ConnectionArgs, readFirst, readPage } from '../../platform/graphql/page.input';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { MediaType } from '../media-type';
import { countMedia, listMedia } from './list-media';
import { type Folder, listFolders, listTags } from './list-terms';
import { MediaFilterInput, toMediaFilter } from './media-filter.input';
import { MediaFolder } from './media-folder.type';
import { MediaSortKey } from './media-order';
import { Media, MediaConnection } from './media.type';
import { showMedia } from './show-media';

/** What a library usually has, for the estimate of what an answer costs. */
const USUAL_FOLDERS = 100;

/** The library as staff look through it. */
@Resolver()
export class MediaLibraryResolver {
  @Query(() => MediaConnection, {
    description:
      'The library, for staff. Newest first unless sorted; `query` searches filename, alt, description and tags.',
  })
  async media(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('filter', () => MediaFilterInput, { nullable: true }) filter: MediaFilterInput | null | undefined,
    @Arg('sortKey', () => MediaSortKey, { nullable: true }) sortKey: MediaSortKey | null | undefined,
    @Arg('reverse', () => Boolean, { nullable: true }) reverse: boolean | null | undefined,
    @Ctx() { actor, db }: WorkspaceContext,
  ) {
    requireRole(actor, Role.EDITOR);
    const page = readPage(args);
    const list = { query, filter: filter && toMediaFilter(filter), sortKey, reverse };
    const { rows, reached } = await listMedia(db, list, page);
    return buildConnection(rows.map(showMedia), page, cursorOf, () => countMedia(db, list), reached);
  }

  @Query(() => [Media], { description: "The picker's first look, for staff: the latest uploads of a kind." })
  async recentMedia(
    @Arg('type', () => MediaType, { nullable: true }) type: MediaType | null | undefined,
    @Arg('first', () => Int, { nullable: true }) first: number | null | undefined,
    @Ctx() { actor, db }: WorkspaceContext,
  ) {
    requireRole(actor, Role.EDITOR);
    const size = readFirst(first);
    const list = { filter: { types: type ? [type] : null } };
    const { rows } = await listMedia(db, list, { size, backward: false, cursor: null });
    return rows.slice(0, size).map(showMedia);
  }

  @Query(() => [MediaFolder], {
    description: "The folders that library items are in, from A to Z, for staff; '' is the library's root.",
  })
  @Extensions({ listSize: USUAL_FOLDERS })
  mediaFolders(@Ctx() { actor, db }: WorkspaceContext): Promise<Folder[]> {
    requireRole(actor, Role.EDITOR);
    return listFolders(db);
  }

  @Query(() => [String], {
    description:
      'The tags that library items have, the most frequent first, for staff; with `query` those that hold it.',
  })
  mediaTags(
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('first', () => Int, { nullable: true }) first: number | null | undefined,
    @Ctx() { actor, db }: WorkspaceContext,
  ): Promise<string[]> {
    requireRole(actor, Role.EDITOR);
    return listTags(db, query, readFirst(first));
  }
}
