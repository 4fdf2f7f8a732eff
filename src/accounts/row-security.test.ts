import { Client, DatabaseError } from 'pg';
import { AccountsFixture, type TestWorkspace } from './accounts.fixture';

const INSUFFICIENT_PRIVILEGE = '42501';
const FOREIGN_KEY_VIOLATION = '23503';

let accounts: AccountsFixture;
let shop: TestWorkspace;
let other: TestWorkspace;
let app: Client;

beforeAll(async () => {
  accounts = await AccountsFixture.open({ policies: 'production' });
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
  other = await accounts.workspace('other');
  await accounts.signIn(shop);
  app = new Client({ connectionString: accounts.db.appUrl });
  await app.connect();
});
afterEach(async () => {
  await app.end();
});

const inContext = (workspaceId: string) =>
  app.query("SELECT set_config('app.workspace_id', $1, false)", [workspaceId]);

const CHANGES = [
  'UPDATE workspace SET name = name',
  "UPDATE users SET role = 'OWNER'",
  'UPDATE session SET revoked_at = NULL',
  'UPDATE refresh_token SET used_at = NULL',
  'DELETE FROM refresh_token',
  'DELETE FROM session',
];

test.each(CHANGES)('without a workspace in context, %s reaches no row', async (sql) => {
  expect((await app.query(sql)).rowCount).toBe(0);
});

test.each(CHANGES)('in the context of another workspace, %s reaches none of ours', async (sql) => {
  const ours = `
    SELECT (SELECT json_agg(w) FROM workspace w WHERE id = '${shop.id}'), (SELECT json_agg(s) FROM session s),
           (SELECT json_agg(t) FROM refresh_token t), (SELECT json_agg(u) FROM users u WHERE workspace_id = '${shop.id}')`;
  const before = await accounts.db.query(ours);
  await inContext(other.id);
  await app.query(sql);
  expect(await accounts.db.query(ours)).toEqual(before);
  await inContext(shop.id);
  expect((await app.query(sql)).rowCount).toBe(1);
});

test('a row cannot be added to another workspace, nor moved there', async () => {
  const add = `INSERT INTO users (workspace_id, id, role) VALUES ($1, gen_random_uuid(), 'CUSTOMER')`;
  await expect(app.query(add, [shop.id])).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  await inContext(other.id);
  await expect(app.query(add, [shop.id])).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  await expect(app.query('UPDATE users SET workspace_id = $1', [shop.id])).rejects.toMatchObject({
    code: INSUFFICIENT_PRIVILEGE,
  });
  expect((await app.query(add, [other.id])).rowCount).toBe(1);
});

test('a session cannot belong to a user of another workspace', async () => {
  await inContext(other.id);
  const add = `
    INSERT INTO session (workspace_id, id, user_id, expires_at) VALUES ($1, gen_random_uuid(), $2, now())`;
  const refused: unknown = await app.query(add, [other.id, shop.ownerId]).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DatabaseError);
  expect(refused).toMatchObject({ code: FOREIGN_KEY_VIOLATION, constraint: 'session_user_fk' });
  expect((await app.query(add, [other.id, other.ownerId])).rowCount).toBe(1);
});

test('an address is taken in its workspace whatever its case, and free in the others', async () => {
  await inContext(shop.id);
  const add = `INSERT INTO users (workspace_id, id, role, email) VALUES ($1, gen_random_uuid(), 'CUSTOMER', $2)`;
  await expect(app.query(add, [shop.id, shop.email.toUpperCase()])).rejects.toMatchObject({
    constraint: 'users_email_unique',
  });
  await inContext(other.id);
  expect((await app.query(add, [other.id, shop.email])).rowCount).toBe(1);
});

test('everything of accounts works under the policies of production', async () => {
  await accounts.ask((await accounts.signIn(shop)).accessToken);
});
