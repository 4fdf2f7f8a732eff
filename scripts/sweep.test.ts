import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { type Config, loadConfig } from '../src/config';
import { claimStorage } from '../src/media';
import { createStorage } from '../src/platform/storage/create-storage';
import { type Storage } from '../src/platform/storage/storage';
import { givenMedia, givenUser, givenWorkspace, type TestWorkspace } from '../test/support/factories';
import { givenImport } from '../test/support/given-imports';
import { createTestDatabase, type TestDatabase } from '../test/support/test-database';
import { fleetSweeps, LOCAL_SWEEPS } from '../src/sweeps';
import { runSweepCommand } from './sweep';

let db: TestDatabase;
let dataDir: string;
let config: Config;
let storage: Storage;
let workspace: TestWorkspace;

beforeEach(async () => {
  db = await createTestDatabase({ policies: 'production' });
  dataDir = await mkdtemp(join(tmpdir(), 'vitrine-sweep-'));
  const secret = randomBytes(32).toString('hex');
  config = loadConfig(
    { NODE_ENV: 'test', DATABASE_URL: db.appUrl, DATABASE_OWNER_URL: db.ownerUrl, DATA_DIR: dataDir },
    () => ({ jwtSecret: secret, mediaUrlKeys: [{ id: 'test', secret }] }),
  );
  storage = createStorage(config.storage);
  await claimStorage(db.database, storage);
  workspace = await givenWorkspace(db, { slug: 'shop' });
});
afterEach(async () => {
  await db.close();
  await rm(dataDir, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runSweepCommand(args, () => config, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

/** Every row of every table, the queue's and the migrations' included, and every file with its bytes and times. */
async function everything(): Promise<object> {
  const tables = await db.query<{ name: string }>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'bullmq') ORDER BY 1`,
  );
  const rows = await Promise.all(
    tables.map(async ({ name }) => [
      name,
      await db.query(`SELECT to_jsonb(t) AS row FROM ${name} t ORDER BY to_jsonb(t)::text`),
    ]),
  );
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const bytes = await Promise.all(
    files.sort().map(async (path) => [path, (await readFile(path)).toString('hex')]),
  );
  return { rows, bytes };
}

/** Something for each sweep to find; returns what each says of it. */
async function givenEverySweepHasWork(): Promise<Record<string, string>> {
  const longAgo = new Date(Date.now() - 7 * 86_400_000);
  const stray = `tenants/${workspace.id}/image/ab/${'ab'.repeat(32)}/${uuid()}/original/original.jpg`;
  const path = await storage.temporaryPath();
  await writeFile(path, 'stray');
  await storage.moveIn(stray, path, { contentType: 'image/jpeg' });
  await storage.withFile(stray, (stored) => utimes(stored, longAgo, longAgo));

  const abandoned = await storage.temporaryPath();
  await writeFile(abandoned, 'abandoned');
  await utimes(abandoned, longAgo, longAgo);

  const product = uuid();
  await db.query(
    `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
     VALUES ($1, $2, 'product', $3, 'gallery', 0, $4)`,
    ...[workspace.id, uuid(), product, await givenMedia(db, workspace.id)],
  );

  const binned = await givenMedia(db, workspace.id);
  const [{ at: deletedAt } = { at: '' }] = await db.query<{ at: string }>(
    `UPDATE media SET deleted_at = now() - interval '1 year' WHERE id = $1 RETURNING deleted_at::text AS at`,
    binned,
  );
  const [condemned] = await db.query<{ id: string; at: string }>(
    `INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, state,
       condemned_at, due_at)
     VALUES ($1, $2, $3, 9, 'IMAGE', 'image/jpeg', 'nowhere', 'condemned', now() - interval '1 year', NULL)
     RETURNING id, condemned_at::text AS at`,
    ...[workspace.id, uuid(), randomBytes(32)],
  );

  const shown = await givenMedia(db, workspace.id);
  const [idle] = await db.query<{ id: string }>(
    `INSERT INTO rendition (workspace_id, content_id, recipe, transform, format, width, height, byte_size, sha256,
       storage_key, on_demand, used_at)
     SELECT $1, content_id, 1, 'contain-9x9-q85', 'webp', 9, 9, 9, '', 'nowhere', true, now() - interval '1 year'
     FROM media WHERE id = $2 RETURNING content_id AS id`,
    ...[workspace.id, shown],
  );
  const discarded = `tenants/${workspace.id}/discarded.webp`;
  await db.query(
    `INSERT INTO discarded_file (workspace_id, content_id, storage_key, discarded_at)
     VALUES ($1, $2, $3, now() - interval '1 hour')`,
    ...[workspace.id, idle?.id, discarded],
  );

  const requester = await givenUser(db, workspace.id);
  const finished = await givenImport(db, workspace.id, requester.id, {
    ...{ status: 'FAILED', due_at: null, finished_at: new Date(Date.now() - 31 * 86_400_000) },
  });
  const [{ at: finishedAt } = { at: '' }] = await db.query<{ at: string }>(
    'SELECT finished_at::text AS at FROM media_import WHERE id = $1',
    finished,
  );
  const forgotten = await givenImport(db, workspace.id, requester.id, { due_at: longAgo });

  const payment = uuid();
  await db.query(
    `INSERT INTO payment (workspace_id, id, reference, provider, token, email, amount, currency_code, due_at)
     VALUES ($1, $2, $2, 'test', 'tok_ok', 'buyer@example.com', 100, 'EUR', $3)`,
    ...[workspace.id, payment, longAgo],
  );

  const [{ id: attempt, at: attemptDue } = { id: '', at: '' }] = await db.query<{ id: string; at: string }>(
    `INSERT INTO order_attempt (workspace_id, id, idempotency_key, request_hash, cart_id, cart_version, request, quote,
       origin, state, due_at, expires_at)
     VALUES ($1, $2, 'a key of tests', '', $2, 1, '{}', '{}', '{}', 'claimed', $3, $3)
     RETURNING id, due_at::text AS at`,
    ...[workspace.id, uuid(), longAgo],
  );

  await givenMedia(db, workspace.id);
  const [outdated] = await db.query<{ id: string }>(
    'UPDATE content SET recipe = 0 WHERE id = (SELECT content_id FROM media ORDER BY id DESC LIMIT 1) RETURNING id',
  );

  await givenMedia(db, workspace.id);
  const [due] = await db.query<{ id: string }>(
    `UPDATE content SET status = 'PENDING', recipe = NULL, due_at = now() - interval '1 hour'
     WHERE id = (SELECT content_id FROM media ORDER BY id DESC LIMIT 1) RETURNING id`,
  );
  const [{ at: expired } = { at: '' }] = await db.query<{ at: string }>(
    `INSERT INTO cart (workspace_id, id, expires_at) VALUES ($1, $2, now() - interval '1 hour')
     RETURNING expires_at::text AS at`,
    ...[workspace.id, randomUUID()],
  );
  return {
    'stray-bytes': `shop: ${stray} is deleted`,
    'temporary-files': `temporary file ${abandoned.split('/').at(-1)} is deleted`,
    'deleted-media': `shop: media ${binned} ("picture.jpg", deleted ${deletedAt}) is purged`,
    'condemned-content': `shop: content ${condemned?.id} (condemned ${condemned?.at}) is deleted with its bytes`,
    'vanished-entities': `shop: 1 media are detached from product ${product}, which is gone`,
    renditions: `shop: content ${idle?.id}: renditions that were not used for 30 days are discarded (1)`,
    'discarded-files': `shop: ${discarded} is deleted`,
    'finished-imports': `shop: import ${finished} (FAILED ${finishedAt}) is forgotten`,
    recipes: `shop: content ${outdated?.id} (recipe 0) is processed anew, by recipe 1`,
    carts: `shop: a cart (expired ${expired}) is deleted`,
    'due-work': `shop: content ${due?.id} is queued again`,
    'due-imports': `shop: import ${forgotten} is queued again`,
    'due-payments': `shop: payment ${payment} is queued again`,
    'due-orders': `shop: attempt ${attempt} to order (claimed, due ${attemptDue}) is queued again`,
  };
}

test('a dry run of all sweeps says what each would deal with, and changes not one row or byte', async () => {
  const findings = await givenEverySweepHasWork();
  const before = await everything();
  const { code, out, err } = await run('run', '--all', '--dry-run');
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(
    Object.entries(findings)
      .map(([name, finding]) => `${name} (dry run)\n  ${finding}\n  1 finding\n`)
      .join('') +
      '\nNothing was changed. Housekeeping workers deal with these when the sweeps are due; ' +
      'at once: npm run sweep -- run --all\n',
  );
  expect(await everything()).toEqual(before);
});

test('the README speaks of every sweep', async () => {
  const named = [...(await readFile('README.md', 'utf8')).matchAll(/^\| `([a-z-]+)` +\| \d+ (?:s|min|h) /gm)];
  expect(named.map(([, name]) => name).sort()).toEqual(
    [...fleetSweeps(), ...LOCAL_SWEEPS].map(({ name }) => name).sort(),
  );
});

test('running all sweeps deals with the same, and then nothing is to be done', async () => {
  const findings = await givenEverySweepHasWork();
  const { code, out, err } = await run('run', '--all');
  expect([code, err]).toEqual([0, '']);
  for (const [name, finding] of Object.entries(findings)) {
    expect(out).toContain(`${name}\n  ${finding}\n  1 finding\n`);
  }
  expect(out).toContain(`\nDone: ${Object.keys(findings).length} findings, all dealt with.\n`);
  expect(await db.query('SELECT 1 FROM attachment')).toEqual([]);
  expect(await db.query(`SELECT id FROM outbox_event WHERE name = 'content.stored'`)).toHaveLength(2);
  expect((await run('run', '--all')).out).toContain('\nNothing was to be done.\n');
  expect((await run('run', '--all', '--dry-run')).out).toContain('\nNothing is to be done.\n');
});

test('one sweep is run by its name, and noted in the list', async () => {
  const { 'stray-bytes': stray = '' } = await givenEverySweepHasWork();
  expect(await run('run', 'stray-bytes')).toEqual({
    code: 0,
    out: `stray-bytes\n  ${stray}\n  1 finding\n\nDone: 1 finding, all dealt with.\n`,
    err: '',
  });
  const { out } = await run('list');
  expect(out).toMatch(/^stray-bytes\n {2}Deletes .*\n {2}due 20.*Z\n {2}last run ended 20.*Z: 1 finding\n\n/);
  expect(out).toMatch(/\nvanished-entities\n {2}Takes away .*\n {2}never run: due when .*\n/);
  expect(out).toMatch(/\ndue-work\n {2}Queues .*\n {2}every housekeeping worker runs it every 5 s\n/);
});

test('a sweep that refuses says why, the others run, and the list remembers', async () => {
  await givenEverySweepHasWork();
  const contents = Array.from({ length: 51 }, async () => {
    const path = await storage.temporaryPath();
    await writeFile(path, 'stray');
    const key = `tenants/${workspace.id}/image/cd/${'cd'.repeat(32)}/${uuid()}/original/original.jpg`;
    await storage.moveIn(key, path, { contentType: 'image/jpeg' });
    const longAgo = new Date(Date.now() - 86_400_000);
    await storage.withFile(key, (stored) => utimes(stored, longAgo, longAgo));
  });
  await Promise.all(contents);
  const reason = 'Of 52 contents that have files in storage, 52 would lose some';
  const { code, out, err } = await run('run', 'stray-bytes', 'temporary-files');
  expect(code).toBe(1);
  expect(err).toContain(`stray-bytes: ${reason}`);
  expect(out).toMatch(
    /^stray-bytes\ntemporary-files\n {2}temporary file .*\n {2}1 finding\n\nNot done: stray-bytes;/,
  );
  expect((await run('list')).out).toMatch(/last run ended 20.*Z: failed\n {2}Error: Of 52 contents/);
  expect((await run('run', 'stray-bytes', '--force')).out).toContain('Done: 52 findings');
});

test('a sweep that a worker runs just now is left to it; a dry run is not', async () => {
  await run('run', 'temporary-files');
  await db.query(`UPDATE sweep SET lease_id = $1, leased_until = now() + interval '1 minute'`, uuid());
  const { code, err } = await run('run', 'temporary-files');
  expect([code, err]).toEqual([
    1,
    'temporary-files: A housekeeping worker is running it just now; `list` says since when.\n',
  ]);
  expect((await run('list')).out).toMatch(/temporary-files\n.*\n {2}being run since 20.*Z\n/);
  expect((await run('run', 'temporary-files', '--dry-run')).code).toBe(0);
});

test('the storage of another database is refused before anything is looked at', async () => {
  await db.query('UPDATE installation SET id = $1', uuid());
  const { code, out, err } = await run('run', '--all');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('The storage belongs to the files of another database.');
});

test.each([
  [[], 'Say what to do: list or run.'],
  [['walk'], 'Say what to do: list or run.'],
  [['run'], 'Say which sweeps to run: their names, or --all.'],
  [['run', 'due-work', '--all'], 'Say which sweeps to run: their names, or --all.'],
  [['run', 'everything'], 'There is no sweep everything; there are stray-bytes, '],
  [['run', '--wet-run'], "Unknown option '--wet-run'"],
])('%j is answered with how to call it', async (args, problem) => {
  const { code, out, err } = await run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(problem);
  expect(err).toContain('Usage: npm run sweep -- list');
});
