import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { ANONYMOUS, Role } from '../platform/actor';
import { RequestErrorCode } from '../platform/errors';
import { AccessTokens } from './access-token';
import { AccountsFixture, SECRET, type TestWorkspace } from './accounts.fixture';
import { Authenticator, type Credentials } from './authenticate';
import { type SignedIn } from './session-services';

let accounts: AccountsFixture;
let shop: TestWorkspace;
let other: TestWorkspace;
let signedIn: SignedIn;
let sessionId: string;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
  other = await accounts.workspace('other');
  signedIn = await accounts.signIn(shop);
  sessionId = (await accounts.ask(signedIn.accessToken)).sessionId ?? '';
});

function authenticate(credentials: Credentials, defaultWorkspace?: string) {
  const { database, accessTokens, clock } = accounts.services;
  return new Authenticator(database, accessTokens, { clock, defaultWorkspace }).authenticate(credentials);
}

const anonymousIn = ({ id, slug }: TestWorkspace) => ({
  workspace: { id, slug, currencyCode: 'EUR' },
  actor: ANONYMOUS,
  sessionId: null,
  expiresAt: null,
});
const UNAUTHENTICATED = { name: 'RequestError', code: RequestErrorCode.UNAUTHENTICATED };

describe('without a token', () => {
  test('a request runs in the workspace that it names, before the default', async () => {
    expect(await authenticate({ workspace: 'other' }, 'shop')).toEqual(anonymousIn(other));
  });

  test('a request that names none runs in the default, where there is one', async () => {
    expect(await authenticate({}, 'shop')).toEqual(anonymousIn(shop));
    await expect(authenticate({})).rejects.toMatchObject({ code: RequestErrorCode.BAD_USER_INPUT });
  });

  test.each(['nowhere', 'SHOP', 'shop\0', "'; --", 'x'.repeat(10_000)])(
    'there is no workspace %j',
    async (workspace) => {
      await expect(authenticate({ workspace }, 'shop')).rejects.toMatchObject({
        name: 'RequestError',
        code: RequestErrorCode.NOT_FOUND,
      });
    },
  );

  test('a workspace is found as soon as it is made, also by who looked before', async () => {
    const { database, accessTokens } = accounts.services;
    const authenticator = new Authenticator(database, accessTokens);
    await expect(authenticator.authenticate({ workspace: 'new' })).rejects.toMatchObject({
      code: RequestErrorCode.NOT_FOUND,
    });
    const made = await accounts.workspace('new');
    expect(await authenticator.authenticate({ workspace: 'new' })).toEqual(anonymousIn(made));
  });
});

describe('with a token', () => {
  test('a request runs in its workspace, as its user, until it runs out', async () => {
    const authorization = `Bearer ${signedIn.accessToken}`;
    const expected = {
      workspace: { id: shop.id, slug: 'shop', currencyCode: 'EUR' },
      actor: { kind: 'user', id: shop.ownerId, role: Role.OWNER },
      sessionId,
      expiresAt: signedIn.expiresAt,
    };
    expect(await authenticate({ authorization }, 'other')).toEqual(expected);
    expect(await authenticate({ authorization, workspace: 'shop' }, 'other')).toEqual(expected);
  });

  test.each(['other', 'nowhere'])('naming the workspace %s beside it is forbidden', async (workspace) => {
    await expect(accounts.ask(signedIn.accessToken, { workspace })).rejects.toMatchObject({
      name: 'RequestError',
      code: RequestErrorCode.FORBIDDEN,
    });
  });

  test('it holds for fifteen minutes and five seconds of tolerance', async () => {
    accounts.advance(15 * 60 * 1000 + 3_000);
    await accounts.ask(signedIn.accessToken);
    accounts.advance(3_000);
    await expect(accounts.ask(signedIn.accessToken)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test('another role bites at the next request', async () => {
    await accounts.db.query("UPDATE users SET role = 'CUSTOMER' WHERE id = $1", shop.ownerId);
    const { actor } = await accounts.ask(signedIn.accessToken);
    expect(actor).toEqual({ kind: 'user', id: shop.ownerId, role: Role.CUSTOMER });
  });

  test('a session that was revoked or a user who is gone ends it at the next request', async () => {
    await accounts.db.query('UPDATE session SET revoked_at = now()');
    await expect(accounts.ask(signedIn.accessToken)).rejects.toMatchObject(UNAUTHENTICATED);
    await accounts.db.query('UPDATE session SET revoked_at = NULL');
    await accounts.ask(signedIn.accessToken);
    await accounts.db.query('DELETE FROM users WHERE id = $1', shop.ownerId);
    await expect(accounts.ask(signedIn.accessToken)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test('one that names another workspace, user or session than its own is worth nothing', async () => {
    const claims = { userId: shop.ownerId, workspaceId: shop.id, sessionId };
    const foreign = await accounts.ask((await accounts.signIn(other)).accessToken);
    const forgeries = [
      { ...claims, workspaceId: other.id },
      { ...claims, userId: other.ownerId },
      { ...claims, sessionId: foreign.sessionId ?? '' },
      { ...claims, sessionId: randomUUID() },
    ];
    for (const forgery of forgeries) {
      const { accessToken } = await accounts.services.accessTokens.issue(forgery);
      await expect(accounts.ask(accessToken)).rejects.toMatchObject(UNAUTHENTICATED);
    }
    await accounts.ask((await accounts.services.accessTokens.issue(claims)).accessToken);
  });

  test('one that we did not sign, or for something else, is worth nothing', async () => {
    const key = new TextEncoder().encode(SECRET);
    const claims = { sub: shop.ownerId, ws: shop.id, sid: sessionId, iss: 'vitrine', aud: 'vitrine-api' };
    const sign = (changes: object, alg = 'HS256', secret = key) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg }).setExpirationTime('1h').sign(secret);

    await accounts.ask(await sign({}));
    const worthless = [
      await sign({ iss: 'elsewhere' }),
      await sign({ aud: 'another-api' }),
      await sign({ ws: undefined }),
      await sign({ sid: 'not a uuid' }),
      await sign({}, 'HS512'),
      await sign({}, 'HS256', new TextEncoder().encode('another secret of more than 32 characters')),
      new UnsecuredJWT(claims).setExpirationTime('1h').encode(),
      (
        await new AccessTokens('x'.repeat(32), accounts.services.clock).issue({
          userId: shop.ownerId,
          workspaceId: shop.id,
          sessionId,
        })
      ).accessToken,
      `${signedIn.accessToken}x`,
      signedIn.refreshToken,
    ];
    for (const token of worthless) await expect(accounts.ask(token)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  test.each(['Basic b3duZXI6eA==', 'Bearer', 'Bearer a b', 'token'])(
    '%j is no bearer token',
    async (authorization) => {
      await expect(authenticate({ authorization }, 'shop')).rejects.toMatchObject(UNAUTHENTICATED);
    },
  );
});
