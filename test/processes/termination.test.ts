import { stat } from 'node:fs/promises';
import { eventually } from '../support/eventually';
import { type TestClient } from '../support/test-client';
import { childrenOf, onLinux } from './children-of';
import { type Api, Fleet, upload } from './fleet';
import { HalfUpload } from './half-upload';
import { heavyPicture, slowPicture } from './pictures';
import { DONE } from './running-process';

describe('a process that is told to end', () => {
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

  it('finishes the upload that is under way, and takes no new connection', async () => {
    const photo = await heavyPicture('ending');
    const ending = await fleet.startApi();
    const client = ending.as(staff);
    const half = await HalfUpload.begin(client, photo, 'whole.jpg');
    await eventually(async () => {
      const [path = ''] = await fleet.temporaryFiles();
      expect((await stat(path)).size).toBeGreaterThan(photo.length / 4);
    });
    ending.process.send('SIGTERM');
    await ending.process.says('stopping');
    await eventually(async () => {
      const refused: unknown = await fetch(`${client.url}/health/live`).then(
        () => null,
        (error: unknown) => (error as Error).cause,
      );
      expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    });
    expect(ending.process.hasEnded).toBe(false);

    expect(await half.finish()).toEqual({
      data: {
        mediaUpload: {
          deduplicated: false,
          media: { id: expect.any(String) as string, filename: 'whole.jpg' },
          userErrors: [],
        },
      },
    });
    expect(await ending.process.ended).toEqual(DONE);
    expect(await fleet.pictures()).toMatchObject([{ filename: 'whole.jpg', status: 'PENDING' }]);
    await fleet.untilFilesAre(1);
  });

  const slow = { filename: 'slow.gif', failures: 0 };
  const begun = { ...slow, status: 'PROCESSING', attempts: 1, renditions: 0, completions: 0 };
  const completed = { ...slow, status: 'COMPLETED', attempts: 1, renditions: 6, completions: 1 };

  it('finishes the image that it works on', async () => {
    await upload(staff, await slowPicture(), 'slow.gif');
    const worker = await fleet.startWorker('relay,image');
    await eventually(async () => {
      expect(await fleet.pictures()).toEqual([begun]);
    });
    expect(await worker.terminate()).toEqual(DONE);
    expect(await fleet.pictures()).toEqual([completed]);
    await fleet.untilFilesAre(7);
  });

  onLinux('gives back the image that it cannot finish within its grace, and counts no try', async () => {
    await upload(staff, await slowPicture(), 'slow.gif');
    const worker = await fleet.startWorker('relay,image', { DRAIN_SECONDS: '1' });
    await eventually(async () => {
      expect(await fleet.pictures()).toEqual([begun]);
      expect(await childrenOf(worker.pid)).toHaveLength(1);
    });
    const [child = 0] = await childrenOf(worker.pid);
    process.kill(child, 'SIGSTOP');
    expect(await worker.terminate()).toEqual(DONE);
    expect(await fleet.pictures()).toEqual([{ ...begun, status: 'PENDING', attempts: 0 }]);
    await fleet.untilFilesAre(1);

    const heir = await fleet.startWorker('relay,image');
    await fleet.untilIdle();
    expect(await fleet.pictures()).toEqual([completed]);
    await fleet.untilFilesAre(7);
    expect(await heir.terminate()).toEqual(DONE);
  });
});
