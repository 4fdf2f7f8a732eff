import { setTimeout as sleep } from 'node:timers/promises';

/** Something did not answer in the time it was given; whether it happened nevertheless is not known. */
export class DeadlineExceeded extends Error {
  constructor(what: string, ms: number) {
    super(`${what} did not end within ${ms} ms`);
    this.name = 'DeadlineExceeded';
  }
}

/** Settles as `work` does, or rejects with DeadlineExceeded after `ms`; what becomes of `work` then is ignored. */
export async function withDeadline<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new DeadlineExceeded(what, ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    work.catch(() => undefined);
    timer.abort();
  }
}

/** True when `work` has settled, either way, within `ms`. */
export async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const settled = work.then(
    () => true,
    () => true,
  );
  const tooLate = sleep(ms, false, { signal: timer.signal });
  try {
    return await Promise.race([settled, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    timer.abort();
  }
}
