import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { AccessTokens } from './access-token';
import { type Authenticated, Authenticator, type AuthenticatorOptions } from './authenticate';
import { createWorkspace } from './create-workspace';
import { logIn } from './log-in';
import { type SessionServices, type SignedIn, type SignInHook, type Visit } from './session-services';

export const PASSWORD = 'correct horse battery';
export const SECRET = 'a secret of tests that has more than 32 characters';

export interface TestWorkspace {
  readonly id: string;
  readonly slug: string;
  readonly ownerId: string;
  readonly email: string;
  readonly visit: Visit;
}

/** What the tests of accounts work with: a database of their own, and a clock that stands until it is moved. */
export class AccountsFixture {
  readonly services: SessionServices;
  readonly onSignIn: SignInHook[] = [];
  #now = new Date();

  private constructor(readonly db: TestDatabase) {
    const clock = () => this.#now;
    this.services = {
      database: db.database,
      unitOfWork: db.unitOfWork,
      accessTokens: new AccessTokens(SECRET, clock),
      clock,
      onSignIn: this.onSignIn,
    };
  }

  static async open(options?: Parameters<typeof createTestDatabase>[0]): Promise<AccountsFixture> {
    return new AccountsFixture(await createTestDatabase(options));
  }

  close(): Promise<void> {
    return this.db.close();
  }

  /** Empties the database, so that a test may count all that is in it. */
  async clear(): Promise<void> {
    this.onSignIn.length = 0;
    for (const table of ['audit_log', 'refresh_token', 'session', 'users', 'workspace']) {
      await this.db.query(`DELETE FROM ${table}`);
    }
  }

  get now(): Date {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now = new Date(this.#now.getTime() + milliseconds);
  }

  /** A workspace with an owner whose password is PASSWORD. */
  async workspace(slug: string): Promise<TestWorkspace> {
    const email = `owner@${slug}.example.com`;
    const { workspaceId: id, ownerId } = await createWorkspace(this.db.unitOfWork, {
      slug,
      name: `Workspace ${slug}`,
      owner: { email, password: PASSWORD },
    });
    const visit = { workspaceId: id, requestId: 'request-1', ip: '192.0.2.7', userAgent: 'a browser' };
    return { id, slug, ownerId, email, visit };
  }

  signIn({ visit, email }: TestWorkspace): Promise<SignedIn> {
    return logIn(this.services, visit, { email, password: PASSWORD });
  }

  /** Asks as a client with this access token would. */
  ask(
    accessToken: string,
    options: AuthenticatorOptions & { workspace?: string } = {},
  ): Promise<Authenticated> {
    const { workspace, ...rest } = options;
    const { database, accessTokens, clock } = this.services;
    const authenticator = new Authenticator(database, accessTokens, { clock, ...rest });
    return authenticator.authenticate({ authorization: `Bearer ${accessToken}`, workspace });
  }

  async count(table: string): Promise<number> {
    const rows = await this.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0]?.count ?? 0;
  }

  /** The audit rows of an action, oldest first, as a reader of the log finds them. */
  audits(action: string): Promise<object[]> {
    return this.db.query(
      `SELECT workspace_id, subject_type, subject_id, actor_kind, actor_id, before, after, request_id, ip
       FROM audit_log WHERE action = $1 ORDER BY id`,
      action,
    );
  }

  /** Runs `work` while a statement holds its locks, which are let go only when it asks. */
  async whileLocked(
    sql: string,
    params: unknown[],
    work: (release: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const holder = new Client({ connectionString: this.db.adminUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query(sql, params);
      await work(async () => {
        await holder.query('COMMIT');
      });
    } finally {
      await holder.end();
    }
  }

  /** Waits until so many connections wait for a lock; when they never do, that is an error after ten seconds. */
  async waitForBlocked(connections: number): Promise<void> {
    const blocked = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const giveUpAt = Date.now() + 10_000;
    while ((await this.db.query(blocked)).length < connections) {
      if (Date.now() > giveUpAt)
        throw new Error(`There are no ${connections} connections that wait for a lock.`);
    }
  }
}
