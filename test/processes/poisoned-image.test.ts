import { setTimeout as sleep } from 'node:timers/promises';
import { requeueDueWork } from '../../src/media';
import { eventually } from '../support/eventually';
import { findingsOf } from '../support/findings-of';
import { type TestClient } from '../support/test-client';
import { childrenOf, onLinux, reads } from './children-of';
import { Fleet, upload } from './fleet';
import { picture, slowPicture } from './pictures';
import { DONE, KILLED, type RunningProcess } from './running-process';

const OTHERS = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
const COMPLETED = { status: 'COMPLETED', attempts: 1, renditions: 6, completions: 1, failures: 0 };
const FAILED = { status: 'FAILED', attempts: 4, renditions: 0, completions: 0, failures: 1 };
const REASON = {
  code: 'PROCESSING_FAILED',
  message: 'This file could not be processed, although it was tried several times.',
};

describe('a poisoned image', () => {
  let fleet: Fleet;
  let staff: TestClient;
  let killing: AbortController;

  beforeAll(async () => {
    fleet = await Fleet.create();
    staff = await (await fleet.startApi({ WORKERS: 'relay' })).staff();
  });
  afterAll(() => fleet.close());
  beforeEach(() => {
    killing = new AbortController();
  });
  afterEach(async () => {
    killing.abort();
    await fleet.emptyLibrary();
  });

  const expectReason = async (filename: string) => {
    const { recentMedia } = await staff.data<{ recentMedia: object[] }>(
      '{ recentMedia(first: 10) { filename status errors { code message } } }',
    );
    expect(recentMedia).toContainEqual({ filename, status: 'FAILED', errors: [REASON] });
  };

  onLinux('that kills every child that reads it ends FAILED, and delays no other', async () => {
    const worker = await fleet.startWorker('image');
    const killed = killReaders(worker, 'original.gif', killing.signal);
    await upload(staff, await slowPicture(), 'poison.gif');
    for (const name of OTHERS) await upload(staff, await picture(name), name);
    await eventually(async () => {
      const [poison, ...others] = (await fleet.pictures()).reverse();
      expect(others.reverse()).toEqual(OTHERS.map((filename) => ({ filename, ...COMPLETED })));
      expect(poison).toMatchObject({ status: 'PENDING', attempts: 1 });
    });

    for (let attempt = 2; attempt <= FAILED.attempts; attempt += 1) {
      await fleet.untilIdle();
      await fleet.letTimePass();
      expect(await findingsOf(requeueDueWork, fleet.db)).toHaveLength(1);
      const status = attempt < FAILED.attempts ? 'PENDING' : 'FAILED';
      await eventually(async () => {
        expect(await fleet.picture('poison.gif')).toMatchObject({ status, attempts: attempt });
      });
    }
    killing.abort();
    expect(await killed).toBe(FAILED.attempts);
    expect(await fleet.picture('poison.gif')).toEqual({ filename: 'poison.gif', ...FAILED });
    await expectReason('poison.gif');
    await fleet.untilIdle();
    await fleet.untilFilesAre(7 * OTHERS.length + 1);
    expect(worker.hasEnded).toBe(false);
    expect(await worker.terminate()).toEqual(DONE);
  });

  it('that takes its whole worker with it every time ends FAILED, and the next is completed', async () => {
    await upload(staff, await picture('poison'), 'poison.jpg');
    for (let attempt = 1; attempt <= FAILED.attempts; attempt += 1) {
      await fleet.letTimePass();
      const doomed = await fleet.startWorker('image,housekeeping', { FAILPOINTS: 'image:claimed' });
      expect(await doomed.ended).toEqual(KILLED);
      expect(await fleet.picture('poison.jpg')).toMatchObject({ status: 'PROCESSING', attempts: attempt });
    }
    await upload(staff, await picture('next'), 'next.jpg');
    await fleet.letTimePass();
    const heir = await fleet.startWorker('image,housekeeping');
    await eventually(async () => {
      expect(await fleet.pictures()).toEqual([
        { filename: 'next.jpg', ...COMPLETED },
        { filename: 'poison.jpg', ...FAILED },
      ]);
    });
    await expectReason('poison.jpg');
    await fleet.untilIdle();
    await fleet.untilFilesAre(8);
    expect(await heir.terminate()).toEqual(DONE);
  });
});

/** Kills every child of a worker that reads such a file, until told to stop; answers how many it were. */
async function killReaders(worker: RunningProcess, path: string, stop: AbortSignal): Promise<number> {
  const killed = new Set<number>();
  while (!stop.aborted) {
    for (const child of await childrenOf(worker.pid)) {
      if (!(await reads(child, path))) continue;
      process.kill(child, 'SIGKILL');
      killed.add(child);
    }
    await sleep(20);
  }
  return killed.size;
}
