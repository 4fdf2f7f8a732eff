import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { isStaff } from '../platform/actor';
import { decodeId, encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { EntityMedia, entityMediaOf, Image, primaryImageOf } from '../media/api';
import { availableOf } from '../stock';
import { presentStock, StockLevel } from '../stock/api';
import { loadVariantBySku } from './load-products';
import { productMedia } from './product-media';
import { loadProduct, loadVariant, sightOf, stockOf } from './product-loaders';
import { Dimensions, Product, ProductVariant, Weight } from './product.type';
import { type Product as ProductRow, ProductStatus } from './product.entity';
import { type ProductVariant as VariantRow } from './product-variant.entity';
import { variantMedia } from './variant-media';

@Resolver(() => ProductVariant)
export class ProductVariantResolver {
  @Query(() => ProductVariant, {
    nullable: true,
    description: 'By its id or its SKU; null if there is none to be seen.',
  })
  async productVariant(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Arg('sku', () => String, { nullable: true }) sku: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<VariantRow | null> {
    const uuid = id && decodeId('ProductVariant', id);
    if (uuid) return loadVariant(context, uuid);
    return !id && sku ? loadVariantBySku(context.db, sku, sightOf(context)) : null;
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: VariantRow): string {
    return encodeId('ProductVariant', id);
  }

  @FieldResolver(() => Product)
  product(@Root() { productId }: VariantRow, @Ctx() context: WorkspaceContext): Promise<ProductRow | null> {
    return loadProduct(context, productId);
  }

  @FieldResolver(() => Money)
  price(@Root() { price }: VariantRow, @Ctx() { workspace }: WorkspaceContext): Money {
    return money(price, workspace.currencyCode);
  }

  @FieldResolver(() => Money, { nullable: true })
  compareAtPrice(
    @Root() { compareAtPrice }: VariantRow,
    @Ctx() { workspace }: WorkspaceContext,
  ): Money | null {
    return compareAtPrice === null ? null : money(compareAtPrice, workspace.currencyCode);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'Staff only.' })
  costPrice(@Root() { costPrice }: VariantRow, @Ctx() { actor, workspace }: WorkspaceContext): Money | null {
    return costPrice === null || !isStaff(actor) ? null : money(costPrice, workspace.currencyCode);
  }

  @FieldResolver(() => Boolean)
  async availableForSale(@Root() variant: VariantRow, @Ctx() context: WorkspaceContext): Promise<boolean> {
    const product = await loadProduct(context, variant.productId);
    if (product?.status !== ProductStatus.ACTIVE) return false;
    return product.digital || (await available(variant, context)) > 0;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'What a buyer could take now; null where it does not run out.',
  })
  async quantityAvailable(
    @Root() variant: VariantRow,
    @Ctx() context: WorkspaceContext,
  ): Promise<number | null> {
    const product = await loadProduct(context, variant.productId);
    return product?.digital ? null : available(variant, context);
  }

  @FieldResolver(() => StockLevel, { nullable: true, description: 'Staff only.' })
  async stock(@Root() { id }: VariantRow, @Ctx() context: WorkspaceContext): Promise<StockLevel | null> {
    const level = isStaff(context.actor) ? await stockOf(context, id) : null;
    return level && presentStock(level);
  }

  @FieldResolver(() => Weight, { nullable: true })
  weight(@Root() { weight }: VariantRow): Weight | null {
    return weight === null ? null : { value: weight };
  }

  @FieldResolver(() => Dimensions, { nullable: true })
  dimensions(@Root() { length, width, height }: VariantRow): Dimensions | null {
    return length === null || width === null || height === null ? null : { length, width, height };
  }

  @FieldResolver(() => Image, { nullable: true, description: "Its own image, else the product's." })
  async image(@Root() { id, productId }: VariantRow, @Ctx() context: WorkspaceContext) {
    return (
      (await primaryImageOf(context, variantMedia, id)) ??
      (await primaryImageOf(context, productMedia, productId))
    );
  }

  @FieldResolver(() => [EntityMedia])
  async media(
    @Root() { id }: VariantRow,
    @Arg('role', () => String, { nullable: true }) role: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const media = await entityMediaOf(context, variantMedia, id);
    return role ? media.filter((use) => use.role === role) : media;
  }
}

async function available({ id }: VariantRow, context: WorkspaceContext): Promise<number> {
  const level = await stockOf(context, id);
  return level ? availableOf(level) : 0;
}
