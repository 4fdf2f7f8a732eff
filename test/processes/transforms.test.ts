import { eventually } from '../support/eventually';
import { type TestClient } from '../support/test-client';
import { childrenOf } from './children-of';
import { type Api, Fleet, upload } from './fleet';
import { picture, slowPicture } from './pictures';
import { DONE, KILLED } from './running-process';

const URLS = `query ($transform: ImageTransformInput!) {
  recentMedia(first: 1) { ... on MediaImage { image { url(transform: $transform) } } } }`;

interface Urls {
  readonly recentMedia: readonly { readonly image: { readonly url: string } | null }[];
}

const SMALL = { maxWidth: 333, format: 'AVIF', quality: 70 };
/** Takes half a second or more of a picture that moves. */
const MOVING = { maxWidth: 599, format: 'WEBP' };

const MADE = `
  SELECT transform, format, on_demand AS "onDemand" FROM rendition WHERE on_demand`;
const LEFT = `
  SELECT (SELECT count(*)::int FROM rendition WHERE on_demand) AS made,
         (SELECT count(*)::int FROM transform_lease) AS leases,
         (SELECT count(*)::int FROM discarded_file) AS discarded`;

describe('transforms that are asked for', () => {
  let fleet: Fleet;
  let first: Api;
  let second: Api;
  let staff: TestClient;

  beforeAll(async () => {
    fleet = await Fleet.create();
    [first, second] = await Promise.all([fleet.startApi(), fleet.startApi()]);
    staff = await first.staff();
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.emptyLibrary());

  /** A processed picture; answers the path of a transform of it that nobody has made. */
  async function givenPicture(seed: string, bytes?: Buffer, transform: object = SMALL): Promise<string> {
    await upload(staff, bytes ?? (await picture(seed)), `${seed}.jpg`);
    const worker = await fleet.startWorker('relay,image');
    const path = await eventually(async () => {
      const { data } = await staff.ask<Urls>(URLS, { transform });
      const url = data.recentMedia[0]?.image?.url;
      if (!url) throw new Error('The picture is not processed yet.');
      return new URL(url).pathname;
    });
    await fleet.untilIdle();
    expect(await worker.terminate()).toEqual(DONE);
    return path;
  }

  const ask = async (api: Api, path: string) => {
    const response = await fetch(new URL(path, api.visitor.url));
    return { status: response.status, etag: response.headers.get('etag') };
  };
  const isBegun = () => eventually(async () => expect(await left()).toMatchObject({ made: 0, leases: 1 }));
  const left = async () => (await fleet.db.query(LEFT))[0];
  /** What came of the transforms that a process began to make, or refused. */
  const endedBy = async (api: Api) => {
    const metrics = await (await fetch(new URL('/metrics', api.visitor.url))).text();
    const counts = [...metrics.matchAll(/^media_transforms_total\{format="avif",outcome="(\w+)"\} (\d+)$/gm)];
    return counts.flatMap(([, outcome = '', count]) => Array.from({ length: Number(count) }, () => outcome));
  };

  it('sixteen times at first, of two processes, are made once', async () => {
    const path = await givenPicture('sixteen');
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => ask(index % 2 ? first : second, path)),
    );
    expect(new Set(answers.map(({ status, etag }) => `${status} ${etag}`)).size).toBe(1);
    expect(answers[0]).toEqual({ status: 200, etag: expect.any(String) as string });
    expect(await fleet.db.query(MADE)).toEqual([
      { transform: 'contain-333x250-q70', format: 'avif', onDemand: true },
    ]);
    expect([...(await endedBy(first)), ...(await endedBy(second))]).toEqual(['made']);
    expect(await left()).toEqual({ made: 1, leases: 0, discarded: 0 });
    await fleet.untilFilesAre(8);
  });

  it.each([
    { place: 'transform:rendered', made: 0, leases: 1, files: 7 },
    { place: 'transform:stored', made: 0, leases: 1, files: 8 },
    { place: 'transform:published', made: 1, leases: 0, files: 8 },
  ])(
    'of a process that is killed at $place, are answered by the next',
    async ({ place, made, leases, files }) => {
      const path = await givenPicture(place.replace(':', '-'));
      const doomed = await fleet.startApi({ FAILPOINTS: place });
      await expect(ask(doomed, path)).rejects.toThrow('fetch failed');
      expect(await doomed.process.ended).toEqual(KILLED);
      expect(await left()).toEqual({ made, leases, discarded: 0 });
      expect(await fleet.storedFiles()).toHaveLength(files);

      await fleet.letTimePass();
      expect((await ask(first, path)).status).toBe(200);
      expect(await left()).toEqual({ made: 1, leases: 0, discarded: leases });
      await fleet.letTimePass();
      expect((await fleet.sweep('discarded-files')).stderr).toBe('');
      expect(await left()).toEqual({ made: 1, leases: 0, discarded: 0 });
      await fleet.sweep('temporary-files');
      await fleet.untilFilesAre(8);
      expect((await ask(second, path)).status).toBe(200);
    },
  );

  it('of a process that is told to end are answered before it does', async () => {
    const path = await givenPicture('told to end', await slowPicture(), MOVING);
    const ending = await fleet.startApi();
    const answer = ask(ending, path);
    await isBegun();
    expect(await ending.process.terminate()).toEqual(DONE);
    expect((await answer).status).toBe(200);
    expect(await left()).toEqual({ made: 1, leases: 0, discarded: 0 });
  });

  it('of a process that is told to end when nobody waits any more are given back', async () => {
    const path = await givenPicture('nobody waits', await slowPicture(), MOVING);
    const ending = await fleet.startApi();
    const leaving = new AbortController();
    const answer = fetch(new URL(path, ending.visitor.url), { signal: leaving.signal });
    await isBegun();
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await ending.process.terminate()).toEqual(DONE);
    expect(await left()).toEqual({ made: 0, leases: 0, discarded: 0 });
    expect((await ask(first, path)).status).toBe(200);
    await fleet.untilFilesAre(8);
  });

  it('whose child dies are refused with words for a minute, in every process, and tried again after that', async () => {
    const path = await givenPicture('unlucky', await slowPicture(), MOVING);
    const unlucky = await fleet.startApi();
    const answer = fetch(new URL(path, unlucky.visitor.url));
    const child = await eventually(async () => {
      const [pid] = await childrenOf(unlucky.process.pid);
      if (!pid) throw new Error('No child has begun yet.');
      return pid;
    });
    await isBegun();
    process.kill(child, 'SIGKILL');
    for (const refused of [await answer, await fetch(new URL(path, second.visitor.url))]) {
      expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([
        ...[503, '60'],
        'PROCESSING_FAILED: This could not be made of the picture just now.\n',
      ]);
    }
    await fleet.letTimePass();
    expect((await ask(second, path)).status).toBe(200);
  });

  it('of a process that is killed, and never again, leave nothing behind', async () => {
    const path = await givenPicture('never again');
    const doomed = await fleet.startApi({ FAILPOINTS: 'transform:stored' });
    await expect(ask(doomed, path)).rejects.toThrow('fetch failed');
    await fleet.letTimePass();
    await fleet.sweep('renditions');
    expect(await left()).toEqual({ made: 0, leases: 0, discarded: 1 });
    expect(await fleet.storedFiles()).toHaveLength(8);
    await fleet.letTimePass();
    await fleet.sweep('discarded-files');
    expect(await left()).toEqual({ made: 0, leases: 0, discarded: 0 });
    await fleet.untilFilesAre(7);
  });

  it.each([
    { place: 'unit-of-work:before-commit', dies: 'renditions', after: { made: 1, discarded: 0 }, files: 8 },
    { place: 'unit-of-work:after-commit', dies: 'renditions', after: { made: 0, discarded: 1 }, files: 8 },
    { place: 'discarded-files:deleted', dies: 'discarded-files', after: { made: 0, discarded: 1 }, files: 7 },
    {
      place: 'unit-of-work:after-commit',
      dies: 'discarded-files',
      after: { made: 0, discarded: 0 },
      files: 7,
    },
  ])(
    'and not used for long go with their files, though the sweep $dies is killed at $place',
    async (killed) => {
      const path = await givenPicture(`${killed.dies} ${killed.place}`);
      expect((await ask(first, path)).status).toBe(200);
      await fleet.untilFilesAre(8);
      await fleet.db.query("UPDATE rendition SET used_at = now() - interval '40 days' WHERE on_demand");
      const kill = async (name: string) => {
        const isDoomed = name === killed.dies;
        const sweeper = await fleet.sweep(name, isDoomed ? { FAILPOINTS: killed.place } : {});
        expect(await sweeper.ended).toEqual(isDoomed ? KILLED : DONE);
      };
      await kill('renditions');
      await fleet.letTimePass();
      if (killed.dies === 'discarded-files') await kill('discarded-files');
      expect(await left()).toEqual({ ...killed.after, leases: 0 });
      expect(await fleet.storedFiles()).toHaveLength(killed.files);

      // The next runs end what was begun.
      await fleet.letTimePass();
      expect(await (await fleet.sweep('renditions')).ended).toEqual(DONE);
      await fleet.letTimePass();
      expect(await (await fleet.sweep('discarded-files')).ended).toEqual(DONE);
      expect(await left()).toEqual({ made: 0, leases: 0, discarded: 0 });
      await fleet.untilFilesAre(7);
      // And the URL is as good as ever.
      expect((await ask(second, path)).status).toBe(200);
      await fleet.untilFilesAre(8);
    },
  );
});
