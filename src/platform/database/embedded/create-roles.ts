import { Client } from 'pg';
import { ADMIN_ROLE } from './initialise-cluster';
import { type Credentials } from './keep-credentials';

/** Owns the database and everything in it: runs the migrations. */
const OWNER_ROLE = 'vitrine';
/** What the application connects as: owns nothing and passes no policy. */
const APP_ROLE = 'app';

/** One start at a time; any number that nothing else uses. */
const ADVISORY_LOCK = 7_184_229_410;

export interface DatabaseUrls {
  /** The database, as its owner, who is no superuser: runs migrations. */
  readonly ownerUrl: string;
  /** The database, as the role `app`, which owns nothing and passes no policy. */
  readonly appUrl: string;
  /** The database `postgres`, as superuser: for tests, which make template databases. */
  readonly adminUrl: string;
}

/**
 * Makes the two roles and the database where they are missing, so that a start which was killed between two
 * steps is completed by the next. Neither role is a superuser, nor may it pass row security. `app` may connect
 * and nothing else; what it may do with tables is for the migrations to say. Being the database's owner is
 * enough for CREATE SCHEMA and for CREATE EXTENSION of trusted extensions.
 *
 * Holds an advisory lock while it works: GRANTs at the same time on the same database fail.
 */
export async function createRoles(
  port: number,
  credentials: Credentials,
  database: string,
): Promise<DatabaseUrls> {
  const url = (role: string, password: string, name: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const adminUrl = url(ADMIN_ROLE, credentials.admin, 'postgres');
  const client = new Client({ connectionString: adminUrl });
  // A connection that breaks also fails the query that waits on it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await createRole(client, OWNER_ROLE, credentials.owner);
    await createRole(client, APP_ROLE, credentials.app);
    const name = client.escapeIdentifier(database);
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (known.rowCount === 0)
      await client.query(`CREATE DATABASE ${name} OWNER ${OWNER_ROLE} TEMPLATE template0`);
    await client.query(`REVOKE ALL ON DATABASE ${name}, postgres, template1 FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}`);
  } finally {
    await client.end();
  }
  return {
    ownerUrl: url(OWNER_ROLE, credentials.owner, database),
    appUrl: url(APP_ROLE, credentials.app, database),
    adminUrl,
  };
}

async function createRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount !== 0) return;
  await client.query(
    `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS
       PASSWORD ${client.escapeLiteral(password)}`,
  );
}
