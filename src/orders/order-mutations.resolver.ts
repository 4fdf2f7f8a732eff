import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { checkListSize } from '../platform/graphql/check-list-size';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type Discounts } from '../discounts';
import { cancelOrder } from './change/cancel-order';
import { deliverOrder } from './change/deliver-order';
import { fulfillOrder } from './change/fulfill-order';
import { refundOrder } from './change/refund-order';
import { type ItemQuantity } from './order-fulfillment.entity';
import { loadOrder } from './order-loaders';
import { FulfillmentInput, OrderLineQuantityInput } from './order-place.input';
import { OrderPayload } from './order.type';

/** ADMIN and OWNER see orders through. A stale version changes nothing, and comes back with the order as it is now. */
@Resolver()
export class OrderMutationsResolver {
  constructor(private readonly discounts: Discounts) {}

  @Mutation(() => OrderPayload, {
    description: 'Puts the stock back, and voids or refunds the payment, exactly once.',
  })
  orderCancel(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('reason', () => String, { nullable: true }) reason: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    return change(context, id, (tx, uuid) => cancelOrder(tx, this.discounts, uuid, version, reason ?? null));
  }

  @Mutation(() => OrderPayload, { description: 'Notes what was sent, all of it or some.' })
  orderFulfill(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => FulfillmentInput) { lines, ...input }: FulfillmentInput,
    @Ctx() context: WorkspaceContext,
  ) {
    const { carrier = null, trackingNumber = null, estimatedDelivery = null } = input;
    const shipment = { lines: toQuantities(lines), carrier, trackingNumber, estimatedDelivery };
    return change(context, id, (tx, uuid) => fulfillOrder(tx, uuid, version, shipment));
  }

  @Mutation(() => OrderPayload, { description: 'Notes that all of it has arrived, which completes it.' })
  orderDeliver(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    return change(context, id, (tx, uuid) => deliverOrder(tx, uuid, version));
  }

  @Mutation(() => OrderPayload, {
    description: 'Lines left out: all of it, shipping included. Restocks only where asked.',
  })
  orderRefund(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('lines', () => [OrderLineQuantityInput], { nullable: true })
    lines: OrderLineQuantityInput[] | null | undefined,
    @Arg('restock', () => Boolean, { nullable: true }) restock: boolean | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const given = { lines: toQuantities(lines), restock: restock ?? false };
    return change(context, id, (tx, uuid) => refundOrder(tx, uuid, version, given));
  }
}

function change(context: WorkspaceContext, id: string, work: (tx: Tx, uuid: string) => Promise<void>) {
  requireRole(context.actor, Role.ADMIN);
  const uuid = decodeOrNil('Order', id);
  return answer(
    async () => {
      await context.write((tx) => work(tx, uuid));
      return { order: await loadOrder(context, uuid) };
    },
    async (refusal) => ({
      order: refusal.has(UserErrorCode.CONFLICT) ? await loadOrder(context, uuid) : null,
    }),
  );
}

function toQuantities(lines: readonly OrderLineQuantityInput[] | null | undefined): ItemQuantity[] | null {
  checkListSize(lines ?? [], 'lines');
  return lines?.map(({ id, quantity }) => ({ itemId: decodeOrNil('OrderItem', id), quantity })) ?? null;
}
