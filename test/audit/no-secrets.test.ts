import { type GraphQLSchema } from 'graphql';
import { composeApi } from '../../src/app';
import { setQuota } from '../../src/media';
import { MODULES } from '../../src/modules';
import { OrderTokens } from '../../src/orders/order-token';
import { systemActor } from '../../src/platform/actor';
import { auditedOf } from '../../src/platform/module';
import { eventually } from '../support/eventually';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { askWithFile } from '../tenancy/ask-with-file';
import { type FieldCases, ownArguments } from '../tenancy/field-case';
import { MUTATION_CASES } from '../tenancy/mutation-cases';
import { EVERYTHING, operationOf } from '../tenancy/select-everything';

const CASES: FieldCases = MUTATION_CASES;

interface Logged {
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: object | null;
  readonly after: object | null;
}

let app: TestApp;
let schema: GraphQLSchema;
let shop: Shop;
let logged: readonly Logged[];

/** Everything that the API can change is changed, by the cases of the tenancy walk, and some more. */
beforeAll(async () => {
  app = await startTestApp({ workers: ['relay', 'image'], app: { queries: EVERYTHING } });
  schema = composeApi(app.platform, MODULES, () => app.url).schema;
  shop = await givenShop(app, 'shop');
  for (const [coordinate, fieldCase] of Object.entries(CASES)) {
    for (const own of await ownArguments(fieldCase, shop)) {
      const { errors } = await askWithFile(shop.owner, operationOf(schema, coordinate), own);
      expect([coordinate, errors]).toEqual([coordinate, undefined]);
    }
  }
  const origin = { workspaceId: shop.id, actor: systemActor('a test') };
  await app.platform.unitOfWork.run(origin, (tx) => setQuota(tx, { workspaceBytes: 1 }));
  await eventually(async () => {
    expect(
      await app.db.query("SELECT id FROM content WHERE status = 'PENDING' AND due_at IS NOT NULL"),
    ).toEqual([]);
  });
  logged = await app.db.query<Logged>(
    'SELECT action, subject_type AS "subjectType", subject_id AS "subjectId", before, after FROM audit_log WHERE workspace_id = $1',
    shop.id,
  );
});
afterAll(() => app.close());

/**
 * The values of every column that is named like a secret, in the spellings in which they could be written down; but for
 * the memory of the payment provider of tests, whose tokens everybody knows.
 */
async function storedSecrets(): Promise<string[]> {
  const columns = await app.db.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name ~ '(hash|secret|token|password|idempotency)'
       AND table_name <> 'test_payment'`,
  );
  expect(columns).toEqual(
    expect.arrayContaining([
      { table: 'users', column: 'password_hash' },
      { table: 'refresh_token', column: 'token_hash' },
      { table: 'order_attempt', column: 'idempotency_key' },
      { table: 'payment', column: 'token' },
    ]),
  );
  const secrets: string[] = [];
  for (const { table, column } of columns) {
    const rows = await app.db.query<{ value: unknown }>(
      `SELECT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
    );
    for (const { value } of rows) {
      if (typeof value === 'string') secrets.push(value);
      if (Buffer.isBuffer(value)) {
        secrets.push(
          ...(['hex', 'base64', 'base64url'] as const).map((encoding) => value.toString(encoding)),
        );
      }
    }
  }
  return secrets;
}

test('no secret is in the log, whatever was done', async () => {
  const { references, owner, admin, editor, customer } = shop;
  const tokens = [owner, admin, editor, customer].map(({ token }) => token ?? '');
  const { jwtSecret, mediaUrlKeys } = app.config;
  const secrets = [
    ...(await storedSecrets()),
    ...[references.password, references.refreshToken, ...tokens, jwtSecret],
    ...(await cartIds()),
    ...(await orderTokens()),
    ...mediaUrlKeys.map(({ secret }) => secret),
  ];
  expect(secrets.length).toBeGreaterThan(20);
  expect(secrets.filter((secret) => secret.length < 16)).toEqual([]);
  for (const { action, subjectId, before, after } of logged) {
    const text = JSON.stringify([subjectId, before, after]);
    expect([action, secrets.filter((secret) => text.includes(secret))]).toEqual([action, []]);
    expect([action, namesIn([before, after]).filter(isNamedLikeSecret)]).toEqual([action, []]);
    expect([action, /tok_/.test(text)]).toEqual([action, false]);
  }
});

test('whatever is logged is of a kind that a module declares', () => {
  const declared = new Set(auditedOf(MODULES).map(({ type }) => type));
  const kinds = new Set(logged.map(({ subjectType }) => subjectType));
  expect([...kinds].filter((kind) => !declared.has(kind))).toEqual([]);
  const actions = new Set(logged.map(({ action }) => action));
  expect([...actions]).toEqual(
    expect.arrayContaining([
      ...['workspace.create', 'user.create', 'session.create', 'session.revoke', 'quota.set'],
      ...['media.upload', 'media.delete', 'media.purge', 'content.condemn', 'user.media', 'variant.media'],
      ...['product.create', 'product.update', 'product.delete', 'product.media'],
      ...['order.place', 'order.cancel', 'order.fulfill', 'order.deliver', 'order.refund'],
      ...['payment.open', 'payment.observe', 'payment.want', 'refund.open'],
    ]),
  );
});

/** Whoever knows that of an anonymous cart may use it. */
async function cartIds(): Promise<string[]> {
  const carts = await app.db.query<{ id: string }>('SELECT id FROM cart');
  expect(carts.length).toBeGreaterThan(1);
  return carts.map(({ id }) => id);
}

/** Whoever has that of an order may read it. */
async function orderTokens(): Promise<string[]> {
  const orders = await app.db.query<{ id: string }>('SELECT id FROM sales_order');
  expect(orders.length).toBeGreaterThan(5);
  const tokens = new OrderTokens(app.config.jwtSecret);
  return orders.map(({ id }) => tokens.tokenOf(shop.id, id));
}

function isNamedLikeSecret(name: string): boolean {
  return /password|secret|token|hash|credential|authorization/i.test(name) && name !== 'thumbhash';
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(namesIn)];
}
