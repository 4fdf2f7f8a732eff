import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { loadVariant, ProductVariant } from '../catalog/api';
import { Image, pinnedImageOf } from '../media/api';
import { RequestError, RequestErrorCode } from '../platform/errors';
import { buildConnection } from '../platform/graphql/build-connection';
import { decodeId, encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { ConnectionArgs, readPage } from '../platform/graphql/page.input';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { cursorOf } from '../platform/database/keyset';
import { countOrders, listOrders } from './list-orders';
import { loadOrderByNumber, loadOrders, type OrderedItem } from './load-orders';
import { type ItemQuantity } from './order-fulfillment.entity';
import { historyOf, itemsOf, loadOrder, orderSightOf, paymentOf } from './order-loaders';
import { type OrderTokens } from './order-token';
import { type Order as OrderRow } from './order.entity';
import {
  Order,
  OrderConnection,
  OrderFulfillment,
  OrderItem,
  OrderItemQuantity,
  OrderRefund,
} from './order.type';
import { PaymentStatus, paymentStatusOf } from './payment-status';

@Resolver(() => Order)
export class OrderResolver {
  constructor(private readonly tokens: OrderTokens) {}

  @Query(() => Order, {
    nullable: true,
    description:
      'By its id or its number, or by the token that an anonymous buyer got; null if there is none to be seen.',
  })
  async order(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Arg('number', () => String, { nullable: true }) number: string | null | undefined,
    @Arg('token', () => String, { nullable: true }) token: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ): Promise<OrderRow | null> {
    const uuid = id ? decodeId('Order', id) : null;
    if (id && !uuid) return null;
    const order = token ? await this.byToken(context, token) : await named(context, uuid, number);
    const isAsked = (!uuid || order?.id === uuid) && (!number || String(order?.number) === number);
    return isAsked ? order : null;
  }

  @Query(() => OrderConnection, { description: "Newest first: the caller's own; for ADMIN and OWNER all." })
  async orders(@Args() args: ConnectionArgs, @Ctx() context: WorkspaceContext) {
    if (context.actor.kind === 'anonymous') {
      throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'Sign in first.');
    }
    const page = readPage(args);
    const sight = orderSightOf(context);
    const rows = await listOrders(context.db, sight, page);
    return buildConnection(rows, page, cursorOf, () => countOrders(context.db, sight));
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: OrderRow): string {
    return encodeId('Order', id);
  }

  @FieldResolver(() => String, { description: 'Human-readable, unique in the workspace.' })
  number(@Root() { number }: OrderRow): string {
    return String(number);
  }

  @FieldResolver(() => PaymentStatus)
  async paymentStatus(@Root() order: OrderRow, @Ctx() context: WorkspaceContext): Promise<PaymentStatus> {
    return paymentStatusOf(await paymentOf(context, order));
  }

  @FieldResolver(() => [OrderItem])
  items(@Root() { id }: OrderRow, @Ctx() context: WorkspaceContext): Promise<readonly OrderedItem[]> {
    return itemsOf(context, id);
  }

  @FieldResolver(() => Money)
  subtotal(@Root() { subtotal, currencyCode }: OrderRow): Money {
    return money(subtotal, currencyCode);
  }

  @FieldResolver(() => Money)
  discount(@Root() { discount, currencyCode }: OrderRow): Money {
    return money(discount, currencyCode);
  }

  @FieldResolver(() => Money)
  shipping(@Root() { shipping, currencyCode }: OrderRow): Money {
    return money(shipping, currencyCode);
  }

  @FieldResolver(() => Money)
  tax(@Root() { tax, currencyCode }: OrderRow): Money {
    return money(tax, currencyCode);
  }

  @FieldResolver(() => Money)
  total(@Root() { total, currencyCode }: OrderRow): Money {
    return money(total, currencyCode);
  }

  @FieldResolver(() => Money, { description: 'What the provider has given back.' })
  async refunded(@Root() order: OrderRow, @Ctx() context: WorkspaceContext): Promise<Money> {
    return money((await paymentOf(context, order))?.refunded ?? 0, order.currencyCode);
  }

  @FieldResolver(() => [OrderFulfillment], { description: 'Oldest first.' })
  async fulfillments(@Root() { id }: OrderRow, @Ctx() context: WorkspaceContext) {
    const { fulfillments } = await historyOf(context, id);
    return fulfillments.map(({ lines, carrier, trackingNumber, estimatedDelivery, createdAt }) => ({
      ...{ lines: presentLines(lines), carrier, trackingNumber, estimatedDelivery, createdAt },
    }));
  }

  @FieldResolver(() => [OrderRefund], { description: 'Oldest first; the money may still be on its way.' })
  async refunds(@Root() { id, currencyCode }: OrderRow, @Ctx() context: WorkspaceContext) {
    const { refunds } = await historyOf(context, id);
    return refunds.map(({ lines, amount, restocked, createdAt }) => ({
      ...{ lines: presentLines(lines), amount: money(amount, currencyCode), restocked, createdAt },
    }));
  }

  private async byToken(context: WorkspaceContext, token: string): Promise<OrderRow | null> {
    const id = this.tokens.read(context.workspace.id, token);
    if (!id) return null;
    return (await loadOrders(context.db, { all: true, userId: null }, [id])).get(id) ?? null;
  }
}

function presentLines(lines: readonly ItemQuantity[]): OrderItemQuantity[] {
  return lines.map(({ itemId, quantity }) => ({ id: encodeId('OrderItem', itemId), quantity }));
}

function named(
  context: WorkspaceContext,
  id: string | null,
  number: string | null | undefined,
): Promise<OrderRow | null> | null {
  if (id) return loadOrder(context, id);
  return number ? loadOrderByNumber(context.db, orderSightOf(context), number) : null;
}

@Resolver(() => OrderItem)
export class OrderItemResolver {
  @FieldResolver(() => ID)
  id(@Root() { id }: OrderedItem): string {
    return encodeId('OrderItem', id);
  }

  @FieldResolver(() => Money)
  unitPrice(@Root() { unitPrice, currencyCode }: OrderedItem): Money {
    return money(unitPrice, currencyCode);
  }

  @FieldResolver(() => Money)
  total(@Root() { unitPrice, quantity, currencyCode }: OrderedItem): Money {
    return money(unitPrice * quantity, currencyCode);
  }

  @FieldResolver(() => ProductVariant, {
    nullable: true,
    description: 'null once it cannot be seen any more.',
  })
  variant(@Root() { variantId }: OrderedItem, @Ctx() context: WorkspaceContext) {
    return loadVariant(context, variantId);
  }

  @FieldResolver(() => Image, { nullable: true, description: 'As it was; kept as long as the order is.' })
  image(@Root() item: OrderedItem, @Ctx() context: WorkspaceContext) {
    const { imageContentId: contentId, imageAlt: alt, imageFocal: focalPoint } = item;
    return contentId === null ? null : pinnedImageOf(context, { contentId, alt, focalPoint });
  }
}
