import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { LeaseLostError, whileLeased } from './while-leased';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;
const said = { name: 'a lease' };

/** Work that goes on until it is told to stop. */
const untilTold = (signal: AbortSignal) => sleep(60_000, 'done', { signal });

it('renews as long as the work runs, one renewal at a time, and not afterwards', async () => {
  let [begun, atOnce, most] = [0, 0, 0];
  const renew = async () => {
    begun += 1;
    most = Math.max(most, (atOnce += 1));
    await sleep(20);
    atOnce -= 1;
    return true;
  };
  const work = async () => {
    while (begun < 3) await sleep(5);
    return 'done';
  };
  expect(await whileLeased(log, { renew, everyMs: 1, said }, never, work)).toBe('done');
  expect([begun, most]).toEqual([3, 1]);
  await sleep(50);
  expect(begun).toBe(3);
});

it('goes on after renewals that fail', async () => {
  let tries = 0;
  const renew = async () => {
    tries += 1;
    if (tries < 3) throw new Error('The database is away.');
    return Promise.resolve(true);
  };
  const work = async (signal: AbortSignal) => {
    while (tries < 4) await sleep(5);
    return signal.aborted;
  };
  expect(await whileLeased(log, { renew, everyMs: 1, said }, never, work)).toBe(false);
});

it('stops the work once the lease is another’s, and says so whatever the work fails with', async () => {
  const lease = { renew: () => Promise.resolve(false), everyMs: 1, said };
  await expect(whileLeased(log, lease, never, untilTold)).rejects.toThrow(LeaseLostError);
  const failing = async (signal: AbortSignal) => {
    await untilTold(signal).catch(() => undefined);
    throw new Error('The file is gone.');
  };
  await expect(whileLeased(log, lease, never, failing)).rejects.toThrow(LeaseLostError);
  // What comes to its end all the same is for whoever commits it to judge.
  const ending = (signal: AbortSignal) => untilTold(signal).catch(() => 'ended');
  expect(await whileLeased(log, lease, never, ending)).toBe('ended');
});

it('stops the work when it is told to, with the reason', async () => {
  const outer = new AbortController();
  const lease = { renew: () => Promise.resolve(true), everyMs: 1, said };
  const stopped = whileLeased(log, lease, outer.signal, (signal) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  outer.abort(new Error('The process ends.'));
  await expect(stopped).rejects.toThrow('The process ends.');
});
