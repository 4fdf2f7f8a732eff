import { type TestClient } from '../support/test-client';
import { eventually } from '../support/eventually';
import { Fleet, upload } from './fleet';
import { picture } from './pictures';
import { DONE, KILLED } from './running-process';

describe('an image whose worker is killed', () => {
  let fleet: Fleet;
  let staff: TestClient;

  beforeAll(async () => {
    fleet = await Fleet.create();
    staff = await (await fleet.startApi()).staff();
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.emptyLibrary());

  const begun = { status: 'PROCESSING', attempts: 1, renditions: 0, completions: 0, failures: 0 };
  const completed = { status: 'COMPLETED', renditions: 6, completions: 1, failures: 0 };

  it.each([
    { place: 'image:claimed', left: begun, stored: 1, temporary: 0, attempts: 2 },
    { place: 'image:rendered', left: begun, stored: 1, temporary: 6, attempts: 2 },
    { place: 'image:stored', left: begun, stored: 7, temporary: 0, attempts: 2 },
    { place: 'image:published', left: { ...completed, attempts: 1 }, stored: 7, temporary: 0, attempts: 1 },
  ])('at $place is completed once by the next', async ({ place, left, stored, temporary, attempts }) => {
    const filename = `${place.replace(':', '-')}.jpg`;
    expect(await upload(staff, await picture(place), filename)).toBe(false);
    const doomed = await fleet.startWorker('relay,image', { FAILPOINTS: place });
    expect(await doomed.ended).toEqual(KILLED);
    expect(await fleet.picture(filename)).toEqual({ filename, ...left });
    expect(await fleet.storedFiles()).toHaveLength(stored);
    expect(await fleet.temporaryFiles()).toHaveLength(temporary);

    await fleet.letTimePass();
    const heir = await fleet.startWorker('relay,image,housekeeping');
    await eventually(async () => {
      expect(await fleet.picture(filename)).toEqual({ filename, ...completed, attempts });
    });
    await fleet.untilIdle();
    await fleet.untilFilesAre(7);
    expect(await heir.terminate()).toEqual(DONE);
    expect(await fleet.picture(filename)).toEqual({ filename, ...completed, attempts });
  });
});
