import { hash } from 'node:crypto';
import { Role } from '../platform/actor';
import { Refusal, UserErrorCode } from '../platform/errors';
import { AccountsFixture, PASSWORD, type TestWorkspace } from './accounts.fixture';
import { HASH_OF_NO_PASSWORD, hashPassword, verifyPassword } from './hash-password';
import { logIn } from './log-in';

let accounts: AccountsFixture;
let shop: TestWorkspace;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
});

/** What a client learns of a sign-in that fails. */
async function refusalOf(attempt: Promise<unknown>): Promise<unknown> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Refusal ? error.faults : error;
}

const WRONG = [
  { code: UserErrorCode.INVALID_CREDENTIALS, message: 'The e-mail address or the password is wrong.' },
];

test('a sign-in makes one session with one refresh token, and one audit row by the user', async () => {
  const signedIn = await accounts.signIn(shop);

  expect(signedIn.userId).toBe(shop.ownerId);
  const asked = await accounts.ask(signedIn.accessToken);
  expect(asked.actor).toEqual({ kind: 'user', id: shop.ownerId, role: Role.OWNER });
  expect(await accounts.db.query('SELECT * FROM session')).toEqual([
    {
      workspace_id: shop.id,
      id: asked.sessionId,
      user_id: shop.ownerId,
      created_at: accounts.now,
      expires_at: new Date(accounts.now.getTime() + 30 * 24 * 3600 * 1000),
      revoked_at: null,
      ip: '192.0.2.7',
      user_agent: 'a browser',
    },
  ]);
  expect(await accounts.db.query('SELECT session_id, token_hash, used_at FROM refresh_token')).toEqual([
    {
      session_id: asked.sessionId,
      token_hash: hash('sha256', signedIn.refreshToken, 'buffer'),
      used_at: null,
    },
  ]);
  expect(await accounts.audits('session.create')).toEqual([
    {
      workspace_id: shop.id,
      subject_type: 'session',
      subject_id: asked.sessionId,
      actor_kind: 'user',
      actor_id: shop.ownerId,
      before: null,
      after: { userId: shop.ownerId },
      request_id: 'request-1',
      ip: '192.0.2.7',
    },
  ]);
});

test('the case of the address and the spaces around it do not matter', async () => {
  const signedIn = await logIn(accounts.services, shop.visit, {
    email: `  ${shop.email.toUpperCase()} `,
    password: PASSWORD,
  });
  expect(signedIn.userId).toBe(shop.ownerId);
});

test.each<[string, string, string]>([
  ['a wrong password', 'owner@shop.example.com', 'wrong horse battery'],
  ['an account that is not there', 'nobody@shop.example.com', PASSWORD],
  ['an account of another workspace', 'owner@other.example.com', PASSWORD],
  ['what is no address', `owner\0@shop.example.com`, PASSWORD],
  ['a password beyond every bound', 'owner@shop.example.com', 'x'.repeat(1_000_000)],
  ['an empty password', 'owner@shop.example.com', ''],
])('%s is refused in the same words, and changes nothing', async (_, email, password) => {
  await accounts.workspace('other');
  expect(await refusalOf(logIn(accounts.services, shop.visit, { email, password }))).toEqual(WRONG);
  expect(await accounts.count('session')).toBe(0);
  expect(await accounts.count('refresh_token')).toBe(0);
  expect(await accounts.audits('session.create')).toEqual([]);
});

test('an account without a password cannot be signed in to', async () => {
  await accounts.db.query('UPDATE users SET password_hash = NULL');
  expect(await refusalOf(accounts.signIn(shop))).toEqual(WRONG);
  expect(await accounts.count('session')).toBe(0);
});

test('a password beyond every bound is wrong before it is hashed', async () => {
  const password = 'x'.repeat(201);
  await accounts.db.query('UPDATE users SET password_hash = $1', await hashPassword(password));
  expect(await refusalOf(logIn(accounts.services, shop.visit, { email: shop.email, password }))).toEqual(
    WRONG,
  );
});

test('what is hashed for an account that is not there costs as much as a real password', async () => {
  const parameters = (phc: string) => phc.split('$').slice(0, 4);
  expect(parameters(HASH_OF_NO_PASSWORD)).toEqual(['', 'argon2id', 'v=19', 'm=19456,t=2,p=1']);
  expect(parameters(await hashPassword(PASSWORD))).toEqual(parameters(HASH_OF_NO_PASSWORD));
  expect(await verifyPassword(null, PASSWORD)).toBe(false);
});

test('a password is the same password from every keyboard', async () => {
  const composed = await hashPassword('caf\u00e9 au lait');
  expect(await verifyPassword(composed, 'cafe\u0301 au lait')).toBe(true);
});

test('no secret is in the database in the clear, nor in the audit log at all', async () => {
  const { refreshToken, accessToken } = await accounts.signIn(shop);
  const [dump] = await accounts.db.query<{ log: string; tokens: string; sessions: string; users: string }>(`
    SELECT (SELECT string_agg(a::text, '') FROM audit_log a) AS log,
           (SELECT string_agg(t::text, '') FROM refresh_token t) AS tokens,
           (SELECT string_agg(s::text, '') FROM session s) AS sessions,
           (SELECT string_agg(u::text, '') FROM users u) AS users`);
  const all = Object.values(dump ?? {}).join('');
  for (const secret of [refreshToken, accessToken, PASSWORD]) expect(all).not.toContain(secret);
  expect(dump?.log).not.toContain('argon2id');
  expect(dump?.log).toContain('session.create');
});

test('a hook joins the sign-in with the cart that came with it', async () => {
  const seen: object[] = [];
  accounts.onSignIn.push((tx, signIn) => {
    seen.push({ ...signIn, workspaceId: tx.workspaceId });
    return Promise.resolve();
  });
  await logIn(accounts.services, shop.visit, { email: shop.email, password: PASSWORD, cartId: 'cart-9' });
  await accounts.signIn(shop);
  expect(seen).toEqual([
    { userId: shop.ownerId, cartId: 'cart-9', workspaceId: shop.id },
    { userId: shop.ownerId, cartId: null, workspaceId: shop.id },
  ]);
});

test('a hook that refuses stops the sign-in and leaves nothing of it', async () => {
  const fault = { code: UserErrorCode.STATE_NOT_ALLOWED, message: 'This cart was ordered.' };
  accounts.onSignIn.push(() => Promise.reject(new Refusal([fault])));
  expect(await refusalOf(accounts.signIn(shop))).toEqual([fault]);
  expect(await accounts.count('session')).toBe(0);
  expect(await accounts.audits('session.create')).toEqual([]);
});

test('sessions that have run out go at the next sign-in, however many sign in at once', async () => {
  for (let count = 0; count < 5; count += 1) await accounts.signIn(shop);
  accounts.advance(30 * 24 * 3600 * 1000);
  const signedIn = await Promise.all(Array.from({ length: 20 }, () => accounts.signIn(shop)));
  expect(await accounts.count('session')).toBe(20);
  expect(await accounts.count('refresh_token')).toBe(20);
  for (const { accessToken } of signedIn) await accounts.ask(accessToken);
});

test('a password that is changed during a sign-in is not good for it any more', async () => {
  const changing = 'UPDATE users SET password_hash = $1';
  await accounts.whileLocked(changing, [await hashPassword('another password')], async (release) => {
    const attempt = refusalOf(accounts.signIn(shop));
    await accounts.waitForBlocked(1);
    await release();
    expect(await attempt).toEqual(WRONG);
  });
  expect(await accounts.count('session')).toBe(0);
});
