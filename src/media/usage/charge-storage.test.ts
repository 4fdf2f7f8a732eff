import { Readable } from 'node:stream';
import { randomBytes } from 'node:crypto';
import { givenUser } from '../../../test/support/factories';
import { UserErrorCode } from '../../platform/errors';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { Content } from '../content/content.entity';
import { DuplicateMode } from '../intake/duplicate-mode';
import {
  contentsOf,
  createTestLibrary,
  mediaOf,
  someJpeg,
  type TestLibrary,
} from '../intake/upload-media.fixture';
import { Media } from '../library/media.entity';
import { claimContent } from '../processing/lease-content';
import { publishRenditions } from '../processing/publish-renditions';
import { releaseStorage } from './charge-storage';
import { checkRoom } from './check-room';
import { setQuota } from './set-quota';
import { givenQuota, talliesOf, userOf } from './usage.fixture';

let library: TestLibrary;
let size: number;

beforeAll(async () => {
  library = await createTestLibrary();
  size = someJpeg().length;
});
afterAll(() => library.close());

const COPY = { onDuplicate: DuplicateMode.COPY };
const exceeded = { faults: [expect.objectContaining({ code: UserErrorCode.QUOTA_EXCEEDED })] };

test('bytes that are there take no room of the workspace: reused, restored or copied', async () => {
  const origin = await library.workspace();
  await givenQuota(library, origin, { workspaceBytes: size + 1 });
  const bytes = someJpeg();
  const { mediaId } = await library.upload(origin, bytes);
  const stored = { [origin.workspaceId]: size, [userOf(origin)]: size };

  await library.upload(origin, bytes);
  expect((await talliesOf(library, origin)).tallied).toEqual(stored);
  await library.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', mediaId);
  await library.upload(origin, bytes);
  expect((await talliesOf(library, origin)).tallied).toEqual(stored);
  await library.upload(origin, bytes, COPY);
  expect((await talliesOf(library, origin)).tallied).toEqual({ ...stored, [userOf(origin)]: 2 * size });

  await expect(library.upload(origin, someJpeg())).rejects.toMatchObject(exceeded);
  expect(await library.keys(origin)).toHaveLength(1);
  expect(await library.temporaryFiles()).toEqual([]);
});

test('a file is counted to who sent it, also where the bytes came from another', async () => {
  const origin = await library.workspace();
  const other: Origin = { ...origin, actor: await givenUser(library.db, origin.workspaceId) };
  const system: Origin = { ...origin, actor: { kind: 'system', name: 'import' } };
  const bytes = someJpeg();
  await library.upload(origin, bytes);
  await library.upload(other, bytes, COPY);
  await library.upload(system, bytes, COPY);
  expect((await talliesOf(library, origin)).tallied).toEqual({
    [origin.workspaceId]: size,
    [userOf(origin)]: size,
    [userOf(other)]: size,
  });
});

test('where no byte is left a file is refused unread, and what comes behind it is read all the same', async () => {
  const origin = await library.workspace();
  await givenQuota(library, origin, { workspaceBytes: size });
  await library.upload(origin, someJpeg());
  const stream = Readable.from([Buffer.from('not a file that is'), Buffer.from('ever looked at')]);

  await expect(library.upload(origin, someJpeg(), { stream })).rejects.toMatchObject({
    faults: [
      {
        code: UserErrorCode.QUOTA_EXCEEDED,
        message: 'There is no room for this file. The workspace uses 4.9 KB of the 4.9 KB that it may store.',
      },
    ],
  });
  await new Promise((resolve) => stream.once('close', resolve));
  expect(stream.readableEnded).toBe(true);
});

test('where a size is known beforehand, it is held against what is left to the workspace and to the user', async () => {
  const origin = await library.workspace();
  await library.upload(origin, someJpeg());
  const rows = library.db.database.workspace(origin.workspaceId);
  const user = userOf(origin);
  const configured = { workspaceBytes: 3 * size, userBytes: 2 * size };

  await checkRoom(rows, configured, user, size);
  await checkRoom(rows, configured, null, 2 * size);
  await expect(checkRoom(rows, configured, user, size + 1)).rejects.toMatchObject(exceeded);
  await expect(checkRoom(rows, configured, null, 2 * size + 1)).rejects.toMatchObject(exceeded);
  await givenQuota(library, origin, { userBytes: 3 * size });
  await checkRoom(rows, configured, user, size + 1);
  const unlimited = { workspaceBytes: 'unlimited', userBytes: 'unlimited' } as const;
  await library.deps.unitOfWork.run(origin, (tx) => setQuota(tx, unlimited));
  await checkRoom(rows, configured, user, 100 * size);
});

interface Renditions {
  readonly origin: Origin;
  readonly contentId: string;
  readonly recipe?: number;
}

/** Publishes outputs of these sizes, as processing does. */
async function process({ origin, contentId, recipe = 1 }: Renditions, ...sizes: number[]): Promise<void> {
  await library.db.query('UPDATE content SET due_at = now(), leased_until = NULL WHERE id = $1', contentId);
  const { unitOfWork } = library.deps;
  const lease = await unitOfWork.run(origin, (tx) => claimContent(tx, contentId, recipe));
  if (!lease) return;
  const facts = { width: 1, height: 1, animated: false, hasAlpha: false, thumbhash: '', dominantColor: '' };
  const outputs = sizes.map((byteSize, index) => ({
    ...{ transform: `t${index}`, format: 'webp', width: 1, height: 1, byteSize },
    ...{ sha256: randomBytes(32), storageKey: `made/${contentId}/${recipe}/${index}` },
  }));
  await unitOfWork.run(origin, (tx) => publishRenditions(tx, lease, facts, outputs));
}

test('what processing made is counted once, whatever it made before, and may pass the limit', async () => {
  const origin = await library.workspace();
  await givenQuota(library, origin, { workspaceBytes: 2 * size });
  const { contentId } = await library.upload(origin, someJpeg());
  await process({ origin, contentId }, 100, 200);
  expect((await talliesOf(library, origin)).tallied[origin.workspaceId]).toBe(size + 300);
  await process({ origin, contentId }, 50);
  expect((await talliesOf(library, origin)).tallied[origin.workspaceId]).toBe(size + 50);
  await process({ origin, contentId, recipe: 2 }, size);
  expect(await talliesOf(library, origin)).toEqual({
    tallied: { [origin.workspaceId]: 2 * size + 50, [userOf(origin)]: size },
    counted: { [origin.workspaceId]: 2 * size + 50, [userOf(origin)]: size },
  });
  await expect(library.upload(origin, someJpeg())).rejects.toMatchObject(exceeded);
});

/** What a purge without grace counts back: the item, and its content where no other item is over it. */
async function purge(origin: Origin, mediaId: string): Promise<void> {
  await library.deps.unitOfWork.run(origin, async (tx) => {
    const LOCK =
      'SELECT content_id, uploaded_by, byte_size FROM media WHERE workspace_id = $1 AND id = $2 FOR UPDATE';
    const media = await tx.row<{ contentId: string; uploadedBy: string | null; byteSize: number }>(
      LOCK,
      mediaId,
    );
    if (!media) return;
    const { contentId, uploadedBy, byteSize } = media;
    await tx.rows('SELECT id FROM content WHERE workspace_id = $1 AND id = $2 FOR UPDATE', contentId);
    await tx.delete(Media, { id: mediaId });
    const share = { workspaceBytes: 0, userId: uploadedBy, userBytes: byteSize };
    const others = 'SELECT id FROM media WHERE workspace_id = $1 AND content_id = $2';
    if (await tx.row(others, contentId)) return releaseStorage(tx, share);
    const made = await tx.rows<{ byteSize: number }>(
      'DELETE FROM rendition WHERE workspace_id = $1 AND content_id = $2 RETURNING byte_size',
      contentId,
    );
    await tx.delete(Content, { id: contentId });
    const workspaceBytes = made.reduce((sum, rendition) => sum + rendition.byteSize, byteSize);
    return releaseStorage(tx, share, { workspaceBytes, userId: null, userBytes: 0 });
  });
}

test('the tally is the sum of what it counts after uploads, copies, processing and purges at once', async () => {
  const origin = await library.workspace();
  const users = [origin];
  for (let user = 1; user < 3; user += 1) {
    users.push({ ...origin, actor: await givenUser(library.db, origin.workspaceId) });
  }
  await givenQuota(library, origin, { workspaceBytes: 6 * size, userBytes: 4 * size });
  const files = Array.from({ length: 8 }, (_, index) => someJpeg().subarray(0, size - index));
  const one = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T;
  let refused = 0;

  const act = async () => {
    const user = one(users);
    const media = (await mediaOf(library, origin)) as { id: string; content_id: string }[];
    const what = Math.random();
    if (what < 0.5 || media.length === 0) {
      const onDuplicate = Math.random() < 0.5 ? DuplicateMode.COPY : DuplicateMode.REUSE;
      await library.upload(user, one(files), { onDuplicate }).catch((error: unknown) => {
        expect(error).toMatchObject(exceeded);
        refused += 1;
      });
    } else if (what < 0.75) {
      await process({ origin, contentId: one(media).content_id }, Math.ceil(Math.random() * 900), 100);
    } else {
      await purge(user, one(media).id);
    }
  };
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let step = 0; step < 40; step += 1) await act();
    }),
  );

  const { tallied, counted } = await talliesOf(library, origin);
  expect(tallied).toEqual(counted);
  const miscounted = await library.db.query(
    `SELECT id FROM content c WHERE workspace_id = $1 AND processed_bytes <>
       (SELECT coalesce(sum(byte_size), 0) FROM rendition r WHERE r.content_id = c.id)`,
    origin.workspaceId,
  );
  expect(miscounted).toEqual([]);
  expect(refused).toBeGreaterThan(0);
  for (const user of users) expect(tallied[userOf(user)] ?? 0).toBeLessThanOrEqual(4 * size);
  for (const { id } of (await mediaOf(library, origin)) as { id: string }[]) await purge(origin, id);
  expect(await talliesOf(library, origin)).toEqual({ tallied: {}, counted: {} });
  expect(await contentsOf(library, origin)).toEqual([]);
});
