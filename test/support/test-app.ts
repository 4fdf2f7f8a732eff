import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOptions, createApp } from '../../src/app';
import { type Config, loadConfig } from '../../src/config';
import { type DomainModule, MODULES } from '../../src/modules';
import { createLog } from '../../src/platform/log';
import { openPlatform, type Platform } from '../../src/platform/open-platform';
import { startWorkers } from '../../workers/start-workers';
import { type Worker } from '../../workers/worker';
import { TestClient } from './test-client';
import { createTestDatabase, type TestDatabase } from './test-database';

const SECRET = 'a secret that only the tests know, 32 characters and more';

export interface TestApp {
  readonly url: string;
  readonly db: TestDatabase;
  readonly platform: Platform;
  readonly config: Config;
  /** A client of this application, anonymous until it signs in. */
  client(workspaceSlug: string): TestClient;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** None unless named. */
  readonly workers?: readonly string[];
  readonly modules?: readonly DomainModule[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the application serves beside its modules. */
  readonly app?: Omit<AppOptions, 'modules'>;
  /** Those of production instead of the tripwire: for tests of so much that watching each read would be too slow. */
  readonly policies?: 'production';
  /** Shares the database and the storage of another application: as a second process of one fleet. */
  readonly beside?: TestApp;
}

/** The whole application on a port of its own, with a database and a storage folder of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { workers = [], modules = MODULES, env = {}, app: appOptions = {}, beside, policies } = options;
  const db = beside?.db ?? (await createTestDatabase(policies ? { policies } : {}));
  const directory = beside?.config.dataDir ?? (await mkdtemp(join(tmpdir(), 'vitrine-app-')));
  const config = loadConfig(
    {
      NODE_ENV: 'test',
      DATA_DIR: directory,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      DATABASE_URL: db.appUrl,
      PORT: '0',
      ...env,
    },
    () => ({ jwtSecret: SECRET, mediaUrlKeys: [{ id: 'test', secret: SECRET }] }),
  );
  if (!config.database) throw new Error('A test application has a database.');
  const log = createLog({ level: config.logLevel });
  const platform = await openPlatform(config, config.database, modules, log, { guardReads: true });
  const app: App = await createApp(platform, { modules, ...appOptions });
  const url = await app.listen(0, '127.0.0.1');
  const running: Worker = startWorkers(platform, workers);
  return {
    url,
    db,
    platform,
    config,
    client: (workspaceSlug) => new TestClient(url, workspaceSlug),
    async close() {
      await app.drain(1_000);
      await running.close();
      await platform.close();
      if (beside) return;
      await db.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
