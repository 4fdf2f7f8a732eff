import { eventually } from '../support/eventually';
import { type TestClient } from '../support/test-client';
import { Fleet, upload } from './fleet';
import { picture } from './pictures';
import { DONE, KILLED } from './running-process';

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg'];
const COMPLETED = { status: 'COMPLETED', attempts: 1, renditions: 6, completions: 1, failures: 0 };

describe('events whose relay is killed', () => {
  let fleet: Fleet;
  let staff: TestClient;

  beforeAll(async () => {
    fleet = await Fleet.create();
    staff = await (await fleet.startApi()).staff();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    for (const name of NAMES) expect(await upload(staff, await picture(name), name)).toBe(false);
  });
  afterEach(() => fleet.emptyLibrary());

  const events = () =>
    fleet.db.query(
      `SELECT attempts, leased_until > now() AS leased, count(*)::int FROM outbox_event GROUP BY 1, 2`,
    );
  const jobs = async () =>
    (await fleet.db.query<{ id: string }>('SELECT id FROM bullmq.job ORDER BY id')).map(({ id }) => id);
  const isDone = async () => {
    expect(await fleet.pictures()).toEqual(NAMES.map((filename) => ({ filename, ...COMPLETED })));
  };
  const killRelayAt = async (place: string) => {
    const doomed = fleet.start('workers/main', { WORKERS: 'relay', FAILPOINTS: place });
    expect(await doomed.ended).toEqual(KILLED);
    // Of each upload, that there is work and that the library changed.
    expect(await events()).toEqual([{ attempts: 1, leased: true, count: 2 * NAMES.length }]);
  };

  it('before it hands them on are handed on by the next, once', async () => {
    await killRelayAt('relay:leased');
    expect(await jobs()).toEqual([]);
    await fleet.letTimePass();
    const heir = await fleet.startWorker('relay,image');
    await fleet.untilIdle();
    expect(await jobs()).toHaveLength(NAMES.length);
    await isDone();
    expect(await heir.terminate()).toEqual(DONE);
  });

  it('between handing on and marking become no second job', async () => {
    await killRelayAt('relay:handed-on');
    const handedOn = await jobs();
    expect(handedOn).toHaveLength(NAMES.length);
    await fleet.letTimePass();
    const heir = await fleet.startWorker('relay,image');
    await fleet.untilIdle();
    expect(await jobs()).toEqual(handedOn);
    await isDone();
    expect(await heir.terminate()).toEqual(DONE);
  });

  it('are not done again when their work was done before they are handed on a second time', async () => {
    await killRelayAt('relay:handed-on');
    const handedOn = await jobs();
    const worker = await fleet.startWorker('image');
    await eventually(isDone);
    await fleet.letTimePass();
    const relay = await fleet.startWorker('relay');
    await fleet.untilIdle();
    expect(await events()).toEqual([]);
    expect(await jobs()).toEqual(handedOn);
    await isDone();
    expect(await Promise.all([worker.terminate(), relay.terminate()])).toEqual([DONE, DONE]);
  });
});
