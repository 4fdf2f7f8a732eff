import { graphql, type GraphQLSchema } from 'graphql';
import { Role } from '../platform/actor';
import { buildGraphQLSchema } from '../platform/graphql/build-schema';
import { createPubSub } from '../platform/graphql/create-pub-sub';
import { encodeId } from '../platform/graphql/global-id';
import { Loaders } from '../platform/graphql/loaders';
import { NodeResolver } from '../platform/graphql/node.resolver';
import { workspaceContext } from '../platform/graphql/workspace-context';
import { createLog } from '../platform/log';
import { AccountsFixture, PASSWORD, type TestWorkspace } from './accounts.fixture';
import { accountsNodes, AccountsResolver, SessionResolver } from './api';
import { Authenticator, type Credentials } from './authenticate';

let accounts: AccountsFixture;
let schema: GraphQLSchema;
let shop: TestWorkspace;
let other: TestWorkspace;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
  schema = buildGraphQLSchema({
    resolvers: [
      new AccountsResolver(),
      new SessionResolver(accounts.services),
      new NodeResolver(accountsNodes),
    ],
    pubSub: createPubSub(),
  });
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
  shop = await accounts.workspace('shop');
  other = await accounts.workspace('other');
});

/** Asks as a client does: with a slug, an access token or both. */
async function ask(
  source: string,
  variableValues: object,
  { token, slug }: { token?: string; slug?: string },
) {
  const { database, unitOfWork, accessTokens, clock } = accounts.services;
  const credentials: Credentials = { authorization: token && `Bearer ${token}`, workspace: slug };
  const { actor, workspace } = await new Authenticator(database, accessTokens, { clock }).authenticate(
    credentials,
  );
  const contextValue = await workspaceContext(
    database,
    unitOfWork,
    createPubSub(),
  )({
    requestId: 'request-2',
    actor,
    workspace,
    ip: '192.0.2.8',
    userAgent: 'a test',
    log: createLog({ level: 'silent' }),
    loaders: new Loaders(),
    usage: { cost: 0, operations: [] },
  });
  const { data, errors } = await graphql({
    schema,
    source,
    variableValues: { ...variableValues },
    contextValue,
  });
  expect(errors).toBeUndefined();
  // Without graphql's prototype-less objects, which no literal equals.
  return JSON.parse(JSON.stringify(data)) as Record<string, Record<string, unknown> | null>;
}

const USER = `{
  id email username firstName lastName displayName role emailVerified phone
  preferredCurrency preferredLanguage newsletterSubscribed
}`;
const AUTH = `{ accessToken refreshToken expiresAt user ${USER} userErrors { code message field } }`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) ${AUTH} }`;
const REFRESH = `mutation ($token: String!) { tokenRefresh(refreshToken: $token) ${AUTH} }`;
const LOGOUT = `mutation ($token: String!) { logout(refreshToken: $token) { ok userErrors { code } } }`;
const NODE = `query ($id: ID!) { node(id: $id) { __typename id ... on User ${USER} ... on Workspace { slug name currencyCode } } }`;

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function login(workspace: TestWorkspace): Promise<Tokens & Record<string, unknown>> {
  const input = { email: workspace.email, password: PASSWORD, cartId: 'a cart' };
  const { login: payload } = await ask(LOGIN, { input }, { slug: workspace.slug });
  return payload as Tokens & Record<string, unknown>;
}

const ownerOf = ({ ownerId, email }: TestWorkspace) => ({
  id: encodeId('User', ownerId),
  email,
  username: null,
  firstName: null,
  lastName: null,
  displayName: 'owner',
  role: 'OWNER',
  emailVerified: true,
  phone: null,
  preferredCurrency: null,
  preferredLanguage: null,
  newsletterSubscribed: false,
});

const NOTHING = { accessToken: null, refreshToken: null, expiresAt: null, user: null };

async function addUser(
  workspace: TestWorkspace,
  role: Role,
  changes: Record<string, string> = {},
): Promise<string> {
  const columns = { email: `${role.toLowerCase()}@example.com`, role, ...changes };
  const [user] = await accounts.db.query<{ id: string }>(
    `INSERT INTO users (workspace_id, id, password_hash, ${Object.keys(columns).join(', ')})
     SELECT workspace_id, gen_random_uuid(), password_hash, ${Object.keys(columns)
       .map((_, at) => `$${at + 2}`)
       .join(', ')}
     FROM users WHERE id = $1 RETURNING id`,
    workspace.ownerId,
    ...Object.values(columns),
  );
  return user?.id ?? '';
}

test('a login answers with tokens that work, and with the user as they see themselves', async () => {
  const payload = await login(shop);
  expect(payload).toEqual({
    accessToken: expect.any(String) as string,
    refreshToken: expect.any(String) as string,
    expiresAt: new Date(Math.floor(accounts.now.getTime() / 1000) * 1000 + 900_000).toISOString(),
    user: ownerOf(shop),
    userErrors: [],
  });
  expect(await ask(`{ me ${USER} }`, {}, { token: payload.accessToken })).toEqual({ me: ownerOf(shop) });
  expect(await accounts.db.query('SELECT ip, user_agent FROM session')).toEqual([
    { ip: '192.0.2.8', user_agent: 'a test' },
  ]);
});

test('wrong credentials are a user error, the same for accounts that are not there', async () => {
  for (const email of [shop.email, other.email, 'nobody@example.com']) {
    const input = { email, password: 'wrong password' };
    expect(await ask(LOGIN, { input }, { slug: 'shop' })).toEqual({
      login: {
        ...NOTHING,
        userErrors: [
          {
            code: 'INVALID_CREDENTIALS',
            message: 'The e-mail address or the password is wrong.',
            field: null,
          },
        ],
      },
    });
  }
  expect(await accounts.count('session')).toBe(0);
});

test('a refresh answers like a login, and a token that is none is a user error', async () => {
  const { refreshToken } = await login(shop);
  const { tokenRefresh } = await ask(REFRESH, { token: refreshToken }, { slug: 'shop' });
  expect(tokenRefresh).toMatchObject({ user: ownerOf(shop), userErrors: [] });
  expect(await ask('{ me { role } }', {}, { token: tokenRefresh?.accessToken as string })).toEqual({
    me: { role: 'OWNER' },
  });
  expect(await ask(REFRESH, { token: refreshToken }, { slug: 'other' })).toEqual({
    tokenRefresh: {
      ...NOTHING,
      userErrors: [
        {
          code: 'INVALID_CREDENTIALS',
          message: 'This refresh token is not valid; sign in again.',
          field: ['refreshToken'],
        },
      ],
    },
  });
});

test('a logout ends the session, says no more than ok, and so for a token that is none', async () => {
  const { accessToken, refreshToken } = await login(shop);
  const acknowledged = { logout: { ok: true, userErrors: [] } };
  expect(await ask(LOGOUT, { token: 'x' }, { slug: 'shop' })).toEqual(acknowledged);
  await ask('{ me { id } }', {}, { token: accessToken });
  expect(await ask(LOGOUT, { token: refreshToken }, { slug: 'shop' })).toEqual(acknowledged);
  await expect(ask('{ me { id } }', {}, { token: accessToken })).rejects.toThrow('This session has ended');
});

test('an anonymous caller is nobody, in the workspace that was named', async () => {
  const query = `{ me { id } workspace { id slug name currencyCode } }`;
  expect(await ask(query, {}, { slug: 'other' })).toEqual({
    me: null,
    workspace: {
      id: encodeId('Workspace', other.id),
      slug: 'other',
      name: 'Workspace other',
      currencyCode: 'EUR',
    },
  });
});

test('the workspace is answered as it is now', async () => {
  await ask('{ workspace { name } }', {}, { slug: 'shop' });
  await accounts.db.query("UPDATE workspace SET name = 'New' WHERE id = $1", shop.id);
  expect(await ask('{ workspace { name } }', {}, { slug: 'shop' })).toEqual({ workspace: { name: 'New' } });
});

describe('node', () => {
  test.each([Role.OWNER, Role.ADMIN, Role.EDITOR])(
    'staff (%s) see the users of their workspace',
    async (role) => {
      await addUser(shop, role, { email: 'viewer@example.com' });
      const customer = await addUser(shop, Role.CUSTOMER, { phone: '+41 44 668 18 00' });
      const { accessToken: token } = await login({ ...shop, email: 'viewer@example.com' });
      const { node } = await ask(NODE, { id: encodeId('User', customer) }, { token });
      expect(node).toMatchObject({
        __typename: 'User',
        email: 'customer@example.com',
        phone: '+41 44 668 18 00',
      });
    },
  );

  test('a customer sees themselves and nobody else, an anonymous caller nobody', async () => {
    const customer = await addUser(shop, Role.CUSTOMER);
    const { accessToken: token } = await login({ ...shop, email: 'customer@example.com' });
    const itself = { id: encodeId('User', customer) };
    const { node } = await ask(NODE, itself, { token });
    expect(node).toMatchObject({ email: 'customer@example.com', role: 'CUSTOMER' });
    expect(await ask(NODE, { id: encodeId('User', shop.ownerId) }, { token })).toEqual({ node: null });
    expect(await ask(NODE, itself, { slug: 'shop' })).toEqual({ node: null });
  });

  test('users and workspaces of others do not exist, for an owner either', async () => {
    const { accessToken: token } = await login(shop);
    for (const id of [encodeId('User', other.ownerId), encodeId('Workspace', other.id)]) {
      expect(await ask(NODE, { id }, { token })).toEqual({ node: null });
    }
    expect(await ask(NODE, { id: encodeId('Workspace', shop.id) }, { token })).toEqual({
      node: {
        __typename: 'Workspace',
        id: encodeId('Workspace', shop.id),
        slug: 'shop',
        name: 'Workspace shop',
        currencyCode: 'EUR',
      },
    });
  });
});

test.each([
  [{ first_name: 'Ada', last_name: 'Lovelace', username: 'ada' }, 'Ada Lovelace'],
  [{ last_name: 'Lovelace', username: 'ada' }, 'Lovelace'],
  [{ username: 'ada' }, 'ada'],
  [{}, 'editor'],
])('%j is displayed as %s', async (names, displayed) => {
  await addUser(shop, Role.EDITOR, names);
  const { accessToken: token } = await login({ ...shop, email: 'editor@example.com' });
  expect(await ask('{ me { displayName } }', {}, { token })).toEqual({ me: { displayName: displayed } });
});
