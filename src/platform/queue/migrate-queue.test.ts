import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { JobQueues } from './job-queues';
import { migrateQueue } from './migrate-queue';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

async function readiness(): Promise<unknown> {
  const queues = new JobQueues({ kind: 'postgres', url: database.appUrl }, pino({ level: 'silent' }));
  try {
    return await queues.ready().then(
      () => 'ready',
      (error: unknown) => error,
    );
  } finally {
    await queues.close();
  }
}

test('processes that migrate at once all succeed, and each migration ran once', async () => {
  await database.query('DROP SCHEMA bullmq CASCADE');
  await Promise.all(Array.from({ length: 4 }, () => migrateQueue(database.ownerUrl)));
  const ran = await database.query<{ version: number }>(
    'SELECT version FROM bullmq.migration ORDER BY version',
  );
  expect(ran.length).toBeGreaterThan(0);
  expect(ran.map(({ version }) => version)).toEqual(ran.map((_, index) => index + 1));
});

test('the role of the application uses the queue and owns nothing of it', async () => {
  expect(await readiness()).toBe('ready');
  const app = decodeURIComponent(new URL(database.appUrl).username);
  const owned = await database.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'bullmq'::regnamespace
     AND pg_has_role($1, relowner, 'MEMBER')`,
    app,
  );
  expect(owned).toEqual([]);
  await expect(migrateQueue(database.appUrl)).rejects.toThrow('permission denied');
});

test('a database without the schema of the queue is not ready', async () => {
  await database.query('DROP SCHEMA bullmq CASCADE');
  expect(await readiness()).toMatchObject({ name: 'SchemaMigrationRequiredError' });
});

test("the URL's own options of the session join those of the queue", async () => {
  const url = new URL(database.appUrl);
  url.searchParams.set('options', '-c statement_timeout=4321');
  const queues = new JobQueues({ kind: 'postgres', url: url.href }, pino({ level: 'silent' }));
  const queue = `queue-${randomUUID()}`;
  try {
    await queues.add(queue, 'work', { workspaceId: 'w' }, { jobId: 'a' });
    await new Promise<void>((resolve) => {
      queues.work(
        queue,
        () => {
          resolve();
          return Promise.resolve();
        },
        { concurrency: 1 },
      );
    });
  } finally {
    await queues.close();
  }
});
