import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AccessTokens, logIn, systemClock } from '../src/accounts';
import { type Config, loadConfig } from '../src/config';
import { createTestDatabase, type TestDatabase } from '../test/support/test-database';
import { runWorkspaceCommand } from './workspace';

let db: TestDatabase;
let dataDir: string;

beforeEach(async () => {
  // Boots as in production, where reads have no context for the tripwire to judge by.
  db = await createTestDatabase({ policies: 'production' });
  dataDir = mkdtempSync(join(tmpdir(), 'vitrine-workspace-'));
});
afterEach(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true });
});

const secret = randomBytes(32).toString('hex');

function configure(): Config {
  return loadConfig({ DATABASE_URL: db.appUrl, DATABASE_OWNER_URL: db.ownerUrl, DATA_DIR: dataDir }, () => ({
    jwtSecret: secret,
    mediaUrlKeys: [{ id: 'test', secret }],
  }));
}

async function run(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runWorkspaceCommand(args, configure, {
    stdin: Readable.from([input]),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

async function logInAsOwner(password: string): Promise<void> {
  const [workspace] = await db.query<{ id: string }>('SELECT id FROM workspace');
  const services = { ...db, accessTokens: new AccessTokens(secret), clock: systemClock, onSignIn: [] };
  await logIn(services, { workspaceId: workspace?.id ?? '' }, { email: 'owner@example.com', password });
}

const CREATE = ['create', '--slug', 'shop', '--owner', 'owner@example.com'];

test('a workspace is made, and the owner can sign in with the password that was printed', async () => {
  const { code, out, err } = await run([...CREATE, '--name', 'The Shop', '--currency', 'CHF']);
  expect([code, err]).toEqual([0, '']);
  const [first, second, end] = out.split('\n');
  expect(first).toBe('The workspace shop is made; its owner is owner@example.com.');
  expect(second).toMatch(/^The owner's password, which is not shown again: [\w-]{24}$/);
  expect(end).toBe('');
  expect(await db.query('SELECT slug, name, currency_code FROM workspace')).toEqual([
    { slug: 'shop', name: 'The Shop', currency_code: 'CHF' },
  ]);
  await logInAsOwner(second?.slice(-24) ?? '');
});

test('the password may come by standard input, and is not printed then', async () => {
  const { code, out } = await run([...CREATE, '--password-stdin'], 'a password of mine\n');
  expect(code).toBe(0);
  expect(out).toBe('The workspace shop is made; its owner is owner@example.com.\n');
  expect(await db.query('SELECT name, currency_code FROM workspace')).toEqual([
    { name: 'shop', currency_code: 'EUR' },
  ]);
  await logInAsOwner('a password of mine');
});

test('a slug that is taken is refused in words', async () => {
  await run(CREATE);
  expect(await run(CREATE)).toEqual({
    code: 1,
    out: '',
    err: 'The workspace is not made:\n  - slug: There is a workspace with this slug already.\n',
  });
  expect(await db.query('SELECT slug FROM workspace')).toHaveLength(1);
});

test('all that is wrong is said at once', async () => {
  const args = ['create', '--slug', 'A', '--owner', 'nobody', '--currency', 'XXXX', '--password-stdin'];
  const { code, err } = await run(args, 'short\n');
  expect(code).toBe(1);
  expect(err.split('\n').map((line) => line.split(':')[0])).toEqual([
    'The workspace is not made',
    '  - slug',
    '  - currencyCode',
    '  - owner.email',
    '  - owner.password',
    '',
  ]);
  expect(await db.query('SELECT slug FROM workspace')).toEqual([]);
});

test('quotas are set, each by itself, and the log says from what to what', async () => {
  await run(CREATE);
  const quota = async (...options: string[]) => (await run(['quota', '--slug', 'shop', ...options])).out;
  expect(await quota('--bytes', '1000000')).toBe(
    'The workspace shop may store 1000000 bytes; each of its users any number of bytes, by default.\n',
  );
  expect(await quota('--bytes', 'unlimited', '--user-bytes', '0')).toBe(
    'The workspace shop may store any number of bytes; each of its users 0 bytes.\n',
  );
  expect(await quota('--user-bytes', '0')).toContain('each of its users 0 bytes');
  expect(await quota('--bytes', 'default')).toContain('may store any number of bytes, by default;');
  const audited = await db.query(
    `SELECT actor_name, subject_id = workspace_id AS "ofWorkspace", before, after FROM audit_log
     WHERE action = 'quota.set' ORDER BY id`,
  );
  const settings = [
    { workspaceBytes: 'default', userBytes: 'default' },
    { workspaceBytes: 1_000_000, userBytes: 'default' },
    { workspaceBytes: 'unlimited', userBytes: 0 },
    { workspaceBytes: 'default', userBytes: 0 },
  ];
  expect(audited).toEqual(
    settings.slice(1).map((after, index) => ({
      actor_name: 'workspace quota',
      ofWorkspace: true,
      before: settings[index],
      after,
    })),
  );
  expect(await db.query('SELECT workspace_bytes, user_bytes::int FROM media_quota')).toEqual([
    { workspace_bytes: null, user_bytes: 0 },
  ]);
});

test('a quota of a workspace that is not there is refused in words', async () => {
  expect(await run(['quota', '--slug', 'shop', '--bytes', '1'])).toEqual({
    code: 1,
    out: '',
    err: 'The quota is not set:\n  - slug: There is no workspace with this slug.\n',
  });
});

test.each([
  [[], 'Say what to do: create or quota.'],
  [['delete', '--slug', 'shop'], 'Say what to do: create or quota.'],
  [['create', '--slug', 'shop'], '--slug and --owner are needed.'],
  [['create', '--slag', 'shop'], "Unknown option '--slag'"],
  [['quota', '--bytes', '1'], '--slug is needed.'],
  [['quota', '--slug', 'shop'], '--bytes, --user-bytes or both are needed.'],
  [
    ['quota', '--slug', 'shop', '--bytes', '10GB'],
    '--bytes takes a number of bytes, "unlimited" or "default".',
  ],
  [['quota', '--slug', 'shop', '--user-bytes', '-1'], '--user-bytes'],
])('%j is answered with how to call it', async (args, problem) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(problem);
  expect(err).toContain('Usage: npm run workspace -- create --slug <slug> --owner <e-mail>');
});
