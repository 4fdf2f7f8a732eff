import { randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { type References, type Shop } from '../support/shop';

export type Arguments = Readonly<Record<string, unknown>>;

/** Arguments of one call, or of several. */
type Given = Arguments | readonly Arguments[];

/** What the answer to an attempt has to be, for what is elsewhere and for what never was alike. */
export type Outcome =
  /** The field's value holds this; there are no errors. */
  | { readonly data: unknown }
  /** The payload's userErrors have these codes, and nothing else is in it. */
  | { readonly refused: readonly string[] }
  /** A GraphQL error of this code, and no data. */
  | { readonly denied: string };

/** A way to name by a reference what another workspace has. */
export interface Attempt {
  /**
   * Arguments that name what is `theirs`, beside `own` records where several are named. Both are told apart by
   * their values, so whatever is taken from `theirs` counts as tried.
   */
  readonly args: (theirs: References, own: References) => Arguments;
  readonly owner: Outcome;
  /** Default: as for the owner. */
  readonly customer?: Outcome;
  /** Default: as for a customer. */
  readonly anonymous?: Outcome;
  /** For a field that is not at the root: the operation, whose variables are the arguments. */
  readonly query?: string;
}

/** How a field is tried with what another workspace has. */
export interface FieldCase {
  /** Arguments, or several of them, with which an owner gets something; none for fields that need none. */
  readonly own?: (shop: Shop) => Given | Promise<Given>;
  /** One for each argument that may name a record, by what it names. */
  readonly attempts?: Readonly<Record<string, Attempt>>;
}

/** Cases by coordinate, e.g. `Query.product`. */
export type FieldCases = Readonly<Record<string, FieldCase>>;

export const STAFF_ONLY = {
  customer: { denied: 'FORBIDDEN' },
  anonymous: { denied: 'UNAUTHENTICATED' },
} as const;

/** What `theirs` could have been but never was: of the same types and shapes, at the same places of lists. */
export function neverExisting(theirs: References): References {
  const [product, media, discount, auditEntry] = [uuid(), uuid(), uuid(), uuid()];
  return {
    workspace: encodeId('Workspace', uuid()),
    user: encodeId('User', uuid()),
    portrayed: encodeId('User', uuid()),
    category: encodeId('Category', uuid()),
    subcategory: encodeId('Category', uuid()),
    categorySlug: 'never-existed',
    product: encodeId('Product', product),
    draft: encodeId('Product', uuid()),
    variant: encodeId('ProductVariant', uuid()),
    draftVariant: encodeId('ProductVariant', uuid()),
    media: encodeId('Media', media),
    draftMedia: encodeId('Media', uuid()),
    deletedMedia: encodeId('Media', uuid()),
    document: encodeId('Media', uuid()),
    attachment: encodeId('EntityMedia', uuid()),
    variantAttachment: encodeId('EntityMedia', uuid()),
    draftAttachment: encodeId('EntityMedia', uuid()),
    categoryAttachment: encodeId('EntityMedia', uuid()),
    userAttachment: encodeId('EntityMedia', uuid()),
    workspaceAttachment: encodeId('EntityMedia', uuid()),
    image: encodeId('Image', uuid()),
    cart: encodeId('Cart', uuid()),
    cartLine: encodeId('CartLine', uuid()),
    ownersCart: encodeId('Cart', uuid()),
    ownersCartLine: encodeId('CartLine', uuid()),
    order: encodeId('Order', uuid()),
    orderItem: encodeId('OrderItem', uuid()),
    orderNumber: '999999',
    orderToken: `${randomBytes(32).toString('base64url')}.${uuid()}`,
    orderKey: uuid(),
    orderedCart: encodeId('Cart', uuid()),
    customersOrder: encodeId('Order', uuid()),
    customersOrderItem: encodeId('OrderItem', uuid()),
    shortCart: encodeId('Cart', uuid()),
    ware: encodeId('ProductVariant', uuid()),
    buyer: 'nobody',
    shippingMethod: encodeId('ShippingMethod', uuid()),
    taxRate: encodeId('TaxRate', uuid()),
    discount: encodeId('Discount', discount),
    discountCode: 'NEVER-EXISTED',
    discountCursor: cursorAt(theirs.discountCursor, discount),
    completedImport: encodeId('MediaImport', uuid()),
    failedImport: encodeId('MediaImport', uuid()),
    slug: 'never-existed',
    draftSlug: 'never-existed-either',
    sku: 'never-existed',
    draftSku: 'never-existed-either',
    email: 'never@example.com',
    password: 'the password of nobody',
    refreshToken: randomBytes(32).toString('base64url'),
    productCursor: cursorAt(theirs.productCursor, product),
    mediaCursor: cursorAt(theirs.mediaCursor, media),
    orderCursor: cursorAt(theirs.orderCursor, uuid()),
    auditEntry: encodeId('AuditEntry', auditEntry),
    auditCursor: cursorAt(theirs.auditCursor, auditEntry),
    operation: encodeId('Operation', uuid()),
    movement: encodeId('StockMovement', uuid()),
    movementCursor: neighbourTo('StockMovement', theirs.movementCursor),
    levelCursor: neighbourTo('ProductVariant', theirs.levelCursor),
    usageCursor: neighbourTo('EntityMedia', theirs.usageCursor),
  };
}

/** A cursor at the same place of the list as another, of another record: what it names last is the record. */
function cursorAt(cursor: string, id: string): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
  return Buffer.from(JSON.stringify([...parts.slice(0, -1), id])).toString('base64url');
}

/** An id of another record, with none of anyone's between the two. */
function neighbourTo(type: string, id: string): string {
  return encodeId(type, neighbourOf(decodeId(type, id) ?? ''));
}

/** Another UUID, with none of anyone's between the two. */
function neighbourOf(id: string): string {
  return id.slice(0, -1) + (id.endsWith('0') ? '1' : '0');
}

/** The arguments of a case with one's own records. */
export async function ownArguments({ own }: FieldCase, shop: Shop): Promise<readonly Arguments[]> {
  return [(await own?.(shop)) ?? {}].flat();
}

/** The attempts of a case, each with the outcome for a caller. */
export function attemptsAs(caller: 'owner' | 'customer' | 'anonymous', { attempts = {} }: FieldCase) {
  return Object.entries(attempts).map(
    ([what, { owner, customer = owner, anonymous = customer, ...attempt }]) => ({
      what,
      ...attempt,
      outcome: { owner, customer, anonymous }[caller],
    }),
  );
}
