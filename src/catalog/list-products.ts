import { keysetSql, type KeysetRow, type SortOrder, withCursor } from '../platform/database/keyset';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { MAX_DEPTH } from './category-tree';
import { type Sight } from './load-products';
import { type Product, type ProductStatus } from './product.entity';

export enum ProductSortKey {
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  TITLE = 'TITLE',
  PRICE = 'PRICE',
}

const LOWEST_PRICE = `coalesce((SELECT min(v.price) FROM product_variant v
  WHERE v.workspace_id = p.workspace_id AND v.product_id = p.id), 0)`;

/** Newest first, but from A to Z and from cheap to dear. */
const SORT_ORDERS: Readonly<Record<ProductSortKey, SortOrder>> = {
  CREATED_AT: { name: 'created', expression: 'p.created_at', type: 'timestamptz', descending: true },
  UPDATED_AT: { name: 'updated', expression: 'p.updated_at', type: 'timestamptz', descending: true },
  TITLE: { name: 'title', expression: 'lower(p.title)', type: 'text', descending: false },
  PRICE: { name: 'price', expression: LOWEST_PRICE, type: 'bigint', descending: false },
};

/** What is left out or empty restricts nothing. */
export interface ProductFilter {
  readonly statuses?: readonly ProductStatus[] | null;
  /** Whose branch of the tree it is: that category and all within it. */
  readonly categoryId?: string | null;
  readonly categorySlug?: string | null;
  readonly brands?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly featured?: boolean | null;
  readonly inStock?: boolean | null;
  /** Minor units. */
  readonly minPrice?: number | null;
  readonly maxPrice?: number | null;
}

export interface ProductList extends Sight {
  readonly query?: string | null;
  readonly filter?: ProductFilter | null;
  readonly sortKey?: ProductSortKey | null;
  readonly reverse?: boolean | null;
}

export interface ProductPage {
  readonly size: number;
  readonly backward: boolean;
  readonly cursor: string | null;
}

/** A category and all within it, as an array that is made once a statement. */
const branchOf = (condition: string) => `ARRAY(
  WITH RECURSIVE branch AS (
    SELECT c.id, 1 AS depth FROM category c WHERE c.workspace_id = $1 AND ${condition}
    UNION ALL
    SELECT c.id, branch.depth + 1 FROM branch
    JOIN category c ON c.workspace_id = $1 AND c.parent_id = branch.id WHERE branch.depth < ${MAX_DEPTH}
  ) SELECT id FROM branch)`;

/** What `totalCount` is exact to. */
const COUNTED = 10_000;

/** One page of products, with one row more where there are further ones. */
export async function listProducts(
  rows: WorkspaceRows,
  list: ProductList,
  page: ProductPage,
): Promise<(Product & { readonly cursor: string })[]> {
  const { where, params } = conditions(list);
  const order = SORT_ORDERS[list.sortKey ?? ProductSortKey.CREATED_AT];
  const sort = { ...order, descending: order.descending !== (list.reverse ?? false) };
  const keyset = keysetSql({ sort, id: 'p.id', ...page }, params.length + 2);
  const sql = `
    SELECT p.*, ${keyset.selection} FROM product p
    WHERE p.workspace_id = $1 AND ${where} AND ${keyset.condition}
    ORDER BY ${keyset.orderBy} LIMIT ${page.size + 1}`;
  const found = await rows.rows<Product & KeysetRow>(sql, ...params, ...keyset.params);
  return found.map((row) => withCursor(sort, row));
}

/** How many products a list has, to 10,000; null beyond. */
export async function countProducts(rows: WorkspaceRows, list: ProductList): Promise<number | null> {
  const { where, params } = conditions(list);
  const sql = `
    SELECT count(*)::integer AS count FROM (
      SELECT 1 FROM product p WHERE p.workspace_id = $1 AND ${where} LIMIT ${COUNTED + 1}) AS counted`;
  const count = (await rows.row<{ count: number }>(sql, ...params))?.count ?? 0;
  return count > COUNTED ? null : count;
}

/** A list's conditions; their parameters begin at $2. */
function conditions({ staff, query, filter }: ProductList): { where: string; params: unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value) + 1}`;
  const variantWhere = (condition: string) =>
    `EXISTS (SELECT 1 FROM product_variant v LEFT JOIN stock_level s ON s.workspace_id = v.workspace_id AND s.variant_id = v.id
             WHERE v.workspace_id = p.workspace_id AND v.product_id = p.id AND ${condition})`;
  const { statuses, categoryId, categorySlug, brands, tags } = filter ?? {};
  const { featured, inStock, minPrice, maxPrice } = filter ?? {};
  const inStockNow = variantWhere('(p.digital OR s.on_hand > s.reserved)');
  const all = [
    staff ? null : `p.status = 'ACTIVE'`,
    statuses?.length && `p.status = ANY(${param(statuses)})`,
    categoryId != null && `p.category_id = ANY(${branchOf(`c.id = ${param(categoryId)}`)})`,
    categorySlug != null && `p.category_id = ANY(${branchOf(`c.slug = ${param(categorySlug)}`)})`,
    brands?.length && `p.brand = ANY(${param(brands)})`,
    tags?.length && `p.tags @> ${param(tags)}::text[]`,
    featured != null && `p.featured = ${param(featured)}`,
    inStock != null && (inStock ? inStockNow : `NOT ${inStockNow}`),
    (minPrice ?? maxPrice) != null &&
      variantWhere(
        `v.price BETWEEN ${param(minPrice ?? 0)}::bigint AND ${param(maxPrice ?? Number.MAX_SAFE_INTEGER)}::bigint`,
      ),
    query?.trim() &&
      `position(lower(${param(query.trim())}) in lower(p.title || ' ' || coalesce(p.brand, ''))) > 0`,
  ];
  return { where: ['true', ...all.filter(Boolean)].join(' AND '), params };
}
