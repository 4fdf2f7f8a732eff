import { stat } from 'node:fs/promises';
import { eventually } from '../support/eventually';
import { type TestClient } from '../support/test-client';
import { type Api, Fleet, upload } from './fleet';
import { HalfUpload } from './half-upload';
import { heavyPicture, picture } from './pictures';
import { DONE, KILLED } from './running-process';

const LIBRARY = `
  SELECT (SELECT count(*) FROM content)::int AS contents,
         (SELECT count(*) FROM media)::int AS media,
         (SELECT count(*) FROM audit_log WHERE action = 'media.upload')::int AS uploads,
         (SELECT count(*) FROM outbox_event)::int AS events`;
const EMPTY = { contents: 0, media: 0, uploads: 0, events: 0 };

describe('an upload whose API process is killed', () => {
  let fleet: Fleet;
  let api: Api;
  let staff: TestClient;

  beforeAll(async () => {
    fleet = await Fleet.create();
    api = await fleet.startApi();
    staff = await api.staff();
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.emptyLibrary());

  const library = async () => (await fleet.db.query(LIBRARY))[0];

  /** Housekeeping, days later, leaves the files that rows speak of. */
  async function untilSwept(files: number): Promise<void> {
    await fleet.letTimePass();
    const sweeper = await fleet.startWorker('housekeeping');
    await fleet.untilFilesAre(files);
    expect(await sweeper.terminate()).toEqual(DONE);
  }

  it('half-way through its bytes leaves a temporary file, and nothing after the sweep', async () => {
    const photo = await heavyPicture('half');
    const doomed = await fleet.startApi();
    const half = await HalfUpload.begin(doomed.as(staff), photo, 'half.jpg');
    await eventually(async () => {
      const [path = ''] = await fleet.temporaryFiles();
      expect((await stat(path)).size).toBeGreaterThan(photo.length / 4);
    });
    expect(await doomed.process.kill()).toEqual(KILLED);
    await expect(half.answer).rejects.toThrow('socket hang up');

    expect(await library()).toEqual(EMPTY);
    expect(await fleet.storedFiles()).toEqual([]);
    expect(await fleet.temporaryFiles()).toHaveLength(1);
    await untilSwept(0);
    expect(await upload(staff, photo, 'half.jpg')).toBe(false);
    await fleet.untilFilesAre(1);
  });

  it.each([
    { place: 'upload:received', temporary: 1, stored: 0 },
    { place: 'upload:stored', temporary: 0, stored: 1 },
    { place: 'unit-of-work:before-commit', temporary: 0, stored: 1 },
  ])(
    'at $place was never there: no row, and no byte after the sweep',
    async ({ place, temporary, stored }) => {
      const photo = await picture(place);
      const doomed = await fleet.startApi({ FAILPOINTS: place });
      await expect(upload(doomed.as(staff), photo, 'lost.jpg')).rejects.toThrow('fetch failed');
      expect(await doomed.process.ended).toEqual(KILLED);

      expect(await library()).toEqual(EMPTY);
      expect(await fleet.temporaryFiles()).toHaveLength(temporary);
      expect(await fleet.storedFiles()).toHaveLength(stored);
      await untilSwept(0);
      expect(await upload(staff, photo, 'lost.jpg')).toBe(false);
      expect(await library()).toEqual({ contents: 1, media: 1, uploads: 1, events: 2 });
      await fleet.untilFilesAre(1);
    },
  );

  it('after its commit is in the library, although nobody was told, and ends COMPLETED', async () => {
    const photo = await picture('after-commit');
    const doomed = await fleet.startApi({ FAILPOINTS: 'unit-of-work:after-commit' });
    await expect(upload(doomed.as(staff), photo, 'kept.jpg')).rejects.toThrow('fetch failed');
    expect(await doomed.process.ended).toEqual(KILLED);
    expect(await library()).toEqual({ contents: 1, media: 1, uploads: 1, events: 2 });

    // Whoever got no answer sends again, and finds that it was there.
    expect(await upload(staff, photo, 'kept.jpg')).toBe(true);
    expect(await library()).toEqual({ contents: 1, media: 1, uploads: 2, events: 2 });
    const worker = await fleet.startWorker('relay,image');
    await fleet.untilIdle();
    await fleet.untilFilesAre(7);
    expect(await fleet.pictures()).toEqual([
      {
        filename: 'kept.jpg',
        status: 'COMPLETED',
        attempts: 1,
        renditions: 6,
        completions: 1,
        failures: 0,
      },
    ]);
    expect(await worker.terminate()).toEqual(DONE);
  });
});
