import { type Pool, type PoolClient } from 'pg';
import { type DataSource, type EntityManager } from 'typeorm';
import { translateDatabaseError } from './database-error';
import { assertScoped, queryRows, type WorkspaceRows } from './workspace-rows';

/** A workspace id that stands for all of them, in the context of what serves them all: relay, sweeps, sign-in. */
const EVERY_WORKSPACE = '*';

export interface DatabaseOptions {
  /**
   * Sets the workspace's context before reads too. Reads need none in production, where row security guards
   * writes alone; the tests' tripwire guards reads as well.
   */
  readonly guardReads: boolean;
}

/** The connections to PostgreSQL, handed out for one workspace at a time. */
export class Database {
  readonly #pool: Pool;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: DatabaseOptions = { guardReads: false },
  ) {
    this.#pool = (dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Reads of one workspace, each statement by itself. A value that PostgreSQL takes nowhere is thrown as a Refusal. */
  workspace(workspaceId: string): WorkspaceRows {
    const rows = <T extends object>(sql: string, ...params: unknown[]): Promise<T[]> => {
      assertScoped(sql);
      return this.run<T>(workspaceId, sql, [workspaceId, ...params]);
    };
    return {
      workspaceId,
      rows,
      row: async <T extends object>(sql: string, ...params: unknown[]) => (await rows<T>(sql, ...params))[0],
    };
  }

  /**
   * A statement over all workspaces: only for what serves them all (the relay, sweeps, finding a workspace by
   * its slug), never for an answer to a client of one of them.
   */
  everyWorkspace<T extends object>(sql: string, ...params: unknown[]): Promise<T[]> {
    return this.run<T>(EVERY_WORKSPACE, sql, params);
  }

  /** Takes a connection for a transaction; `release` gives it back. */
  async connect(): Promise<{ client: PoolClient; manager: EntityManager; release: () => Promise<void> }> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    return { client, manager: runner.manager, release: () => runner.release() };
  }

  private async run<T extends object>(context: string, sql: string, params: unknown[]): Promise<T[]> {
    try {
      return await this.query<T>(context, sql, params);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  private async query<T extends object>(context: string, sql: string, params: unknown[]): Promise<T[]> {
    if (!this.options.guardReads) return queryRows<T>(this.#pool, sql, params);
    const client = await this.#pool.connect();
    try {
      await client.query("SELECT set_config('app.workspace_id', $1, false)", [context]);
      return await queryRows<T>(client, sql, params);
    } finally {
      client.release();
    }
  }
}
