import { setTimeout as sleep } from 'node:timers/promises';
import { type Database } from '../database/database';
import { tooBusy } from '../database/database-error';
import { failpoint } from '../failpoint';
import { type ConstraintFaults, isRetryable, translateFault } from './database-faults';
import { OpenTransaction } from './open-transaction';
import { type Origin, type Tx } from './transaction';

export interface UnitOfWorkOptions {
  readonly faults?: ConstraintFaults;
  /** Called after each commit that left events in the outbox. */
  readonly onEvents?: () => void;
  /** How long a transaction is tried again before the caller is told to come back later. */
  readonly retryBudgetMs?: number;
}

const LOCK_TIMEOUT_MS = 4_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** A process that stands still in the middle of a transaction must not keep its locks for ever. */
const IDLE_TIMEOUT_MS = 30_000;
const RETRY_BUDGET_MS = 10_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Runs changes: data, audit rows and events in one commit. */
export class UnitOfWork {
  constructor(
    private readonly database: Database,
    private readonly options: UnitOfWorkOptions = {},
  ) {}

  /**
   * Runs `work` in one transaction in the origin's workspace, with its audit rows and outbox events.
   *
   * `work` may run more than once: deadlocks, lock timeouts, serialization failures and a StaleLookError start it again in a
   * fresh transaction until the budget is used up, which ends in SERVICE_UNAVAILABLE. So it must not touch
   * anything but the transaction. Whatever it throws rolls everything back; a violated constraint that a module
   * has named, and a value that PostgreSQL takes in no column, are thrown as the refusals they stand for.
   */
  async run<T>(origin: Origin, work: (tx: Tx) => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + (this.options.retryBudgetMs ?? RETRY_BUDGET_MS);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(origin, work);
      } catch (error) {
        if (!isRetryable(error)) throw translateFault(error, this.options.faults ?? {});
        // Full jitter: those that collided do not meet again at the same moment.
        const pauseMs = Math.random() * Math.min(10 * 2 ** attempt, 500);
        if (Date.now() + pauseMs > giveUpAt) throw tooBusy(error);
        await sleep(pauseMs);
      }
    }
  }

  private async attempt<T>(origin: Origin, work: (tx: Tx) => Promise<T>): Promise<T> {
    const { client, manager, release } = await this.database.connect();
    try {
      await client.query(begin(origin.workspaceId));
      const tx = new OpenTransaction(origin, client, manager);
      const result = await work(tx);
      await tx.record();
      failpoint('unit-of-work:before-commit');
      await client.query('COMMIT');
      failpoint('unit-of-work:after-commit');
      if (tx.hasEvents) this.options.onEvents?.();
      return result;
    } catch (error) {
      // A connection that cannot even roll back is broken; the pool notices by itself, the cause is what matters.
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await release();
    }
  }
}

/** One round trip: begins, bounds the waiting, and names the workspace that row security lets writes into. */
function begin(workspaceId: string): string {
  if (!UUID.test(workspaceId)) throw new Error('A unit of work needs the id of a workspace.');
  return `BEGIN;
    SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS};
    SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};
    SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS};
    SELECT set_config('app.workspace_id', '${workspaceId}', true)`;
}
