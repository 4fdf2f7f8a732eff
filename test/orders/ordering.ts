import { randomUUID } from 'node:crypto';
import { type Fault } from '../catalog/product-operations';
import { type TestDatabase } from '../support/test-database';
import { type TestClient } from '../support/test-client';

export interface ShownOrder {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly paymentStatus: string;
  readonly fulfillmentStatus: string;
  readonly version: number;
  readonly total: { readonly amount: string };
  readonly items: readonly { readonly id: string; readonly sku: string; readonly quantity: number }[];
}

export interface Placement {
  readonly order: ShownOrder | null;
  readonly orderToken: string | null;
  readonly paymentAction: { readonly redirectUrl: string | null; readonly expiresAt: string } | null;
  readonly unavailableLines: readonly {
    readonly requested: number;
    readonly available: number;
    readonly line: { readonly variant: { readonly sku: string } };
  }[];
  readonly userErrors: readonly Fault[];
}

export const ORDER = `id number status paymentStatus fulfillmentStatus version total { amount }
  items { id sku quantity }`;

const PLACE = `mutation ($input: OrderPlaceInput!) { orderPlace(input: $input) {
  order { ${ORDER} } orderToken paymentAction { redirectUrl expiresAt }
  unavailableLines { requested available line { variant { sku } } }
  userErrors { code field message } } }`;

/** What orderPlace takes, of a buyer who pays at once; `key` is another each time unless it is given. */
export function placementOf(cartId: string, overrides: object = {}): object {
  return {
    cartId,
    idempotencyKey: randomUUID(),
    email: 'buyer@example.com',
    payment: { provider: 'test', token: 'tok_ok' },
    ...overrides,
  };
}

export async function place(client: TestClient, input: object): Promise<Placement> {
  const { orderPlace } = await client.data<{ orderPlace: Placement }>(PLACE, { input });
  return orderPlace;
}

/** An order that was placed as asked. */
export async function givenOrder(
  client: TestClient,
  cartId: string,
  overrides: object = {},
): Promise<ShownOrder> {
  const { order, userErrors } = await place(client, placementOf(cartId, overrides));
  if (!order) throw new Error(JSON.stringify(userErrors));
  return order;
}

/** An open cart with these lines, as a buyer has filled it. */
export async function givenCart(
  client: TestClient,
  lines: readonly { readonly variantId: string; readonly quantity: number }[],
): Promise<string> {
  const { cartCreate } = await client.data<{
    cartCreate: { cart: { id: string } | null; userErrors: Fault[] };
  }>(
    'mutation ($lines: [CartLineInput!]) { cartCreate(lines: $lines) { cart { id } userErrors { message } } }',
    { lines },
  );
  if (!cartCreate.cart) throw new Error(JSON.stringify(cartCreate.userErrors));
  return cartCreate.cart.id;
}

const LEVEL = `
  SELECT l.on_hand, l.reserved FROM stock_level l
  JOIN product_variant v ON v.workspace_id = l.workspace_id AND v.id = l.variant_id
  WHERE v.workspace_id = $1 AND v.sku = $2`;

/** What is on hand of a SKU, and held. */
export async function stockOf(
  db: TestDatabase,
  workspaceId: string,
  sku: string,
): Promise<object | undefined> {
  return (await db.query(LEVEL, workspaceId, sku))[0];
}

const UNBALANCED = `
  SELECT l.variant_id FROM stock_level l
  WHERE l.on_hand <> (SELECT coalesce(sum(m.delta), 0) FROM stock_movement m
                      WHERE m.workspace_id = l.workspace_id AND m.variant_id = l.variant_id)
     OR l.reserved <> (SELECT coalesce(sum(r.quantity), 0) FROM stock_reservation r
                       WHERE r.workspace_id = l.workspace_id AND r.variant_id = l.variant_id)`;

/** Whatever happened: each ledger sums to what is on hand, and what is reserved is held by somebody. */
export async function expectStockToBalance(db: TestDatabase): Promise<void> {
  expect(await db.query(UNBALANCED)).toEqual([]);
}

const MISMATCHED = `
  SELECT t.key, t.state, t.refunded, o.number, o.status FROM test_payment t
  JOIN payment p ON p.id::text = t.key
  LEFT JOIN sales_order o ON o.payment_id = p.id
  WHERE p.workspace_id = $1 AND CASE WHEN o.status <> 'CANCELLED' THEN t.state <> 'captured'
             ELSE t.state NOT IN ('voided', 'declined') AND NOT (t.state = 'captured' AND t.refunded = t.amount) END`;

/** Once all is settled: nobody is charged without an order, and each order was charged. */
export async function expectMoneyToMatch(db: TestDatabase, workspaceId: string): Promise<void> {
  expect(await db.query(MISMATCHED, workspaceId)).toEqual([]);
}
