import { type Fault } from '../catalog/product-operations';
import { type TestClient } from '../support/test-client';

export interface ShownLine {
  readonly id: string;
  readonly quantity: number;
  readonly available: boolean;
  readonly unitPrice: { readonly amount: string };
  readonly total: { readonly amount: string };
  readonly variant: { readonly sku: string };
}

export interface ShownCart {
  readonly id: string;
  readonly version: number;
  readonly itemCount: number;
  readonly subtotal: { readonly amount: string; readonly currencyCode: string };
  readonly lines: readonly ShownLine[];
}

export interface CartAnswer {
  readonly cart: ShownCart | null;
  readonly userErrors: readonly Fault[];
}

export interface NewLine {
  readonly variantId: string;
  readonly quantity: number;
}

const CART = `id version itemCount subtotal { amount currencyCode }
  lines { id quantity available unitPrice { amount } total { amount } variant { sku } }`;
const ANSWER = `cart { ${CART} } userErrors { code field message }`;

export async function createCart(client: TestClient, lines?: readonly NewLine[]): Promise<CartAnswer> {
  const { cartCreate } = await client.data<{ cartCreate: CartAnswer }>(
    `mutation ($lines: [CartLineInput!]) { cartCreate(lines: $lines) { ${ANSWER} } }`,
    { lines },
  );
  return cartCreate;
}

/** A cart that was created as asked. */
export async function givenCart(client: TestClient, lines?: readonly NewLine[]): Promise<ShownCart> {
  const { cart, userErrors } = await createCart(client, lines);
  if (!cart) throw new Error(JSON.stringify(userErrors));
  return cart;
}

export async function addLines(
  client: TestClient,
  cartId: string,
  lines: readonly NewLine[],
): Promise<CartAnswer> {
  const { cartLinesAdd } = await client.data<{ cartLinesAdd: CartAnswer }>(
    `mutation ($cartId: ID!, $lines: [CartLineInput!]!) {
      cartLinesAdd(cartId: $cartId, lines: $lines) { ${ANSWER} } }`,
    { cartId, lines },
  );
  return cartLinesAdd;
}

export async function updateLines(
  client: TestClient,
  cartId: string,
  lines: readonly { readonly id: string; readonly quantity: number }[],
): Promise<CartAnswer> {
  const { cartLinesUpdate } = await client.data<{ cartLinesUpdate: CartAnswer }>(
    `mutation ($cartId: ID!, $lines: [CartLineUpdateInput!]!) {
      cartLinesUpdate(cartId: $cartId, lines: $lines) { ${ANSWER} } }`,
    { cartId, lines },
  );
  return cartLinesUpdate;
}

export async function findCart(client: TestClient, id: string): Promise<ShownCart | null> {
  const { cart } = await client.data<{ cart: ShownCart | null }>(
    `query ($id: ID!) { cart(id: $id) { ${CART} } }`,
    { id },
  );
  return cart;
}

/** The open cart of who is signed in. */
export async function ownCart(client: TestClient): Promise<ShownCart | null> {
  const { me } = await client.data<{ me: { cart: ShownCart | null } }>(`{ me { cart { ${CART} } } }`);
  return me.cart;
}

/** Signs in with a cart that was filled before; the answer has the user's cart. */
export async function signInWith(
  visitor: TestClient,
  account: { readonly email: string; readonly password: string },
  cartId: string,
): Promise<ShownCart | null> {
  const { login } = await visitor.data<{ login: { user: { cart: ShownCart | null } } }>(
    `mutation ($input: LoginInput!) { login(input: $input) { user { cart { ${CART} } } } }`,
    { input: { ...account, cartId } },
  );
  return login.user.cart;
}

/** What a cart has of each SKU, in its order. */
export function piecesOf(cart: ShownCart | null): [sku: string, quantity: number][] {
  return (cart?.lines ?? []).map(({ variant, quantity }) => [variant.sku, quantity]);
}
