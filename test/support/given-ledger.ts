import { type TestClient } from './test-client';
import { type TestDatabase } from './test-database';

/** Gives the ledger's lines something that they belong to; returns a line of the variant's, and places in lists. */
export async function givenLedger(
  owner: TestClient,
  db: TestDatabase,
  workspaceId: string,
  variantId: string,
  slug: string,
) {
  await db.query(
    'UPDATE stock_movement SET reference = $2 WHERE workspace_id = $1',
    workspaceId,
    `${slug} delivery`,
  );
  const { stockMovements, stockLevels } = await owner.data<{
    stockMovements: { edges: { cursor: string; node: { id: string } }[] };
    stockLevels: { pageInfo: { startCursor: string } };
  }>(
    `query ($variantId: ID!) {
      stockMovements(variantId: $variantId, first: 1) { edges { cursor node { id } } }
      stockLevels(first: 1) { pageInfo { startCursor } } }`,
    { variantId },
  );
  const [line] = stockMovements.edges;
  return {
    ...{ movement: line?.node.id ?? '', movementCursor: line?.cursor ?? '' },
    levelCursor: stockLevels.pageInfo.startCursor,
  };
}
