import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/api';
import { loadVariant, ProductVariant, stockOf } from '../catalog/api';
import { decodeId, encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { availableOf } from '../stock';
import { linesOf, loadCart } from './cart-loaders';
import { type Cart as CartRow } from './cart.entity';
import { Cart, CartLine } from './cart.type';
import { findCartOf } from './find-cart';
import { type SellableLine } from './load-cart-lines';

@Resolver(() => Cart)
export class CartResolver {
  @Query(() => Cart, { nullable: true, description: 'null once it is ordered or gone.' })
  async cart(@Arg('id', () => ID) id: string, @Ctx() context: WorkspaceContext): Promise<CartRow | null> {
    const uuid = decodeId('Cart', id);
    return uuid === null ? null : loadCart(context, uuid);
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: CartRow): string {
    return encodeId('Cart', id);
  }

  @FieldResolver(() => [CartLine], {
    description: 'In the order in which they were added; those whose variant is not on sale are left out.',
  })
  lines(@Root() { id }: CartRow, @Ctx() context: WorkspaceContext): Promise<readonly SellableLine[]> {
    return linesOf(context, id);
  }

  @FieldResolver(() => Money, { description: 'By the prices of now, without shipping and discounts.' })
  async subtotal(@Root() { id }: CartRow, @Ctx() context: WorkspaceContext): Promise<Money> {
    const lines = await linesOf(context, id);
    const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    return money(total, context.workspace.currencyCode);
  }

  @FieldResolver(() => Int, { description: 'Pieces, over all lines.' })
  async itemCount(@Root() { id }: CartRow, @Ctx() context: WorkspaceContext): Promise<number> {
    const lines = await linesOf(context, id);
    return lines.reduce((sum, { quantity }) => sum + quantity, 0);
  }
}

@Resolver(() => CartLine)
export class CartLineResolver {
  @FieldResolver(() => ID)
  id(@Root() { id }: SellableLine): string {
    return encodeId('CartLine', id);
  }

  @FieldResolver(() => ProductVariant)
  variant(@Root() { variantId }: SellableLine, @Ctx() context: WorkspaceContext) {
    return loadVariant(context, variantId);
  }

  @FieldResolver(() => Money, { description: 'The price of now.' })
  unitPrice(@Root() { price }: SellableLine, @Ctx() { workspace }: WorkspaceContext): Money {
    return money(price, workspace.currencyCode);
  }

  @FieldResolver(() => Money)
  total(@Root() { price, quantity }: SellableLine, @Ctx() { workspace }: WorkspaceContext): Money {
    return money(price * quantity, workspace.currencyCode);
  }

  @FieldResolver(() => Boolean, {
    description: 'Soft check, read without a lock: enough was available a moment ago.',
  })
  async available(
    @Root() { digital, variantId, quantity }: SellableLine,
    @Ctx() context: WorkspaceContext,
  ): Promise<boolean> {
    if (digital) return true;
    const level = await stockOf(context, variantId);
    return level !== null && availableOf(level) >= quantity;
  }
}

@Resolver(() => User)
export class UserCartResolver {
  @FieldResolver(() => Cart, {
    nullable: true,
    description: "The user's open cart, for nobody but the user; null where there is none.",
  })
  cart(@Root() { uuid, isSelf }: User, @Ctx() { db }: WorkspaceContext): Promise<CartRow | null> | null {
    return isSelf ? findCartOf(db, uuid) : null;
  }
}
