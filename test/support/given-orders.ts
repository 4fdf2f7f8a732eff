import { randomUUID } from 'node:crypto';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenWares } from '../orders/given-wares';
import { givenCart, place, placementOf, type ShownOrder } from '../orders/ordering';
import { givenMedia } from './factories';
import { type TestClient } from './test-client';
import { type TestDatabase } from './test-database';

/** What an order of a shop is placed with. */
interface Terms {
  /** A variant of which a thousand pieces are there. */
  readonly ware: string;
  readonly shippingMethod: string;
  readonly discountCode: string;
  /** What the buyer is called. */
  readonly buyer: string;
}

/** What a client can name of the orders of a shop. */
export interface OrderReferences extends Terms {
  /** An anonymous buyer's, and what it was placed with. */
  readonly order: string;
  readonly orderItem: string;
  readonly orderNumber: string;
  readonly orderToken: string;
  readonly orderKey: string;
  readonly orderedCart: string;
  readonly customersOrder: string;
  readonly customersOrderItem: string;
  readonly orderCursor: string;
  /** A cart of which there is not enough. */
  readonly shortCart: string;
}

interface PlacedOrder {
  readonly order: ShownOrder;
  readonly token: string;
  readonly key: string;
  readonly cartId: string;
}

/**
 * An order of an anonymous buyer and one of the customer's own, each of two pieces and paid with a card that is good,
 * and a cart of which there is not enough. Their numbers are others than those of a shop whose slug has another length.
 */
export async function givenOrders(
  db: TestDatabase,
  { id, slug }: { readonly id: string; readonly slug: string },
  { shippingMethod, discountCode }: Pick<Terms, 'shippingMethod' | 'discountCode'>,
  { owner, anonymous, customer }: Readonly<Record<'owner' | 'anonymous' | 'customer', TestClient>>,
): Promise<OrderReferences> {
  await db.query('INSERT INTO order_counter (workspace_id, last) VALUES ($1, $2)', id, 1_000 * slug.length);
  // What is sold of it changes nothing that is looked at elsewhere.
  const { variants } = await givenWares(db, id, { [`${slug}-ware`]: { price: '12.50', onHand: 1_000 } });
  await givenPictureOf(db, owner, id, { ware: variants[`${slug}-ware`] ?? '', alt: `${slug} ware` });
  const terms = {
    ...{ buyer: `${slug} buyer`, ware: variants[`${slug}-ware`] ?? '', shippingMethod, discountCode },
  };
  const { order, token, key, cartId } = await newOrder(anonymous, terms);
  const { order: customersOrder } = await newOrder(customer, terms);
  const { orders } = await owner.data<{ orders: { pageInfo: { startCursor: string } } }>(
    '{ orders(first: 1) { pageInfo { startCursor } } }',
  );
  return {
    ...terms,
    ...{ order: order.id, orderItem: itemOf(order), orderNumber: order.number },
    ...{ orderToken: token, orderKey: key, orderedCart: cartId },
    ...{ customersOrder: customersOrder.id, customersOrderItem: itemOf(customersOrder) },
    orderCursor: orders.pageInfo.startCursor,
    shortCart: await givenCart(anonymous, [{ variantId: terms.ware, quantity: 9_999 }]),
  };
}

/** A picture that is shown nowhere else. */
async function givenPictureOf(
  db: TestDatabase,
  owner: TestClient,
  workspaceId: string,
  { ware, alt }: { readonly ware: string; readonly alt: string },
): Promise<void> {
  const mediaId = encodeId('Media', await givenMedia(db, workspaceId));
  await owner.data(
    `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
      mediaAttach(entity: $entity, items: $items) { userErrors { code } } }`,
    { entity: { type: 'variant', id: ware }, items: [{ mediaId, alt }] },
  );
}

/** A new order of two pieces, in which nothing that a buyer can say is left out. */
export async function newOrder(client: TestClient, terms: Terms): Promise<PlacedOrder> {
  const cartId = await givenCart(client, [{ variantId: terms.ware, quantity: 2 }]);
  const key = randomUUID();
  const { order, orderToken, userErrors } = await place(client, placementAs(terms, cartId, key));
  if (!order || !orderToken) throw new Error(JSON.stringify(userErrors));
  return { order, token: orderToken, key, cartId };
}

/** What orderPlace takes of a buyer who says all that there is to be said. */
export function placementAs(
  { buyer: text, shippingMethod, discountCode }: Omit<Terms, 'ware'>,
  cartId: string,
  idempotencyKey: string,
  overrides: object = {},
): object {
  const address = {
    ...{ name: text, line1: text, line2: text, city: text, region: text },
    ...{ postalCode: '10115', countryCode: 'DE', phone: '+49 30 1234567' },
  };
  return placementOf(cartId, {
    ...{ idempotencyKey, email: `${text.replace(' ', '.')}@example.com`, shippingMethod, discountCode },
    ...{ shippingAddress: address, billingAddress: address, ...overrides },
  });
}

function itemOf({ items }: ShownOrder): string {
  return items[0]?.id ?? '';
}
