import { type Log } from './log';

/** Somebody else has the lease by now: what was done under it is not wanted any more. */
export class LeaseLostError extends Error {
  constructor(options?: ErrorOptions) {
    super('The lease is lost.', options);
    this.name = 'LeaseLostError';
  }
}

export interface HeldLease {
  /** Keeps it for longer; false when it is another's by now. */
  readonly renew: () => Promise<boolean>;
  readonly everyMs: number;
  /** What is leased, for the log. */
  readonly said: object;
}

/**
 * Has a lease renewed again and again while `work` runs, one renewal at a time; one that fails is logged and made up
 * for by the next. The signal that `work` is given is aborted with the outer one, with its reason, and with a
 * LeaseLostError once the lease is another's. Throws that error in place of what `work` throws from then on.
 */
export async function whileLeased<T>(
  log: Pick<Log, 'warn'>,
  { renew, everyMs, said }: HeldLease,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let isRenewing = false;
  const keep = async () => {
    if (isRenewing) return;
    isRenewing = true;
    try {
      if (!(await renew())) lost.abort(new LeaseLostError());
    } catch (error) {
      log.warn({ ...said, err: error }, 'a lease could not be renewed; trying again');
    } finally {
      isRenewing = false;
    }
  };
  const timer = setInterval(() => void keep(), everyMs);
  try {
    return await work(AbortSignal.any([outer, lost.signal]));
  } catch (error) {
    if (lost.signal.aborted) throw new LeaseLostError({ cause: error });
    throw error;
  } finally {
    clearInterval(timer);
  }
}
