import { Client } from 'pg';
import { v4, v7 } from 'uuid';

const PRODUCT = `
  INSERT INTO product (workspace_id, id, slug, title, status)
  SELECT $1, id, id::text, 'A product', 'ACTIVE' FROM unnest($2::uuid[]) AS id`;
const VARIANT = `
  INSERT INTO product_variant (workspace_id, id, product_id, sku, title, price, position)
  SELECT $1, id, id, id::text, 'Default', 1990, 0 FROM unnest($2::uuid[]) AS id`;
const STOCK = `
  INSERT INTO stock_level (workspace_id, variant_id, on_hand) SELECT $1, id, 1000000 FROM unnest($2::uuid[]) AS id`;
const CART = `
  INSERT INTO cart (workspace_id, id, expires_at) SELECT $1, id, now() + interval '1 day' FROM unnest($2::uuid[]) AS id`;
const LINE = `
  INSERT INTO cart_line (workspace_id, id, cart_id, variant_id, quantity)
  SELECT $1, * , 1 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[])`;

/** Puts so many SKUs on sale, each a product of its own, with more stock than anyone buys. Returns their ids. */
export async function fillShop(ownerUrl: string, workspaceId: string, skus: number): Promise<string[]> {
  const ids = Array.from({ length: skus }, () => v7());
  await inWorkspace(ownerUrl, workspaceId, async (client) => {
    for (const sql of [PRODUCT, VARIANT, STOCK]) await client.query(sql, [workspaceId, ids]);
    await client.query('VACUUM ANALYZE product, product_variant, stock_level');
  });
  return ids;
}

/** Fills so many anonymous carts with one piece of one SKU each, in turns. Returns their ids. */
export async function fillCarts(
  ownerUrl: string,
  workspaceId: string,
  skus: readonly string[],
  carts: number,
): Promise<string[]> {
  const ids = Array.from({ length: carts }, () => v4());
  const lines = [ids.map(() => v7()), ids, ids.map((_, index) => skus[index % skus.length])];
  await inWorkspace(ownerUrl, workspaceId, async (client) => {
    await client.query(CART, [workspaceId, ids]);
    await client.query(LINE, [workspaceId, ...lines]);
    await client.query('VACUUM ANALYZE cart, cart_line');
  });
  return ids;
}

async function inWorkspace(
  ownerUrl: string,
  workspaceId: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT set_config('app.workspace_id', $1, false)", [workspaceId]);
    await work(client);
  } finally {
    await client.end();
  }
}
