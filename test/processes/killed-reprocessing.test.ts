import { createHash } from 'node:crypto';
import { type TestClient } from '../support/test-client';
import { eventually } from '../support/eventually';
import { Fleet, upload } from './fleet';
import { picture } from './pictures';
import { DONE, KILLED } from './running-process';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly image: { readonly url: string };
}

describe('an image that is processed anew, and whose worker is killed', () => {
  let fleet: Fleet;
  let staff: TestClient;

  beforeAll(async () => {
    fleet = await Fleet.create();
    staff = await (await fleet.startApi({ WORKERS: 'relay' })).staff();
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.emptyLibrary());

  const show = async () =>
    (
      await staff.data<{ recentMedia: Shown[] }>(
        '{ recentMedia(first: 1) { id status ... on MediaImage { image { url } } } }',
      )
    ).recentMedia[0];
  const download = async (url = '') => {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    return [response.status, createHash('sha256').update(bytes).digest('hex')];
  };

  it.each([
    { place: 'image:claimed', renditions: 6, completions: 1, attempts: 2 },
    { place: 'image:rendered', renditions: 6, completions: 1, attempts: 2 },
    { place: 'image:stored', renditions: 6, completions: 1, attempts: 2 },
    { place: 'image:published', renditions: 6, completions: 2, attempts: 1 },
  ])('at $place is shown all the while, and done once by the next', async ({ place, attempts, ...left }) => {
    const filename = `${place.replace(':', '-')}.jpg`;
    await upload(staff, await picture(place), filename);
    const first = await fleet.startWorker('image');
    await eventually(async () => {
      expect(await fleet.picture(filename)).toMatchObject({ status: 'COMPLETED', completions: 1 });
    });
    await fleet.untilIdle();
    expect(await first.terminate()).toEqual(DONE);
    const before = await show();
    const bytes = await download(before?.image.url);
    expect(bytes[0]).toBe(200);

    await staff.data('mutation ($ids: [ID!]!) { mediaReprocess(ids: $ids) { userErrors { code } } }', {
      ids: [before?.id],
    });
    const doomed = await fleet.startWorker('image', { FAILPOINTS: place });
    expect(await doomed.ended).toEqual(KILLED);
    expect(await fleet.picture(filename)).toMatchObject({ status: 'COMPLETED', failures: 0, ...left });
    expect(await show()).toEqual(before);
    expect(await download(before?.image.url)).toEqual(bytes);

    await fleet.letTimePass();
    const heir = await fleet.startWorker('image,housekeeping');
    await eventually(async () => {
      expect(await fleet.picture(filename)).toEqual({
        ...{ filename, status: 'COMPLETED', attempts, renditions: 6, completions: 2, failures: 0 },
      });
    });
    await fleet.untilIdle();
    expect(await download(before?.image.url)).toEqual(bytes);
    expect(await show()).toEqual(before);

    await fleet.letTimePass();
    await fleet.untilFilesAre(7);
    expect(await download(before?.image.url)).toEqual(bytes);
    expect(await heir.terminate()).toEqual(DONE);
  });
});
