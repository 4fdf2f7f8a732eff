import { v7 as uuid } from 'uuid';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenProduct } from '../support/factories';
import { type TestDatabase } from '../support/test-database';

export interface Ware {
  /** A decimal. */
  readonly price: string;
  readonly onHand: number;
  readonly digital?: boolean;
}

/** Variants by SKU: their ids as the API gives them, and as the database has them. */
export interface Wares<Sku extends string> {
  readonly variants: Readonly<Record<Sku, string>>;
  readonly uuids: Readonly<Record<Sku, string>>;
}

/** Has a workspace sell these, by SKU, each as a product of its own. */
export async function givenWares<Sku extends string>(
  db: TestDatabase,
  workspaceId: string,
  wares: Readonly<Record<Sku, Ware>>,
): Promise<Wares<Sku>> {
  const uuids = {} as Record<Sku, string>;
  for (const [sku, ware] of Object.entries<Ware>(wares)) {
    uuids[sku as Sku] = await givenWare(db, workspaceId, sku, ware);
  }
  const ids = Object.entries<string>(uuids).map(([sku, id]) => [sku, encodeId('ProductVariant', id)]);
  return { variants: Object.fromEntries(ids) as Record<Sku, string>, uuids };
}

async function givenWare(db: TestDatabase, workspaceId: string, sku: string, ware: Ware): Promise<string> {
  const productId = await givenProduct(db, workspaceId, { status: 'ACTIVE', title: `The ${sku}` });
  if (ware.digital) await db.query('UPDATE product SET digital = true WHERE id = $1', productId);
  const id = uuid();
  await db.query(
    `INSERT INTO product_variant (workspace_id, id, product_id, sku, title, price, position)
     VALUES ($1, $2, $3, $4, 'Default', $5, 0)`,
    ...[workspaceId, id, productId, sku, Math.round(Number(ware.price) * 100)],
  );
  await db.query(
    'INSERT INTO stock_level (workspace_id, variant_id, on_hand) VALUES ($1, $2, $3)',
    ...[workspaceId, id, ware.onHand],
  );
  await db.query(
    `INSERT INTO stock_movement (workspace_id, id, variant_id, delta, on_hand, reason)
     SELECT $1, $2, $3, $4, $4, 'opening stock' WHERE $4 > 0`,
    ...[workspaceId, uuid(), id, ware.onHand],
  );
  return id;
}
