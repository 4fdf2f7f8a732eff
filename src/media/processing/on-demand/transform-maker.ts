import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge, type Metric } from 'prom-client';
import { type Database } from '../../../platform/database/database';
import { PoolClosedError } from '../../../platform/isolation/pool-errors';
import { endMaking } from './end-making';
import { claimTransform, type MadeRendition, type Standing, standingOf } from './lease-transform';
import { type MakeTransformDeps, makeTransform, makingOrigin } from './make-transform';
import { TransformBusyError, TransformFailedError } from './transform-errors';
import { keyOfMaking, type TransformTarget } from './transform-target';

export interface TransformMakerDeps extends MakeTransformDeps {
  readonly database: Database;
  /** Transforms that are in work or wait for a child; beyond it requests are told to come back. */
  readonly mostInWork: number;
}

/** Longer than a lease, so that who waits for a process that has died takes over. */
const WAIT_MS = 40_000;
const RETRY_AFTER_SECONDS = 2;
/** Transforms that are waited for while other processes make them: each is looked at again and again. */
const MOST_ELSEWHERE = 200;
const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Has renditions made that are not stored, each once however many requests in however many processes ask for it at
 * once. In this process they share one promise; between processes a lease in the database decides who makes it, and
 * who has none waits until it is published, or takes over from a process that died.
 */
export class TransformMaker {
  readonly metrics: readonly Metric[];
  readonly #deps: TransformMakerDeps;
  readonly #underWay = new Map<string, Promise<MadeRendition | null>>();
  readonly #closing = new AbortController();
  readonly #ended: Counter<'format' | 'outcome'>;
  #inWork = 0;
  #elsewhere = 0;

  constructor(deps: TransformMakerDeps) {
    this.#deps = deps;
    this.#ended = new Counter({
      name: 'media_transforms_total',
      help: 'Renditions that this process was to make on demand, by what came of it.',
      labelNames: ['format', 'outcome'],
      registers: [],
    });
    const waiting = new Gauge({
      name: 'media_transforms_waiting',
      help: 'Renditions that wait for a child process of this one.',
      registers: [],
      collect() {
        this.set(deps.renderer.waiting);
      },
    });
    this.metrics = [this.#ended, waiting];
  }

  /**
   * The rendition, once it is made, by whomever; null when the content is not there, or not to be shown, any more.
   * Whoever stops waiting takes nothing from those who go on.
   *
   * @throws TransformBusyError: there is no room, or it took too long; it may be there later
   * @throws TransformFailedError: it was tried, now or a short while ago, and cannot be made
   */
  async make(target: TransformTarget): Promise<MadeRendition | null> {
    const key = keyOfMaking(target, '');
    let shared = this.#underWay.get(key);
    if (!shared) {
      shared = this.#obtain(target).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, shared);
    }
    const inTime = new AbortController();
    const late = sleep(WAIT_MS, undefined, { signal: inTime.signal, ref: false }).then(
      () => Promise.reject(new TransformBusyError(RETRY_AFTER_SECONDS)),
      () => null,
    );
    try {
      return await Promise.race([shared, late]);
    } finally {
      inTime.abort();
    }
  }

  /** Ends what is in work, giving its leases back, and all children. Nothing is made afterwards. */
  async close(): Promise<void> {
    this.#closing.abort(new PoolClosedError());
    await this.#deps.renderer.close(0);
    await Promise.allSettled(this.#underWay.values());
  }

  async #obtain(target: TransformTarget): Promise<MadeRendition | null> {
    const db = this.#deps.database.workspace(target.workspaceId);
    const giveUpAt = Date.now() + WAIT_MS;
    for (
      let pauseMs = FIRST_PAUSE_MS;
      Date.now() < giveUpAt;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    ) {
      let standing: Standing | { readonly is: 'gone' } = await standingOf(db, target);
      if (standing.is === 'open') standing = await this.#makeHere(target);
      if (standing.is === 'made') return standing.rendition;
      if (standing.is === 'gone') return null;
      if (standing.is === 'failed') throw new TransformFailedError(standing.fault);
      await this.#waitElsewhere(pauseMs);
    }
    throw new TransformBusyError(RETRY_AFTER_SECONDS);
  }

  /** Makes it under a lease; says how it stands where there is no lease to be had, or it was lost. */
  async #makeHere(target: TransformTarget): Promise<Standing | { readonly is: 'gone' }> {
    if (this.#inWork >= this.#deps.mostInWork || this.#closing.signal.aborted) {
      this.#ended.inc({ format: target.format, outcome: 'busy' });
      throw new TransformBusyError(RETRY_AFTER_SECONDS);
    }
    this.#inWork += 1;
    try {
      const origin = makingOrigin(target.workspaceId);
      const claim = await this.#deps.unitOfWork.run(origin, (tx) => claimTransform(tx, target));
      return claim.is === 'claimed' ? await this.#makeLeased(target, claim.leaseId) : claim;
    } finally {
      this.#inWork -= 1;
    }
  }

  /** Every call counts as one of made, lost (done for nothing, as the lease or the content went) and failed. */
  async #makeLeased(target: TransformTarget, leaseId: string): Promise<Standing> {
    const { log } = this.#deps;
    const { contentId, transform, format } = target;
    const startedAt = performance.now();
    try {
      const rendition = await makeTransform(this.#deps, target, leaseId, this.#closing.signal);
      if (!rendition) {
        this.#ended.inc({ format, outcome: 'lost' });
        return { is: 'leased' };
      }
      const ms = Math.round(performance.now() - startedAt);
      log.info({ contentId, transform, format, ms, byteSize: rendition.byteSize }, 'a transform was made');
      this.#ended.inc({ format, outcome: 'made' });
      return { is: 'made', rendition };
    } catch (error) {
      this.#ended.inc({ format, outcome: 'failed' });
      throw await endMaking(this.#deps, target, leaseId, error);
    }
  }

  async #waitElsewhere(pauseMs: number): Promise<void> {
    if (this.#elsewhere >= MOST_ELSEWHERE) throw new TransformBusyError(RETRY_AFTER_SECONDS);
    this.#elsewhere += 1;
    try {
      await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: this.#closing.signal });
    } catch {
      throw new TransformBusyError(RETRY_AFTER_SECONDS);
    } finally {
      this.#elsewhere -= 1;
    }
  }
}
