import { Role } from '../platform/actor';
import { Refusal, UserErrorCode } from '../platform/errors';
import { AccountsFixture } from './accounts.fixture';
import { createWorkspace, type CreateWorkspace } from './create-workspace';
import { logIn } from './log-in';

let accounts: AccountsFixture;

beforeAll(async () => {
  accounts = await AccountsFixture.open();
});
afterAll(() => accounts.close());

beforeEach(async () => {
  await accounts.clear();
});

const COMMAND: CreateWorkspace = {
  slug: 'shop-1',
  name: ' The Shop ',
  owner: { email: 'Owner@Example.com', password: 'a password' },
};

const create = (command: CreateWorkspace) => createWorkspace(accounts.db.unitOfWork, command);

test('a workspace is made with its owner, and an audit row for each', async () => {
  const { workspaceId, ownerId, madeUpPassword } = await create({ ...COMMAND, currencyCode: 'CHF' });

  expect(madeUpPassword).toBeNull();
  expect(await accounts.db.query('SELECT id, slug, name, currency_code, version FROM workspace')).toEqual([
    { id: workspaceId, slug: 'shop-1', name: 'The Shop', currency_code: 'CHF', version: 1 },
  ]);
  expect(await accounts.db.query('SELECT workspace_id, id, email, role, email_verified FROM users')).toEqual([
    {
      workspace_id: workspaceId,
      id: ownerId,
      email: 'Owner@Example.com',
      role: Role.OWNER,
      email_verified: true,
    },
  ]);
  const bySystem = { workspace_id: workspaceId, actor_kind: 'system', actor_id: null, before: null };
  expect(await accounts.audits('workspace.create')).toEqual([
    expect.objectContaining({
      ...bySystem,
      subject_type: 'workspace',
      subject_id: workspaceId,
      after: { slug: 'shop-1', name: 'The Shop', currencyCode: 'CHF' },
    }),
  ]);
  expect(await accounts.audits('user.create')).toEqual([
    expect.objectContaining({
      ...bySystem,
      subject_type: 'user',
      subject_id: ownerId,
      after: { email: 'Owner@Example.com', role: Role.OWNER, emailVerified: true },
    }),
  ]);
});

test('a password is made up where none is given, and signs the owner in', async () => {
  const { workspaceId, ownerId, madeUpPassword } = await create({
    ...COMMAND,
    owner: { email: 'a@example.com' },
  });
  expect(madeUpPassword).toMatch(/^[A-Za-z0-9_-]{24}$/);
  const signedIn = await logIn(
    accounts.services,
    { workspaceId },
    { email: 'a@example.com', password: madeUpPassword ?? '' },
  );
  expect(signedIn.userId).toBe(ownerId);
});

test('eight that want one slug at once make one workspace, and seven are told', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => create(COMMAND)));

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const taken = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Refusal] : []));
  expect(taken.map(({ faults }) => faults)).toEqual(
    Array.from({ length: 7 }, () => [
      {
        code: UserErrorCode.TAKEN,
        message: 'There is a workspace with this slug already.',
        field: ['slug'],
      },
    ]),
  );
  expect(await accounts.count('workspace')).toBe(1);
  expect(await accounts.count('users')).toBe(1);
  expect(await accounts.count('audit_log')).toBe(2);
});

test('one address may own two workspaces', async () => {
  await create(COMMAND);
  await create({ ...COMMAND, slug: 'shop-2' });
  expect(await accounts.count('users')).toBe(2);
});

test('all that is wrong is said at once, and nothing is made', async () => {
  const wrong = {
    slug: 'No Slug',
    name: ' ',
    currencyCode: 'XYZ',
    owner: { email: 'nobody', password: 'short' },
  };
  const refusal: unknown = await create(wrong).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(Refusal);
  expect((refusal as Refusal).faults).toEqual([
    {
      code: 'INVALID',
      field: ['slug'],
      message: 'A slug has 2 to 63 lower-case letters, digits and hyphens.',
    },
    { code: 'INVALID', field: ['name'], message: 'A workspace has a name.' },
    { code: 'INVALID', field: ['currencyCode'], message: 'This is no ISO 4217 currency code.' },
    { code: 'INVALID', field: ['owner', 'email'], message: 'This is not an e-mail address.' },
    { code: 'INVALID', field: ['owner', 'password'], message: 'A password has 8 to 200 characters.' },
  ]);
  expect(await accounts.count('workspace')).toBe(0);
});

test.each([
  ['8 characters', 'x'.repeat(8), 1],
  ['200 characters', 'x'.repeat(200), 1],
  ['7 characters', 'x'.repeat(7), 0],
  ['201 characters', 'x'.repeat(201), 0],
])('a password of %s makes so many workspaces: %s, %i', async (_, password, made) => {
  await create({ ...COMMAND, owner: { email: 'a@example.com', password } }).catch(() => undefined);
  expect(await accounts.count('workspace')).toBe(made);
});
