import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { cursorOf } from '../platform/database/keyset';
import { buildConnection } from '../platform/graphql/build-connection';
import { checkListSize } from '../platform/graphql/check-list-size';
import { decodeId, encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { ConnectionArgs, readPage } from '../platform/graphql/page.input';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { parsePrice } from '../platform/money';
import { EntityMedia, entityMediaOf, Image, primaryImageOf } from '../media/api';
import { countProducts, listProducts, type ProductFilter, ProductSortKey } from './list-products';
import { loadProductBySlug } from './load-products';
import { productMedia } from './product-media';
import { keepLoaded, loadProduct, sightOf, variantsOf } from './product-loaders';
import { ProductFilterInput } from './product.input';
import { Product, ProductConnection, ProductVariant, Seo } from './product.type';
import { type Product as ProductRow } from './product.entity';

@Resolver(() => Product)
export class ProductResolver {
  @Query(() => Product, {
    nullable: true,
    description: 'By its id or its slug; null if there is none to be seen.',
  })
  async product(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Arg('slug', () => String, { nullable: true }) slug: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<ProductRow | null> {
    const uuid = id && decodeId('Product', id);
    if (uuid) return loadProduct(context, uuid);
    return !id && slug ? loadProductBySlug(context.db, slug, sightOf(context)) : null;
  }

  @Query(() => ProductConnection, {
    description: 'Newest first unless sorted; `query` searches title and brand.',
  })
  async products(
    @Args() args: ConnectionArgs,
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('filter', () => ProductFilterInput, { nullable: true })
    filter: ProductFilterInput | null | undefined,
    @Arg('sortKey', () => ProductSortKey, { nullable: true }) sortKey: ProductSortKey | null | undefined,
    @Arg('reverse', () => Boolean, { nullable: true }) reverse: boolean | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const page = readPage(args);
    const { currencyCode } = context.workspace;
    const list = {
      ...sightOf(context),
      query,
      filter: filter && toFilter(filter, currencyCode),
      sortKey,
      reverse,
    };
    const rows = await listProducts(context.db, list, page);
    keepLoaded(context, rows);
    return buildConnection(rows, page, cursorOf, () => countProducts(context.db, list));
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: ProductRow): string {
    return encodeId('Product', id);
  }

  @FieldResolver(() => Seo)
  seo(@Root() { seoTitle, seoDescription }: ProductRow): Seo {
    return { title: seoTitle, description: seoDescription };
  }

  @FieldResolver(() => Image, { nullable: true })
  primaryImage(@Root() { id }: ProductRow, @Ctx() context: WorkspaceContext) {
    return primaryImageOf(context, productMedia, id);
  }

  @FieldResolver(() => [EntityMedia])
  async media(
    @Root() { id }: ProductRow,
    @Arg('role', () => String, { nullable: true }) role: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const media = await entityMediaOf(context, productMedia, id);
    return role ? media.filter((use) => use.role === role) : media;
  }

  @FieldResolver(() => [ProductVariant], { description: 'At most 250.' })
  variants(@Root() { id }: ProductRow, @Ctx() context: WorkspaceContext) {
    return variantsOf(context, id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'The lowest price of a variant.' })
  minPrice(@Root() product: ProductRow, @Ctx() context: WorkspaceContext): Promise<Money | null> {
    return priceOf(product, context, Math.min);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'The highest price of a variant.' })
  maxPrice(@Root() product: ProductRow, @Ctx() context: WorkspaceContext): Promise<Money | null> {
    return priceOf(product, context, Math.max);
  }
}

async function priceOf(
  { id }: ProductRow,
  context: WorkspaceContext,
  choose: (...prices: number[]) => number,
): Promise<Money | null> {
  const variants = await variantsOf(context, id);
  if (variants.length === 0) return null;
  return money(choose(...variants.map(({ price }) => price)), context.workspace.currencyCode);
}

/** The filter as the list takes it. An overlong list, or a price that is none, is BAD_USER_INPUT. */
function toFilter({ minPrice, maxPrice, ...rest }: ProductFilterInput, currencyCode: string): ProductFilter {
  for (const name of ['statuses', 'brands', 'tags'] as const) checkListSize(rest[name] ?? [], name);
  const units = (name: string, amount: string | null | undefined) =>
    amount == null ? null : parsePrice({ amount }, currencyCode, ['filter', name]);
  return { ...rest, minPrice: units('minPrice', minPrice), maxPrice: units('maxPrice', maxPrice) };
}
