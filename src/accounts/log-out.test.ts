import { ANONYMOUS } from '../platform/actor';
import { RequestErrorCode, UserErrorCode } from '../platform/errors';
import { AccountsFixture, type TestWorkspace } from './accounts.fixture';
import { logOut } from './log-out';
import { refreshSession } from './refresh-session';
import { type SignedIn } from './session-services';

let accounts: AccountsFixture;
let shop: TestWorkspace;
let signedIn: SignedIn;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
  signedIn = await accounts.signIn(shop);
});

function refresh(refreshToken: string): Promise<SignedIn> {
  return refreshSession(accounts.services, { ...shop.visit, actor: ANONYMOUS }, refreshToken);
}

test('a logout ends the access and the refresh token at once, with one audit row by the user', async () => {
  const { sessionId } = await accounts.ask(signedIn.accessToken);
  await logOut(accounts.services, shop.visit, signedIn.refreshToken);

  await expect(accounts.ask(signedIn.accessToken)).rejects.toMatchObject({
    code: RequestErrorCode.UNAUTHENTICATED,
  });
  await expect(refresh(signedIn.refreshToken)).rejects.toMatchObject({
    faults: [{ code: UserErrorCode.INVALID_CREDENTIALS }],
  });
  expect(await accounts.audits('session.revoke')).toEqual([
    {
      workspace_id: shop.id,
      subject_type: 'session',
      subject_id: sessionId,
      actor_kind: 'user',
      actor_id: shop.ownerId,
      before: null,
      after: { userId: shop.ownerId, reason: 'logout' },
      request_id: 'request-1',
      ip: '192.0.2.7',
    },
  ]);
});

test('a logout on one device leaves the others signed in', async () => {
  const elsewhere = await accounts.signIn(shop);
  await logOut(accounts.services, shop.visit, signedIn.refreshToken);
  await accounts.ask(elsewhere.accessToken);
  await refresh(elsewhere.refreshToken);
});

test('a token that was exchanged already still logs its session out', async () => {
  const second = await refresh(signedIn.refreshToken);
  await logOut(accounts.services, shop.visit, signedIn.refreshToken);
  await expect(accounts.ask(second.accessToken)).rejects.toMatchObject({
    code: RequestErrorCode.UNAUTHENTICATED,
  });
});

test('eight logouts at once and one more later are one logout', async () => {
  const logOutOnce = () => logOut(accounts.services, shop.visit, signedIn.refreshToken);
  await accounts.whileLocked('SELECT 1 FROM session FOR UPDATE', [], async (release) => {
    const loggingOut = Promise.all(Array.from({ length: 8 }, logOutOnce));
    await accounts.waitForBlocked(8);
    await release();
    await loggingOut;
  });
  await logOutOnce();
  expect(await accounts.audits('session.revoke')).toHaveLength(1);
});

test('a logout that meets a refresh of the same session wins in the end', async () => {
  for (let round = 0; round < 10; round += 1) {
    const session = await accounts.signIn(shop);
    const [, refreshed] = await Promise.allSettled([
      logOut(accounts.services, shop.visit, session.refreshToken),
      refresh(session.refreshToken),
    ]);
    const accessToken = refreshed.status === 'fulfilled' ? refreshed.value.accessToken : session.accessToken;
    await expect(accounts.ask(accessToken)).rejects.toMatchObject({ code: RequestErrorCode.UNAUTHENTICATED });
  }
  expect(await accounts.audits('session.revoke')).toHaveLength(10);
});

test('a token that is unknown, malformed or of another workspace ends nothing and is no error', async () => {
  const other = await accounts.workspace('other');
  await logOut(accounts.services, other.visit, signedIn.refreshToken);
  await logOut(accounts.services, shop.visit, 'A'.repeat(43));
  await logOut(accounts.services, shop.visit, 'no token\0');
  await accounts.ask(signedIn.accessToken);
  expect(await accounts.audits('session.revoke')).toEqual([]);
});
