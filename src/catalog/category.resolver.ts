import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { cursorOf } from '../platform/database/keyset';
import { buildConnection } from '../platform/graphql/build-connection';
import { decodeId, encodeId } from '../platform/graphql/global-id';
import { ForwardPageArgs, readPage } from '../platform/graphql/page.input';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { EntityMedia, entityMediaOf, Image, imageSourceOf, loadMediaRow } from '../media/api';
import { CATEGORY_IMAGE, categoryMedia } from './category-media';
import { MAX_SIBLINGS } from './category-tree';
import { type Category as CategoryRow } from './category.entity';
import { childrenOf, keepCategoriesLoaded, loadCategory } from './category-loaders';
import { Category } from './category.type';
import { countProducts, listProducts } from './list-products';
import { loadCategoryBySlug, loadRootCategories } from './load-categories';
import { keepLoaded, sightOf } from './product-loaders';
import { Product, ProductConnection, Seo } from './product.type';

/** What a cost is reckoned with: few places of a tree have more. */
const USUAL_SIBLINGS = 15;

@Resolver(() => Category)
export class CategoryResolver {
  @Query(() => Category, { nullable: true, description: 'By its id or its slug.' })
  async category(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true }) slug: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<CategoryRow | null> {
    const uuid = id && decodeId('Category', id);
    if (uuid) return loadCategory(context, uuid);
    return !id && slug ? loadCategoryBySlug(context.db, slug) : null;
  }

  @Extensions({ listSize: USUAL_SIBLINGS })
  @Query(() => [Category], {
    description: `The tree's roots, or the children of one; at most ${MAX_SIBLINGS}.`,
  })
  async categories(
    @Arg('parentId', () => ID, { nullable: true }) parentId: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<readonly CategoryRow[]> {
    if (parentId == null) return keepCategoriesLoaded(context, await loadRootCategories(context.db));
    const uuid = decodeId('Category', parentId);
    return uuid === null ? [] : childrenOf(context, uuid);
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: CategoryRow): string {
    return encodeId('Category', id);
  }

  @FieldResolver(() => Category, { nullable: true, description: 'null: it is one of the roots.' })
  parent(@Root() { parentId }: CategoryRow, @Ctx() context: WorkspaceContext) {
    return parentId === null ? null : loadCategory(context, parentId);
  }

  @Extensions({ listSize: USUAL_SIBLINGS })
  @FieldResolver(() => [Category], { description: `In their order; at most ${MAX_SIBLINGS}.` })
  children(@Root() { id }: CategoryRow, @Ctx() context: WorkspaceContext) {
    return childrenOf(context, id);
  }

  @FieldResolver(() => Seo)
  seo(@Root() { seoTitle, seoDescription }: CategoryRow): Seo {
    return { title: seoTitle, description: seoDescription };
  }

  @FieldResolver(() => Image, { nullable: true })
  async image(@Root() { id }: CategoryRow, @Ctx() context: WorkspaceContext) {
    const uses = await entityMediaOf(context, categoryMedia, id);
    const use = uses.find(({ role }) => role === CATEGORY_IMAGE);
    const media = use ? await loadMediaRow(context, use.mediaId) : null;
    return media && imageSourceOf(media, use?.alt);
  }

  @FieldResolver(() => [EntityMedia])
  async media(
    @Root() { id }: CategoryRow,
    @Arg('role', () => String, { nullable: true }) role: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const media = await entityMediaOf(context, categoryMedia, id);
    return role ? media.filter((use) => use.role === role) : media;
  }

  @FieldResolver(() => ProductConnection, {
    description: 'Those in it and in all categories within it, newest first.',
  })
  async products(
    @Root() { id }: CategoryRow,
    @Args() args: ForwardPageArgs,
    @Ctx() context: WorkspaceContext,
  ) {
    const page = readPage(args);
    const list = { ...sightOf(context), filter: { categoryId: id } };
    const rows = await listProducts(context.db, list, page);
    keepLoaded(context, rows);
    return buildConnection(rows, page, cursorOf, () => countProducts(context.db, list));
  }
}

/** Products by the category that they are in. */
@Resolver(() => Product)
export class ProductCategoryResolver {
  @FieldResolver(() => Category, { nullable: true })
  category(
    @Root() { categoryId }: { readonly categoryId: string | null },
    @Ctx() context: WorkspaceContext,
  ): Promise<CategoryRow | null> | null {
    return categoryId === null ? null : loadCategory(context, categoryId);
  }
}
