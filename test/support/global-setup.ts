import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded/start-embedded-postgres';
import { createTemplates } from './cluster';

declare global {
  var testCluster: { postgres: EmbeddedPostgres; directory: string } | undefined;
}

/** Starts one PostgreSQL for the whole run, which promises nothing about crashes, and makes the templates. */
export default async function globalSetup(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  // Where root runs the tests, the server runs as another user, who has to get in.
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  globalThis.testCluster = { postgres, directory };
  const { adminUrl, ownerUrl, appUrl } = postgres;
  await createTemplates({ adminUrl, ownerUrl, appUrl });
  process.env.VITRINE_TEST_CLUSTER = JSON.stringify({ adminUrl, ownerUrl, appUrl });
}
