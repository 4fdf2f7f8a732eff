import { cartSubject } from '../../src/carts/cart-subject';
import { type WorkspaceContents } from './workspace-rows';

type Row = Readonly<Record<string, unknown>>;

/** An entry of the audit log, as PostgreSQL has it. */
export interface LoggedChange {
  readonly id: string;
  readonly operation_id: string;
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly actor_kind: string;
  readonly actor_name: string | null;
  readonly request_id: string | null;
  readonly after: Row | null;
}

/** What a changed row belongs to, before or after. */
interface Belongings {
  readonly productOf: ReadonlyMap<unknown, unknown>;
  /** The orders that moved the stock of a variant between the two looks. */
  readonly ordersOf: ReadonlyMap<unknown, ReadonlySet<unknown>>;
}

/** Whether an entry tells of a changed row, as it was or is. */
type Tells = (entry: LoggedChange, row: Row, belongings: Belongings) => boolean;

const about = ({ subject_type: type, subject_id: id }: LoggedChange, otherType: unknown, otherId: unknown) =>
  type === otherType && id === otherId;
const itself =
  (type: string): Tells =>
  (entry, { id }) =>
    about(entry, type, id);
const ofOrder: Tells = (entry, { order_id: id }) => about(entry, 'order', id);
const stock: Tells = (entry, { variant_id: variant }, { productOf, ordersOf }) =>
  about(entry, 'variant', variant) ||
  about(entry, 'product', productOf.get(variant)) ||
  (entry.subject_type === 'order' && ordersOf.get(variant)?.has(entry.subject_id) === true);

/**
 * Which entries tell of the rows of each table; null of what is no business record, or tells of one that does: tokens,
 * counters, leases, attempts, what is made from files and can be made again, and what the log and the outbox are
 * themselves.
 */
const TOLD: Readonly<Record<string, Tells | null>> = {
  workspace: itself('workspace'),
  users: itself('user'),
  session: itself('session'),
  refresh_token: null,

  media: itself('media'),
  media_tag: (entry, row) => about(entry, 'media', row.media_id),
  media_term: null,
  // The upload that brings bytes tells of them, too.
  content: (entry, row) =>
    about(entry, 'content', row.id) || (entry.action === 'media.upload' && entry.after?.contentId === row.id),
  media_import: itself('mediaImport'),
  media_quota: (entry, row) => about(entry, 'workspace', row.workspace_id),
  // Of what was hidden with a deleted item its purge tells; of what a deleted product's variants had, its deletion.
  attachment: (entry, row, { productOf }) =>
    about(entry, row.entity_type, row.entity_id) ||
    (entry.action === 'media.purge' && about(entry, 'media', row.media_id)) ||
    (row.entity_type === 'variant' && about(entry, 'product', productOf.get(row.entity_id))),
  rendition: null,
  transform_lease: null,
  discarded_file: null,
  // Of a pin tells what its holder is told of with.
  content_pin: (entry, row) => about(entry, row.holder_type, row.holder_id),
  storage_tally: null,

  category: itself('category'),
  product: itself('product'),
  product_variant: (entry, row) => about(entry, 'product', row.product_id),
  stock_level: stock,
  stock_movement: stock,
  stock_reservation: null,

  shipping_method: itself('shippingMethod'),
  tax_rate: itself('taxRate'),
  discount: itself('discount'),

  cart: (entry, { id }) => about(entry, 'cart', cartSubject(String(id)).id),
  cart_line: (entry, { cart_id: id }) => about(entry, 'cart', cartSubject(String(id)).id),

  payment: itself('payment'),
  refund: itself('refund'),
  discount_use: ofOrder,
  order_attempt: null,
  sales_order: itself('order'),
  order_item: ofOrder,
  order_fulfillment: ofOrder,
  order_refund: ofOrder,
  order_counter: null,

  audit_log: null,
  outbox_event: null,
};

/** What is forgotten without an entry, as those that tell of it say all there was. */
const FORGOTTEN: Readonly<Record<string, (row: Row) => boolean>> = {
  media_import: ({ finished_at: end }) => end !== null,
};

/** What changes with a record, or while it is worked on, and is no change of it. */
const BESIDE = new Set([
  ...['version', 'updated_at', 'progress', 'attempts', 'due_at', 'lease_id', 'leased_until', 'processed_at'],
  ...['failed_recipe', 'processed_bytes', 'expires_at', 'reserved', 'uses'],
]);

/** Of work that has not ended, between which it comes and goes. */
const UNDER_WAY = new Set<unknown>(['PENDING', 'PROCESSING', 'RUNNING']);

/**
 * What is wrong between two looks at a workspace, in words: records that changed without an entry that tells of it,
 * entries of which nothing changed, and entries of one operation about the same record. An upload of bytes that are
 * there already has an entry and changes nothing.
 */
export function unaccounted(before: WorkspaceContents, after: WorkspaceContents): string[] {
  const entries = newIn(after, before, 'audit_log') as unknown as readonly LoggedChange[];
  const told = new Set<LoggedChange>(
    entries.filter(({ action, after: now }) => action === 'media.upload' && now?.deduplicated === true),
  );
  const variants = [...(before.product_variant ?? []), ...(after.product_variant ?? [])] as Row[];
  const belongings: Belongings = {
    productOf: new Map(variants.map(({ id, product_id: product }) => [id, product])),
    ordersOf: ordersByVariant(newIn(after, before, 'stock_movement')),
  };

  const wrong: string[] = [];
  for (const table of Object.keys(after)) {
    const ids = new Set(after[table]?.map((row) => (row as Row).id));
    const isForgotten = (row: Row) => !ids.has(row.id) && FORGOTTEN[table]?.(row) === true;
    const changed = [
      ...newIn(before, after, table).filter((row) => !isForgotten(row)),
      ...newIn(after, before, table),
    ];
    const tells = TOLD[table];
    if (tells === undefined && changed.length > 0)
      wrong.push(`say in TOLD what tells of the rows of ${table}`);
    if (!tells) continue;
    const untouched = new Set(kept(before, after, table));
    for (const row of changed) {
      const telling = entries.filter((entry) => tells(entry, row, belongings));
      const isChange = !untouched.has(withoutBeside(row));
      if (telling.length === 0 && isChange) wrong.push(`nothing tells of ${table} ${JSON.stringify(row)}`);
      for (const entry of telling) told.add(entry);
    }
  }
  const seen = new Set<string>();
  for (const entry of entries) {
    const { operation_id: operation, action, subject_type: type, subject_id: id } = entry;
    if (!told.has(entry)) wrong.push(`${action} tells of ${type} ${id}, which did not change`);
    const key = `${operation} ${type} ${id}`;
    if (seen.has(key)) wrong.push(`${action} tells of ${type} ${id} a second time`);
    seen.add(key);
  }
  return wrong;
}

/** The ledger's references of some movements, by variant. */
function ordersByVariant(movements: readonly Row[]): ReadonlyMap<unknown, ReadonlySet<unknown>> {
  const byVariant = new Map<unknown, Set<unknown>>();
  for (const { variant_id: variant, reference } of movements) {
    byVariant.set(variant, (byVariant.get(variant) ?? new Set()).add(reference));
  }
  return byVariant;
}

/** The rows that a table has here and not there. */
export function newIn(here: WorkspaceContents, there: WorkspaceContents, table: string): Row[] {
  const known = new Set((there[table] ?? []).map((row) => JSON.stringify(row)));
  return ((here[table] ?? []) as readonly Row[]).filter((row) => !known.has(JSON.stringify(row)));
}

/** The rows that a table has before and after, but for what changes beside. */
function kept(before: WorkspaceContents, after: WorkspaceContents, table: string): string[] {
  const known = new Set((before[table] ?? []).map(withoutBeside));
  return (after[table] ?? []).map(withoutBeside).filter((row) => known.has(row));
}

function withoutBeside(row: object): string {
  const values = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    name === 'status' && UNDER_WAY.has(value) ? 'under way' : value,
  ]);
  return JSON.stringify(values.filter(([name]) => !BESIDE.has(name as string)));
}
