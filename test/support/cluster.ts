import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateVitrine } from '../../src/migrate';

/** Three ways into one database: as superuser, as the owner of the schema, as the role of the application. */
export interface DatabaseUrls {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** Migrated as in production, then guarded by the tripwire; what tests get unless they ask for another. */
export const GUARDED_TEMPLATE = 'template_guarded';
/** Migrated as in production, nothing else: for the tests of the production policies themselves. */
export const PRODUCTION_TEMPLATE = 'template_production';

export function urlsOf(cluster: DatabaseUrls, database: string): DatabaseUrls {
  const named = (url: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  return {
    adminUrl: named(cluster.adminUrl),
    ownerUrl: named(cluster.ownerUrl),
    appUrl: named(cluster.appUrl),
  };
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the two templates that test databases are cloned from; a clone takes some 30 ms. */
export async function createTemplates(cluster: DatabaseUrls): Promise<void> {
  const owner = decodeURIComponent(new URL(cluster.ownerUrl).username);
  await withClient(cluster.adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${PRODUCTION_TEMPLATE} OWNER ${admin.escapeIdentifier(owner)}`);
    await migrateVitrine(urlsOf(cluster, PRODUCTION_TEMPLATE));
    await admin.query(
      `CREATE DATABASE ${GUARDED_TEMPLATE} TEMPLATE ${PRODUCTION_TEMPLATE} OWNER ${admin.escapeIdentifier(owner)}`,
    );
    const tripwire = readFileSync(join(__dirname, 'tripwire.sql'), 'utf8');
    await withClient(urlsOf(cluster, GUARDED_TEMPLATE).adminUrl, (client) => client.query(tripwire));
  });
}
