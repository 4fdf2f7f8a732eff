import { setTimeout as sleep } from 'node:timers/promises';

const GIVE_UP_MS = 45_000;
const PAUSE_MS = 50;

/** Runs `check` until it passes; fails with its last error when it does not within 45 seconds. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
