import { createWorkspace } from '../../src/accounts';
import { MediaStatus, MediaType } from '../../src/media';
import { Role } from '../../src/platform/actor';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia, givenUser } from './factories';
import { givenCarts } from './given-carts';
import { givenImports } from './given-imports';
import { givenOrders, type OrderReferences } from './given-orders';
import { givenSettings } from './given-settings';
import { givenLedger } from './given-ledger';
import { type TestApp } from './test-app';
import { type TestClient } from './test-client';
import { type TestDatabase } from './test-database';

/** What a client can name of a shop: ids as the API gives them, slugs, cursors, secrets. */
export interface References extends OrderReferences {
  readonly workspace: string;
  readonly user: string;
  /** A customer who has an avatar. */
  readonly portrayed: string;
  /** A root, and what is within it. */
  readonly category: string;
  readonly subcategory: string;
  readonly categorySlug: string;
  readonly product: string;
  readonly draft: string;
  readonly variant: string;
  readonly draftVariant: string;
  readonly media: string;
  /** On show nowhere but at the draft. */
  readonly draftMedia: string;
  readonly deletedMedia: string;
  readonly document: string;
  readonly attachment: string;
  readonly variantAttachment: string;
  readonly draftAttachment: string;
  readonly categoryAttachment: string;
  readonly userAttachment: string;
  readonly workspaceAttachment: string;
  readonly image: string;
  readonly cart: string;
  readonly cartLine: string;
  readonly ownersCart: string;
  readonly ownersCartLine: string;
  readonly shippingMethod: string;
  readonly taxRate: string;
  readonly discount: string;
  readonly discountCode: string;
  readonly discountCursor: string;
  readonly completedImport: string;
  readonly failedImport: string;
  readonly slug: string;
  readonly draftSlug: string;
  readonly sku: string;
  readonly draftSku: string;
  readonly email: string;
  readonly password: string;
  readonly refreshToken: string;
  readonly productCursor: string;
  readonly mediaCursor: string;
  /** A line of the ledger. */
  readonly movement: string;
  readonly movementCursor: string;
  readonly levelCursor: string;
  readonly usageCursor: string;
  readonly auditEntry: string;
  readonly auditCursor: string;
  readonly operation: string;
}

/** A workspace with a little of everything, and one client for each kind of caller. */
export interface Shop {
  readonly id: string;
  readonly slug: string;
  readonly references: References;
  readonly anonymous: TestClient;
  readonly customer: TestClient;
  readonly editor: TestClient;
  readonly admin: TestClient;
  readonly owner: TestClient;
}

/**
 * Fills a new workspace so that no field of the schema is without a value. Every shop has the same e-mail addresses,
 * bytes, tags and folders, and the same slug and SKU of its draft; all other names and texts begin with its slug.
 */
export async function givenShop(app: TestApp, slug: string): Promise<Shop> {
  const { db } = app;
  const password = `the password of ${slug}`;
  const { workspaceId: id, ownerId } = await createWorkspace(db.unitOfWork, {
    slug,
    name: `${slug} shop`,
    owner: { email: 'owner@example.com', password },
  });
  const { emails, solitary } = await givenMembers(db, id, slug);
  await db.query(
    'INSERT INTO media_quota (workspace_id, workspace_bytes, user_bytes) VALUES ($1, 1e9, 1e9)',
    id,
  );
  const anonymous = app.client(slug);
  const owner = await anonymous.signedIn('owner@example.com', password);
  const [admin, editor, customer] = await Promise.all(
    emails.map((email) => anonymous.signedIn(email, password)),
  );
  if (!admin || !editor || !customer) throw new Error('A shop has an admin, an editor and a customer.');

  const media = await givenPictures(db, id, ownerId, slug);
  const categories = await givenCategories(owner, db, id, slug);
  const products = await givenProducts(owner, media, categories.subcategory, slug);
  const imports = await givenImports(db, id, ownerId, media.media, slug);
  const profiles = await givenProfilePictures(owner, db, { id, solitary }, slug);
  const settings = await givenSettings(owner, slug);
  const references = {
    workspace: encodeId('Workspace', id),
    user: encodeId('User', ownerId),
    ...media,
    ...categories,
    ...products,
    ...profiles,
    ...imports,
    ...(await givenCarts(anonymous, owner, products.variant)),
    ...settings,
    ...(await givenOrders(db, { id, slug }, settings, { owner, anonymous, customer })),
    ...(await givenLedger(owner, db, id, products.variant, slug)),
    ...(await cursorsOf(owner, media.media)),
    email: `only@${slug}.example.com`,
    password,
    refreshToken: await spareRefreshToken(anonymous, password),
  };
  return { id, slug, references, anonymous, customer, editor, admin, owner };
}

/** A refresh token of a session of its own, which may be used up. */
export async function spareRefreshToken(anonymous: TestClient, password: string): Promise<string> {
  const { login } = await anonymous.data<{ login: { refreshToken: string } }>(
    'mutation ($input: LoginInput!) { login(input: $input) { refreshToken } }',
    { input: { email: 'owner@example.com', password } },
  );
  return login.refreshToken;
}

async function givenMembers(db: TestDatabase, id: string, slug: string) {
  const emails: string[] = [];
  for (const role of [Role.ADMIN, Role.EDITOR, Role.CUSTOMER]) {
    const user = await givenUser(db, id, role);
    emails.push(`${role.toLowerCase()}@example.com`);
    await db.query('UPDATE users SET email = $2 WHERE id = $1', user.id, emails.at(-1));
  }
  const { id: solitary } = await givenUser(db, id, Role.CUSTOMER);
  await db.query('UPDATE users SET email = $2 WHERE id = $1', solitary, `only@${slug}.example.com`);
  // All have the owner's password, and nothing about them is left empty.
  await db.query(
    `UPDATE users SET username = $2, first_name = $2, last_name = $2, phone = $2, preferred_currency = 'EUR',
       preferred_language = 'de',
       password_hash = (SELECT password_hash FROM users WHERE workspace_id = $1 AND email = 'owner@example.com')
     WHERE workspace_id = $1`,
    id,
    `${slug} member`,
  );
  return { emails, solitary };
}

async function givenPictures(db: TestDatabase, id: string, ownerId: string, slug: string) {
  const media = await givenMedia(db, id);
  const draftMedia = await givenMedia(db, id);
  const deletedMedia = await givenMedia(db, id, { deleted: true });
  const document = await givenMedia(db, id, { mediaType: MediaType.DOCUMENT });
  await givenMedia(db, id, { mediaType: MediaType.DOCUMENT, deleted: true });
  await givenMedia(db, id, { status: MediaStatus.FAILED });
  await db.query(
    `UPDATE content SET error_code = 'CORRUPT_FILE', error_message = $2
     WHERE workspace_id = $1 AND status = 'FAILED'`,
    id,
    `${slug} could not be read`,
  );
  await db.query(
    `UPDATE media SET alt = $3, description = $3, filename = $3, tags = '{shared}', folder = 'shared',
       uploaded_by = $2, focal_x = 0.25, focal_y = 0.75
     WHERE workspace_id = $1`,
    id,
    ownerId,
    `${slug} picture`,
  );
  // The same bytes in every shop.
  await db.query(
    `UPDATE content SET sha256 = sha256('the same bytes')
     WHERE workspace_id = $1 AND id = (SELECT content_id FROM media WHERE id = $2)`,
    id,
    media,
  );
  return {
    media: encodeId('Media', media),
    draftMedia: encodeId('Media', draftMedia),
    deletedMedia: encodeId('Media', deletedMedia),
    document: encodeId('Media', document),
  };
}

/** A root with pictures of its own, and a category within it. */
async function givenCategories(owner: TestClient, db: TestDatabase, id: string, slug: string) {
  const text = `${slug} category`;
  const picture = async (role: string) => ({
    mediaId: encodeId('Media', await givenMedia(db, id)),
    role,
    alt: text,
  });
  const { id: category, media } = await createCategory(owner, {
    ...{ title: text, slug: `${slug}-category`, description: text, seo: { title: text, description: text } },
    media: [await picture('image'), await picture('banner')],
  });
  const { id: subcategory } = await createCategory(owner, { title: `${slug} within`, parentId: category });
  return {
    ...{ category, subcategory, categorySlug: `${slug}-category` },
    categoryAttachment: media[0]?.id ?? '',
  };
}

interface CreatedCategory {
  readonly id: string;
  readonly media: readonly { readonly id: string }[];
}

async function createCategory(owner: TestClient, input: object): Promise<CreatedCategory> {
  const { categoryCreate } = await owner.data<{ categoryCreate: { category: CreatedCategory } }>(
    'mutation ($input: CategoryInput!) { categoryCreate(input: $input) { category { id media { id } } } }',
    { input },
  );
  return categoryCreate.category;
}

interface CreatedProduct {
  readonly id: string;
  readonly slug: string;
  readonly primaryImage: { readonly id: string };
  readonly media: readonly { readonly id: string }[];
  readonly variants: readonly { readonly id: string; readonly sku: string }[];
}

async function givenProducts(
  owner: TestClient,
  { media, draftMedia, document }: { media: string; draftMedia: string; document: string },
  categoryId: string,
  slug: string,
) {
  const text = `${slug} vase`;
  const product = await create(owner, {
    ...{ title: text, slug: `${slug}-vase`, status: 'ACTIVE', description: text, brand: text },
    categoryId,
    ...{ tags: ['shared'], attributes: { text }, seo: { title: text, description: text } },
    media: [{ mediaId: media, alt: text, caption: text, role: 'gallery' }],
    variants: [
      {
        ...{ sku: `${slug}-sku`, title: text, options: [{ name: 'colour', value: text }] },
        ...{ price: { amount: '20.00' }, compareAtPrice: { amount: '30.00' }, costPrice: { amount: '9.87' } },
        ...{ onHand: 7, minLevel: 2, weight: 1.5, dimensions: { length: 1, width: 2, height: 3 } },
      },
    ],
  });
  const draft = await create(owner, {
    ...{ title: `${slug} draft`, slug: 'draft', status: 'DRAFT' },
    media: [{ mediaId: draftMedia }, { mediaId: document, role: 'documents' }],
    variants: [{ sku: 'draft-sku', price: { amount: '5.00' }, onHand: 1 }],
  });
  const [variant, draftVariant] = [product.variants[0], draft.variants[0]];
  if (!variant || !draftVariant) throw new Error('Both products have a variant.');
  const variantAttachment = await attach(owner, 'variant', variant.id, { mediaId: media, caption: text });
  await attach(owner, 'variant', draftVariant.id, { mediaId: draftMedia });
  return {
    product: product.id,
    slug: product.slug,
    variant: variant.id,
    sku: variant.sku,
    image: product.primaryImage.id,
    attachment: product.media[0]?.id ?? '',
    variantAttachment,
    draft: draft.id,
    draftSlug: draft.slug,
    draftAttachment: draft.media[0]?.id ?? '',
    draftVariant: draftVariant.id,
    draftSku: draftVariant.sku,
  };
}

/** An avatar of the customer who never signs in, the workspace's logo and banner; none is shown anywhere else. */
async function givenProfilePictures(
  owner: TestClient,
  db: TestDatabase,
  { id, solitary }: { id: string; solitary: string },
  slug: string,
) {
  const picture = async () => {
    const mediaId = await givenMedia(db, id);
    await db.query('UPDATE media SET alt = $2 WHERE id = $1', mediaId, `${slug} profile`);
    return { mediaId: encodeId('Media', mediaId) };
  };
  const workspace = encodeId('Workspace', id);
  const portrayed = encodeId('User', solitary);
  const userAttachment = await attach(owner, 'user', portrayed, await picture());
  await attach(owner, 'workspace', workspace, { ...(await picture()), role: 'banner' });
  const workspaceAttachment = await attach(owner, 'workspace', workspace, {
    ...(await picture()),
    role: 'logo',
  });
  return { portrayed, userAttachment, workspaceAttachment };
}

async function attach(owner: TestClient, type: string, id: string, item: object): Promise<string> {
  const { mediaAttach } = await owner.data<{ mediaAttach: { entityMedia: { id: string }[] } }>(
    `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
      mediaAttach(entity: $entity, items: $items) { entityMedia { id } } }`,
    { entity: { type, id }, items: [item] },
  );
  return mediaAttach.entityMedia[0]?.id ?? '';
}

async function create(owner: TestClient, input: object): Promise<CreatedProduct> {
  const { productCreate } = await owner.data<{
    productCreate: { product: CreatedProduct | null; userErrors: object[] };
  }>(
    `mutation ($input: ProductInput!) { productCreate(input: $input) {
      product { id slug primaryImage { id } media { id } variants { id sku } } userErrors { code field message } } }`,
    { input },
  );
  if (!productCreate.product) throw new Error(JSON.stringify(productCreate.userErrors));
  return productCreate.product;
}

async function cursorsOf(owner: TestClient, media: string) {
  const { products, library, node, auditLog } = await owner.data<{
    products: { pageInfo: { startCursor: string } };
    library: { pageInfo: { startCursor: string } };
    node: { usages: { pageInfo: { startCursor: string } } };
    auditLog: { edges: { cursor: string; node: { id: string; operationId: string } }[] };
  }>(
    `query ($media: ID!) {
      products(first: 1) { pageInfo { startCursor } }
      library: media(first: 1) { pageInfo { startCursor } }
      auditLog(first: 1) { edges { cursor node { id operationId } } }
      node(id: $media) { ... on MediaImage { usages(first: 1) { pageInfo { startCursor } } } } }`,
    { media },
  );
  const [logged] = auditLog.edges;
  return {
    productCursor: products.pageInfo.startCursor,
    mediaCursor: library.pageInfo.startCursor,
    usageCursor: node.usages.pageInfo.startCursor,
    auditEntry: logged?.node.id ?? '',
    auditCursor: logged?.cursor ?? '',
    operation: logged?.node.operationId ?? '',
  };
}
