import { type TestClient } from './test-client';

interface CreatedCart {
  readonly id: string;
  readonly lines: readonly { readonly id: string }[];
}

/** A cart of whoever knows its id, and one of the owner's own, each with a line of the variant. */
export async function givenCarts(anonymous: TestClient, owner: TestClient, variantId: string) {
  const cart = await createCart(anonymous, variantId);
  const ownersCart = await createCart(owner, variantId);
  return {
    ...{ cart: cart.id, cartLine: cart.lines[0]?.id ?? '' },
    ...{ ownersCart: ownersCart.id, ownersCartLine: ownersCart.lines[0]?.id ?? '' },
  };
}

async function createCart(client: TestClient, variantId: string): Promise<CreatedCart> {
  const { cartCreate } = await client.data<{ cartCreate: { cart: CreatedCart } }>(
    'mutation ($lines: [CartLineInput!]) { cartCreate(lines: $lines) { cart { id lines { id } } } }',
    { lines: [{ variantId, quantity: 2 }] },
  );
  return cartCreate.cart;
}
