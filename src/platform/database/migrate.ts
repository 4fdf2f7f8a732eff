import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

const MIGRATION_FILE = /^(\d{13})-([a-z0-9-]+)\.up\.sql$/;
/** Any number, the same in every version of Vitrine: whoever holds it is the one that migrates. */
const MIGRATION_LOCK = 7_461_627;

/**
 * The migrations of a folder, oldest first: `<timestamp>-<name>.up.sql`, each with its `.down.sql` beside it.
 * TypeORM runs them and remembers which have run, in its table `migrations`.
 */
export function migrationsOf(directory: string): (new () => MigrationInterface)[] {
  return readdirSync(directory)
    .sort()
    .flatMap((file) => {
      const [, timestamp, name] = MIGRATION_FILE.exec(file) ?? [];
      if (!timestamp || !name) return [];
      const sql = (way: 'up' | 'down') =>
        readFileSync(join(directory, `${timestamp}-${name}.${way}.sql`), 'utf8');
      return [
        class implements MigrationInterface {
          // TypeORM reads the order from the thirteen digits at the end.
          readonly name = `${name}-${timestamp}`;
          up = (runner: QueryRunner): Promise<void> => runner.query(sql('up'));
          down = (runner: QueryRunner): Promise<void> => runner.query(sql('down'));
        },
      ];
    });
}

export interface MigrateOptions {
  /** The owner of the schema, by a direct connection: the lock is held by a session, which poolers do not keep. */
  readonly ownerUrl: string;
  /** The role that the API and the workers use; granted what it needs where it is not the owner itself. */
  readonly appUrl: string;
  readonly directory: string;
  /** Brings other schemas up to date under the same lock, e.g. the queue's. */
  readonly alsoMigrate?: (ownerUrl: string) => Promise<void>;
  /** Schemas besides `public` in which the app role reads and writes. */
  readonly schemas?: readonly string[];
}

/**
 * Brings the database up to date. Processes that start together queue up on an advisory lock: one migrates, the
 * others find it done. Returns the names of the migrations that ran here.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const lock = new Client({ connectionString: options.ownerUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await runMigrations(options);
    await options.alsoMigrate?.(options.ownerUrl);
    await grantToApp(lock, options);
    return ran;
  } finally {
    await lock.end();
  }
}

async function runMigrations({ ownerUrl, directory }: MigrateOptions): Promise<string[]> {
  const source = new DataSource({ type: 'postgres', url: ownerUrl, migrations: migrationsOf(directory) });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

/** Lets the app role read and write rows, and change nothing about the schema. Its statements end by themselves. */
async function grantToApp(owner: Client, { ownerUrl, appUrl, schemas = [] }: MigrateOptions): Promise<void> {
  const app = decodeURIComponent(new URL(appUrl).username);
  if (app === decodeURIComponent(new URL(ownerUrl).username)) return;
  const role = owner.escapeIdentifier(app);
  for (const schema of ['public', ...schemas].map((name) => owner.escapeIdentifier(name))) {
    await owner.query(`
      GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
      GRANT EXECUTE ON ALL ROUTINES IN SCHEMA ${schema} TO ${role}`);
  }
  await owner.query(`REVOKE INSERT, UPDATE, DELETE ON migrations FROM ${role}`);
}
