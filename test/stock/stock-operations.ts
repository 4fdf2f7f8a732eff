import { type Fault } from '../catalog/product-operations';
import { type TestClient } from '../support/test-client';

export interface ShownStock {
  readonly onHand: number;
  readonly reserved: number;
  readonly version: number;
}

export interface StockAnswer {
  readonly stock: ShownStock | null;
  readonly userErrors: readonly Fault[];
}

const ANSWER = 'stock { onHand reserved version } userErrors { code field message }';

const SET = `mutation ($variantId: ID!, $onHand: Int!, $version: Int!, $reason: String) {
  stockSet(variantId: $variantId, onHand: $onHand, version: $version, reason: $reason) { ${ANSWER} } }`;
const ADJUST = `mutation ($variantId: ID!, $delta: Int!, $reason: String) {
  stockAdjust(variantId: $variantId, delta: $delta, reason: $reason) { ${ANSWER} } }`;

export async function setStock(
  client: TestClient,
  variantId: string,
  onHand: number,
  version: number,
  reason?: string,
): Promise<StockAnswer> {
  return (await client.data<{ stockSet: StockAnswer }>(SET, { variantId, onHand, version, reason })).stockSet;
}

export async function adjustStock(
  client: TestClient,
  variantId: string,
  delta: number,
  reason?: string,
): Promise<StockAnswer> {
  return (await client.data<{ stockAdjust: StockAnswer }>(ADJUST, { variantId, delta, reason })).stockAdjust;
}

/** The stock of a variant, as staff see it. */
export async function stockOf(client: TestClient, id: string): Promise<ShownStock> {
  const { productVariant } = await client.data<{ productVariant: { stock: ShownStock } }>(
    'query ($id: ID!) { productVariant(id: $id) { stock { onHand reserved version } } }',
    { id },
  );
  return productVariant.stock;
}

export interface ShownMovement {
  readonly delta: number;
  readonly onHand: number;
  readonly reason: string;
  readonly reference: string | null;
  readonly actor: { readonly id: string } | null;
}

export interface MovementPage {
  readonly totalCount: number | null;
  readonly nodes: readonly (ShownMovement & { readonly id: string })[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export async function movementsOf(
  client: TestClient,
  variantId: string,
  page: { readonly first?: number; readonly after?: string | null } = {},
): Promise<MovementPage> {
  const { stockMovements } = await client.data<{ stockMovements: MovementPage }>(
    `query ($variantId: ID!, $first: Int, $after: String) {
      stockMovements(variantId: $variantId, first: $first, after: $after) {
        totalCount nodes { id delta onHand reason reference actor { id } } pageInfo { hasNextPage endCursor } } }`,
    { variantId, ...page },
  );
  return stockMovements;
}
