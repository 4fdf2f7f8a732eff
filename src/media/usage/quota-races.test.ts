import { Readable } from 'node:stream';
import { givenUser } from '../../../test/support/factories';
import { Refusal, UserErrorCode } from '../../platform/errors';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from '../intake/duplicate-mode';
import { type ShelvedFile } from '../intake/shelve-file';
import {
  auditsOf,
  contentsOf,
  createTestLibrary,
  mediaOf,
  someJpeg,
  type TestLibrary,
} from '../intake/upload-media.fixture';
import { givenQuota, talliesOf, userOf } from './usage.fixture';

let library: TestLibrary;
let size: number;

beforeAll(async () => {
  library = await createTestLibrary();
  size = someJpeg().length;
});
afterAll(() => library.close());

interface Sent {
  readonly origin: Origin;
  readonly bytes?: Buffer;
  readonly onDuplicate?: DuplicateMode;
}

/** Uploads at once: no file ends before all of them have begun, so that none is refused by the look beforehand. */
async function uploadTogether(uploads: readonly Sent[]): Promise<PromiseSettledResult<ShelvedFile>[]> {
  let missing = uploads.length;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return Promise.allSettled(
    uploads.map(({ origin, bytes = someJpeg(), onDuplicate = DuplicateMode.REUSE }) => {
      async function* arriving() {
        missing -= 1;
        if (missing === 0) begin();
        await begun;
        yield bytes;
      }
      return library.upload(origin, bytes, { stream: Readable.from(arriving()), onDuplicate });
    }),
  );
}

const twenty = (origin: Origin): Sent[] => Array.from({ length: 20 }, () => ({ origin }));

/** The words of those that found no room; whatever else failed is thrown. */
function refusalsOf(results: readonly PromiseSettledResult<ShelvedFile>[]): string[] {
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    const error: unknown = result.reason;
    if (!(error instanceof Refusal) || !error.has(UserErrorCode.QUOTA_EXCEEDED)) throw error;
    return error.faults.map(({ message }) => message);
  });
}

test('of 20 distinct files at once, with room for five, five are stored and nothing is left of the others', async () => {
  const [origin, neighbour] = [await library.workspace(), await library.workspace()];
  await givenQuota(library, origin, { workspaceBytes: 6 * size - 1 });

  const [results, elsewhere] = await Promise.all([
    uploadTogether(twenty(origin)),
    uploadTogether([{ origin: neighbour }, { origin: neighbour }]),
  ]);

  const refusals = refusalsOf(results);
  expect(refusals).toHaveLength(15);
  expect(new Set(refusals)).toEqual(
    new Set([
      'There is no room for this file. The workspace uses 24.5 KB of the 29.3 KB that it may store, ' +
        'and this file needs 4.9 KB.',
    ]),
  );
  expect(await contentsOf(library, origin)).toHaveLength(5);
  expect(await mediaOf(library, origin)).toHaveLength(5);
  expect(await auditsOf(library, origin)).toHaveLength(5);
  expect(await library.keys(origin)).toHaveLength(5);
  expect(await library.temporaryFiles()).toEqual([]);
  const { tallied, counted } = await talliesOf(library, origin);
  expect(tallied).toEqual({ [origin.workspaceId]: 5 * size, [userOf(origin)]: 5 * size });
  expect(counted).toEqual(tallied);
  expect(refusalsOf(elsewhere)).toEqual([]);
  expect((await talliesOf(library, neighbour)).tallied).toEqual({
    [neighbour.workspaceId]: 2 * size,
    [userOf(neighbour)]: 2 * size,
  });
});

test('room of a user is claimed as strictly, and takes none from the other users', async () => {
  const origin = await library.workspace();
  const other: Origin = { ...origin, actor: await givenUser(library.db, origin.workspaceId) };
  await givenQuota(library, origin, { userBytes: 5 * size });

  const results = await uploadTogether([...twenty(origin), { origin: other }, { origin: other }]);

  const refusals = refusalsOf(results);
  expect(refusals).toHaveLength(15);
  expect(new Set(refusals)).toEqual(
    new Set([
      'There is no room for this file. Your files take 24.5 KB of the 24.5 KB that each user may store, ' +
        'and this file needs 4.9 KB.',
    ]),
  );
  expect(await library.keys(origin)).toHaveLength(7);
  expect(await library.temporaryFiles()).toEqual([]);
  const { tallied, counted } = await talliesOf(library, origin);
  expect(tallied).toEqual({
    [origin.workspaceId]: 7 * size,
    [userOf(origin)]: 5 * size,
    [userOf(other)]: 2 * size,
  });
  expect(counted).toEqual(tallied);
});

test('the same bytes 20 times at once need room for one', async () => {
  const origin = await library.workspace();
  await givenQuota(library, origin, { workspaceBytes: size, userBytes: size });
  const bytes = someJpeg();

  const results = await uploadTogether(twenty(origin).map((upload) => ({ ...upload, bytes })));

  expect(refusalsOf(results)).toEqual([]);
  expect((await talliesOf(library, origin)).tallied).toEqual({
    [origin.workspaceId]: size,
    [userOf(origin)]: size,
  });
  expect(await library.keys(origin)).toHaveLength(1);
});

test('copies at once take no room of the workspace, and of their user as much as their originals would', async () => {
  const origin = await library.workspace();
  await givenQuota(library, origin, { workspaceBytes: size, userBytes: 5 * size });
  const bytes = someJpeg();

  const results = await uploadTogether(
    twenty(origin).map((upload) => ({ ...upload, bytes, onDuplicate: DuplicateMode.COPY })),
  );

  expect(refusalsOf(results)).toHaveLength(15);
  expect(await mediaOf(library, origin)).toHaveLength(5);
  expect(await library.keys(origin)).toHaveLength(1);
  const { tallied, counted } = await talliesOf(library, origin);
  expect(tallied).toEqual({ [origin.workspaceId]: size, [userOf(origin)]: 5 * size });
  expect(counted).toEqual(tallied);
});
