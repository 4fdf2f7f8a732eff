import { setTimeout as sleep } from 'node:timers/promises';
import { claimDueSweep, makeSweepsKnown } from './lease-sweep';
import { runSweep } from './run-sweep';
import { type Sweep, type SweepContext } from './sweep';

/** How long a sweep that is due, or whose process died, waits at most until somebody looks. */
const LOOK_EVERY_MS = 5_000;
/** Sweeps at once in a process, so that a long one keeps no other waiting. */
const AT_ONCE = 3;

/**
 * Runs sweeps when they are due, each in one process of the fleet at a time: any number of runners may be there. The
 * clock is the database's, so sweeps go on when the queue has lost everything, and restarts neither skip nor repeat
 * any. A run whose process dies is taken over when its lease has run out.
 */
export class SweepRunner {
  readonly #closing = new AbortController();
  readonly #lanes: readonly Promise<void>[];
  readonly #byName: ReadonlyMap<string, Sweep>;
  readonly #context: SweepContext;

  constructor(services: Omit<SweepContext, 'dryRun' | 'signal' | 'force'>, sweeps: readonly Sweep[]) {
    this.#byName = new Map(sweeps.map((sweep) => [sweep.name, sweep]));
    if (this.#byName.size < sweeps.length) throw new Error('Two sweeps share a name.');
    this.#context = { ...services, dryRun: false, signal: this.#closing.signal };
    this.#lanes = Array.from({ length: AT_ONCE }, () => this.lane());
  }

  /** Begins no further sweep, tells those under way to end early, and waits for them. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#lanes);
  }

  private async lane(): Promise<void> {
    const { signal } = this.#closing;
    let known = false;
    while (!signal.aborted) {
      let ran = false;
      try {
        if (!known) await makeSweepsKnown(this.#context.database, [...this.#byName.keys()]);
        known = true;
        ran = await this.runNext();
      } catch (error) {
        this.#context.log.error({ err: error }, 'the clock of the sweeps could not be read; trying again');
      }
      if (!ran) await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Returns whether one was due. */
  private async runNext(): Promise<boolean> {
    const { database, log } = this.#context;
    const lease = await claimDueSweep(database, [...this.#byName.keys()]);
    const sweep = lease && this.#byName.get(lease.name);
    if (!lease || !sweep) return false;
    const { findings, error, interrupted } = await runSweep(this.#context, sweep, lease);
    const said = { sweep: sweep.name, findings };
    if (error) log.error({ ...said, err: error }, 'a sweep failed; trying again');
    else if (interrupted) log.info(said, 'a sweep was interrupted');
    else log[findings > 0 ? 'info' : 'debug'](said, 'a sweep ended');
    return true;
  }
}
