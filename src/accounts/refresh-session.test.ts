import { ANONYMOUS } from '../platform/actor';
import { Refusal, RequestErrorCode, UserErrorCode } from '../platform/errors';
import { AccountsFixture, type TestWorkspace } from './accounts.fixture';
import { refreshSession } from './refresh-session';
import { type SignedIn } from './session-services';

const DAY_MS = 24 * 3600 * 1000;

let accounts: AccountsFixture;
let shop: TestWorkspace;
let first: SignedIn;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
  first = await accounts.signIn(shop);
});

function refresh(refreshToken: string, workspace = shop): Promise<SignedIn> {
  return refreshSession(accounts.services, { ...workspace.visit, actor: ANONYMOUS }, refreshToken);
}

const REFUSED = {
  faults: [
    {
      code: UserErrorCode.INVALID_CREDENTIALS,
      message: 'This refresh token is not valid; sign in again.',
      field: ['refreshToken'],
    },
  ],
};

async function expectDead(signedIn: SignedIn): Promise<void> {
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject(REFUSED);
  await expect(accounts.ask(signedIn.accessToken)).rejects.toMatchObject({
    code: RequestErrorCode.UNAUTHENTICATED,
  });
}

/** All that a refused request must leave as it was. */
function tables(): Promise<object[]> {
  return accounts.db.query(`
    SELECT (SELECT json_agg(s ORDER BY s.id) FROM session s) AS sessions,
           (SELECT json_agg(t ORDER BY t.id) FROM refresh_token t) AS tokens,
           (SELECT count(*) FROM audit_log) AS audits`);
}

test('a refresh gives new tokens, moves the end of the session and writes no audit row', async () => {
  const auditsBefore = await accounts.count('audit_log');
  accounts.advance(DAY_MS);
  const second = await refresh(first.refreshToken);

  expect(second.userId).toBe(shop.ownerId);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.expiresAt.getTime()).toBe(Math.floor(accounts.now.getTime() / 1000) * 1000 + 15 * 60 * 1000);
  const asked = await accounts.ask(second.accessToken);
  expect(await accounts.db.query('SELECT id, expires_at, revoked_at FROM session')).toEqual([
    { id: asked.sessionId, expires_at: new Date(accounts.now.getTime() + 30 * DAY_MS), revoked_at: null },
  ]);
  expect(await accounts.db.query('SELECT used_at FROM refresh_token ORDER BY issued_at')).toEqual([
    { used_at: accounts.now },
    { used_at: null },
  ]);
  expect(await accounts.count('audit_log')).toBe(auditsBefore);
});

test('eight connections that send one token at once all get good tokens of one session', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(first.refreshToken)));

  expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(8);
  expect(await accounts.count('refresh_token')).toBe(9);
  expect(await accounts.count('refresh_token WHERE used_at IS NOT NULL')).toBe(1);
  expect(await accounts.count('session WHERE revoked_at IS NULL')).toBe(1);
  const sessions = await Promise.all(answers.map(({ accessToken }) => accounts.ask(accessToken)));
  expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(1);
  for (const { refreshToken } of answers) await refresh(refreshToken);
  expect(await accounts.audits('session.revoke')).toEqual([]);
});

test('a token used a second time a moment before ten seconds are over gets another, and revokes nothing', async () => {
  const second = await refresh(first.refreshToken);
  accounts.advance(9_999);
  const third = await refresh(first.refreshToken);
  await accounts.ask(second.accessToken);
  await accounts.ask(third.accessToken);
  await refresh(second.refreshToken);
  await refresh(third.refreshToken);
  expect(await accounts.audits('session.revoke')).toEqual([]);
});

test('the grace runs from the first use, however often the token is used within it', async () => {
  await refresh(first.refreshToken);
  accounts.advance(9_000);
  await refresh(first.refreshToken);
  accounts.advance(1_000);
  await expect(refresh(first.refreshToken)).rejects.toMatchObject(REFUSED);
});

test('a token used again after ten seconds ends its whole family at once, and no other session', async () => {
  const elsewhere = await accounts.signIn(shop);
  const second = await refresh(first.refreshToken);
  const third = await refresh(second.refreshToken);
  const { sessionId } = await accounts.ask(third.accessToken);
  accounts.advance(10_000);

  await expect(refresh(first.refreshToken)).rejects.toMatchObject(REFUSED);

  for (const dead of [first, second, third]) await expectDead(dead);
  await accounts.ask(elsewhere.accessToken);
  await refresh(elsewhere.refreshToken);
  expect(await accounts.audits('session.revoke')).toEqual([
    {
      workspace_id: shop.id,
      subject_type: 'session',
      subject_id: sessionId,
      actor_kind: 'anonymous',
      actor_id: null,
      before: null,
      after: { userId: shop.ownerId, reason: 'refresh token used twice' },
      request_id: 'request-1',
      ip: '192.0.2.7',
    },
  ]);
});

test('eight replays at once revoke once', async () => {
  await refresh(first.refreshToken);
  accounts.advance(10_000);
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(first.refreshToken)));
  expect(
    answers.filter((answer) => answer.status === 'rejected' && answer.reason instanceof Refusal),
  ).toHaveLength(8);
  expect(await accounts.audits('session.revoke')).toHaveLength(1);
  expect(await accounts.count('refresh_token')).toBe(2);
});

test('whichever comes first, a replay or a refresh of the newest token, the family is dead in the end', async () => {
  for (let round = 0; round < 10; round += 1) {
    const old = await accounts.signIn(shop);
    const newest = await refresh(old.refreshToken);
    accounts.advance(10_000);
    const [replay, refreshed] = await Promise.allSettled([
      refresh(old.refreshToken),
      refresh(newest.refreshToken),
    ]);
    expect(replay.status).toBe('rejected');
    await expectDead(newest);
    if (refreshed.status === 'fulfilled') await expectDead(refreshed.value);
  }
  expect(await accounts.audits('session.revoke')).toHaveLength(10);
});

test('a token that has run out is refused, a moment earlier it is not', async () => {
  accounts.advance(30 * DAY_MS - 1);
  const second = await refresh(first.refreshToken);
  accounts.advance(30 * DAY_MS);
  const before = await tables();
  await expect(refresh(second.refreshToken)).rejects.toMatchObject(REFUSED);
  expect(await tables()).toEqual(before);
});

test('tokens that have run out leave the family at the next refresh', async () => {
  accounts.advance(20 * DAY_MS);
  const second = await refresh(first.refreshToken);
  accounts.advance(20 * DAY_MS);
  await refresh(second.refreshToken);
  expect(await accounts.count('refresh_token')).toBe(2);
});

test('a token of another workspace is unknown, and stays good in its own', async () => {
  const other = await accounts.workspace('other');
  const before = await tables();
  await expect(refresh(first.refreshToken, other)).rejects.toMatchObject(REFUSED);
  expect(await tables()).toEqual(before);
  await refresh(first.refreshToken);
});

test.each([
  ['nothing', ''],
  ['what is no token', 'a b\0'],
  ['an access token', 'x.y.z'],
  ['an unknown one', 'A'.repeat(43)],
])('%s is refused and changes nothing', async (_, token) => {
  const before = await tables();
  await expect(refresh(token)).rejects.toMatchObject(REFUSED);
  expect(await tables()).toEqual(before);
});
