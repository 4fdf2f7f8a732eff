import { onRedis, startRedis, type TestBackend } from '../../src/platform/queue/backends.fixture';
import { eventually } from '../support/eventually';
import { Fleet, upload } from './fleet';
import { picture } from './pictures';
import { DONE } from './running-process';

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
const COMPLETED = { status: 'COMPLETED', attempts: 1, renditions: 6, completions: 1, failures: 0 };
const PENDING = { status: 'PENDING', attempts: 0, renditions: 0, completions: 0, failures: 0 };

const allAre = (state: object) => NAMES.map((filename) => ({ filename, ...state }));

/** Through an API process that has the relay, and a worker process beside it. */
async function goThrough(fleet: Fleet): Promise<void> {
  const api = await fleet.startApi({ WORKERS: 'relay' });
  const worker = await fleet.startWorker('image');
  const staff = await api.staff();
  const uploads = NAMES.map(async (name) => upload(staff, await picture(name), name));
  expect(await Promise.all(uploads)).toEqual(NAMES.map(() => false));
  await eventually(async () => {
    expect(await fleet.pictures()).toEqual(allAre(COMPLETED));
  });
  await fleet.untilIdle();
  await fleet.untilFilesAre(7 * NAMES.length);
  const endings = [worker.terminate(), api.process.terminate()];
  expect(await Promise.all(endings)).toEqual([DONE, DONE]);
}

describe('uploads through an API process and a worker process', () => {
  let fleet: Fleet | undefined;
  afterEach(() => fleet?.close());

  it('on PostgreSQL alone are completed once each', async () => {
    fleet = await Fleet.create();
    await goThrough(fleet);
    expect(await fleet.db.query('SELECT 1 FROM bullmq.job')).toHaveLength(NAMES.length);
  });

  onRedis(() => {
    let redis: TestBackend;
    let redisFleet: Fleet;
    beforeEach(async () => {
      redis = await startRedis();
      redisFleet = fleet = await Fleet.create({ REDIS_URL: redis.backend.url });
    });
    afterEach(() => redis.stop());

    it('are completed once each', async () => {
      await goThrough(redisFleet);
      expect(await redisFleet.db.query('SELECT 1 FROM bullmq.job')).toEqual([]);
    });

    it('that Redis forgot while they were queued are completed once each', async () => {
      const api = await redisFleet.startApi({ WORKERS: 'relay' });
      const staff = await api.staff();
      for (const name of NAMES) expect(await upload(staff, await picture(name), name)).toBe(false);
      // Handed on, so that the queue alone has the work.
      await redisFleet.untilIdle();
      await redis.empty();
      expect(await redisFleet.pictures()).toEqual(allAre(PENDING));

      const worker = await redisFleet.startWorker('image');
      const other = await redisFleet.startWorker('housekeeping');
      await redisFleet.letTimePass();
      await eventually(async () => {
        expect(await redisFleet.pictures()).toEqual(allAre(COMPLETED));
      });
      await redisFleet.untilIdle();
      await redisFleet.untilFilesAre(7 * NAMES.length);
      const endings = [worker.terminate(), other.terminate(), api.process.terminate()];
      expect(await Promise.all(endings)).toEqual([DONE, DONE, DONE]);
    });
  });
});
