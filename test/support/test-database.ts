import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { createDataSource } from '../../src/platform/database/data-source';
import { Database } from '../../src/platform/database/database';
import { ENTITIES, FAULTS } from '../../src/modules';
import { UnitOfWork } from '../../src/platform/unit-of-work/unit-of-work';
import { type DatabaseUrls, GUARDED_TEMPLATE, PRODUCTION_TEMPLATE, urlsOf, withClient } from './cluster';

export interface TestDatabase extends DatabaseUrls {
  /** Connected as the application's role; reads are guarded by the tripwire. */
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  /** A look from outside: as superuser, past every policy. */
  query<T extends object>(sql: string, ...params: unknown[]): Promise<T[]>;
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
}

const TEMPLATES = { tripwire: GUARDED_TEMPLATE, production: PRODUCTION_TEMPLATE, none: 'template1' };

/**
 * A database of its own for a test file, cloned from a migrated template. With `policies: 'production'` it has
 * the policies of production instead of the tripwire; with `policies: 'none'` it has nothing at all in it yet.
 */
export async function createTestDatabase(
  options: { policies?: keyof typeof TEMPLATES; poolSize?: number } = {},
): Promise<TestDatabase> {
  const { policies = 'tripwire', poolSize = 60 } = options;
  const cluster = testCluster();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = TEMPLATES[policies];
  const owner = decodeURIComponent(new URL(cluster.ownerUrl).username);
  await withClient(cluster.adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner}`),
  );

  const urls = urlsOf(cluster, name);
  const source = createDataSource({
    url: urls.appUrl,
    entities: ENTITIES,
    poolSize,
    onPoolError: () => undefined,
  });
  await source.initialize();
  const admin = new Pool({ connectionString: urls.adminUrl, max: 4 });
  admin.on('error', () => undefined);
  const database = new Database(source, { guardReads: policies === 'tripwire' });
  return {
    ...urls,
    database,
    unitOfWork: new UnitOfWork(database, { faults: FAULTS }),
    query: async <T extends object>(sql: string, ...params: unknown[]) =>
      (await admin.query<T>(sql, params)).rows,
    close: async () => {
      await source.destroy();
      await admin.end();
      await withClient(cluster.adminUrl, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

function testCluster(): DatabaseUrls {
  const cluster = process.env.VITRINE_TEST_CLUSTER;
  if (!cluster) throw new Error('The test cluster is started by jest: see test/support/global-setup.ts.');
  return JSON.parse(cluster) as DatabaseUrls;
}
