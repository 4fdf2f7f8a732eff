import sharp from 'sharp';
import { decodeId } from '../../src/platform/graphql/global-id';
import { eventually } from '../support/eventually';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';

const MAX_BYTES = 20_000;
const AVATAR_UPLOAD = `mutation ($file: Upload!) {
  avatarUpload(file: $file) { user { id avatar { id url } } userErrors { field code message } } }`;
const ME = '{ me { id avatar { id url alt width } } }';

interface Image {
  readonly id: string;
  readonly url: string;
  readonly alt: string;
  readonly width: number;
}
interface Payload {
  readonly user: { readonly id: string; readonly avatar: Image | null } | null;
  readonly userErrors: readonly {
    readonly field: string[];
    readonly code: string;
    readonly message: string;
  }[];
}
interface MediaRow {
  readonly id: string;
  readonly folder: string;
  readonly uploadedBy: string;
  readonly deleted: boolean;
}

let app: TestApp;
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  app = await startTestApp({
    workers: ['relay', 'image'],
    env: { AVATAR_MAX_BYTES: String(MAX_BYTES) },
  });
  other = await givenShop(app, 'other');
});
afterAll(() => app.close());
let shops = 0;
beforeEach(async () => {
  shop = await givenShop(app, `shop-${(shops += 1)}`);
});

const portrait = (red: number) =>
  sharp({ create: { width: 40, height: 40, channels: 3, background: { r: red, g: 90, b: 60 } } })
    .jpeg()
    .toBuffer();
const blob = (bytes: Buffer) => new Blob([new Uint8Array(bytes)]);
const answerTo = (client: TestClient, bytes: Buffer, name = 'me.jpg') =>
  client.uploadAlone<{ avatarUpload: Payload } | null>(AVATAR_UPLOAD, blob(bytes), name);
const me = async (client: TestClient) =>
  (await client.data<{ me: { id: string; avatar: Image | null } }>(ME)).me;
const stored = async () => {
  const keys: string[] = [];
  for await (const { key } of app.platform.storage.list('tenants')) keys.push(key);
  return keys.sort();
};
const idOf = async (client: TestClient) => decodeId('User', (await me(client)).id) ?? '';

async function upload(client: TestClient, bytes: Buffer): Promise<Payload> {
  const { data, errors } = await answerTo(client, bytes);
  expect(errors).toBeUndefined();
  if (!data) throw new Error('An upload is answered.');
  return data.avatarUpload;
}

const uploadsOf = (userId: string) =>
  app.db.query<MediaRow>(
    `SELECT id, folder, uploaded_by AS "uploadedBy", deleted_at IS NOT NULL AS deleted FROM media
     WHERE workspace_id = $1 AND uploaded_by = $2 ORDER BY id`,
    shop.id,
    userId,
  );
const avatarsOf = async (userId: string) =>
  (
    await app.db.query<{ id: string }>(
      `SELECT media_id AS id FROM attachment WHERE workspace_id = $1 AND entity_type = 'user' AND entity_id = $2`,
      shop.id,
      userId,
    )
  ).map(({ id }) => id);
const auditOf = (userId: string) =>
  app.db.query<{ action: string; subject: string; before: object | null; after: object | null }>(
    `SELECT action, subject_type || ' ' || subject_id AS subject, before, after FROM audit_log
     WHERE workspace_id = $1 AND actor_id = $2 AND action !~ '^(session|cart|payment|order)[.]' ORDER BY at, id`,
    shop.id,
    userId,
  );
const use = (mediaId: string) => ({ mediaId, role: 'avatar', primary: true, alt: null, caption: null });

describe('the avatar that a customer uploads', () => {
  it('shows once it is processed, called by the name: to its user and to staff, to nobody else', async () => {
    const userId = await idOf(shop.customer);
    const payload = await upload(shop.customer, await portrait(10));
    expect(payload).toEqual({ user: { id: expect.any(String) as string, avatar: null }, userErrors: [] });

    const avatar = await eventually(async () => {
      const image = (await me(shop.customer)).avatar;
      expect(image).toMatchObject({ alt: `${shop.slug} member ${shop.slug} member`, width: 40 });
      return image;
    });
    const response = await fetch(avatar?.url ?? '');
    expect([response.status, response.headers.get('content-type')?.startsWith('image/')]).toEqual([
      200,
      true,
    ]);

    const [media] = await uploadsOf(userId);
    expect(media).toMatchObject({ folder: 'avatars', deleted: false });
    const query = 'query ($id: ID!) { node(id: $id) { ... on User { avatar { id } } } }';
    const id = payload.user?.id;
    expect(await shop.editor.data(query, { id })).toEqual({ node: { avatar: { id: avatar?.id } } });
    for (const stranger of [shop.anonymous, other.owner, other.customer]) {
      expect(await stranger.data(query, { id })).toEqual({ node: null });
    }
  });

  it('is one library item, one attachment and an audit row for each, and no other user’s', async () => {
    const userId = await idOf(shop.customer);
    const before = await me(shop.owner);
    await upload(shop.customer, await portrait(20));
    const [media, ...more] = await uploadsOf(userId);
    expect(more).toEqual([]);
    expect(await avatarsOf(userId)).toEqual([media?.id]);
    expect(await auditOf(userId)).toMatchObject([
      { action: 'media.upload', subject: `media ${media?.id}`, before: null, after: { folder: 'avatars' } },
      {
        action: 'user.media',
        subject: `user ${userId}`,
        before: { media: [] },
        after: { media: [use(media?.id ?? '')] },
      },
    ]);
    expect(await me(shop.owner)).toEqual(before);
    expect(await me(shop.editor)).toMatchObject({ avatar: null });
  });

  it('takes the place of the one before, which is deleted in the same commit', async () => {
    const userId = await idOf(shop.customer);
    await upload(shop.customer, await portrait(30));
    await upload(shop.editor, await portrait(30));
    await upload(shop.customer, await portrait(31));
    const [first = '', second = ''] = (await uploadsOf(userId)).map(({ id }) => id);
    expect((await uploadsOf(userId)).map(({ deleted }) => deleted)).toEqual([true, false]);
    expect(await avatarsOf(userId)).toEqual([second]);
    expect(await auditOf(userId)).toMatchObject([
      { action: 'media.upload', subject: `media ${first}` },
      { action: 'user.media', after: { media: [use(first)] } },
      { action: 'media.upload', subject: `media ${second}` },
      { action: 'media.delete', subject: `media ${first}`, before: { deletedAt: null } },
      { action: 'user.media', before: { media: [use(first)] }, after: { media: [use(second)] } },
    ]);
    const operations = await app.db.query(
      `SELECT DISTINCT operation_id FROM audit_log WHERE workspace_id = $1 AND actor_id = $2
         AND (action = 'media.delete' OR after -> 'media' -> 0 ->> 'mediaId' = $3)`,
      ...[shop.id, userId, second],
    );
    expect(operations).toHaveLength(1);
    const editors = await idOf(shop.editor);
    expect(await avatarsOf(editors)).toEqual((await uploadsOf(editors)).map(({ id }) => id));
    expect((await uploadsOf(editors)).map(({ deleted }) => deleted)).toEqual([false]);
  });

  it('leaves the one before where staff use it, or took it into the library', async () => {
    const userId = await idOf(shop.customer);
    await upload(shop.customer, await portrait(40));
    const [used] = await uploadsOf(userId);
    await app.db.query(
      `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
       VALUES ($1, gen_random_uuid(), 'product', $2, 'gallery', 9, $3)`,
      ...[shop.id, decodeId('Product', shop.references.product), used?.id],
    );
    await upload(shop.customer, await portrait(41));
    const moved = (await uploadsOf(userId))[1];
    await app.db.query(`UPDATE media SET folder = 'press' WHERE id = $1`, moved?.id);
    await upload(shop.customer, await portrait(42));
    expect((await uploadsOf(userId)).map(({ deleted }) => deleted)).toEqual([false, false, false]);
    expect(await avatarsOf(userId)).toEqual([(await uploadsOf(userId))[2]?.id]);
  });

  it('neither restores nor reveals what staff have of the same bytes', async () => {
    const bytes = await portrait(50);
    const UPLOAD = 'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }';
    const { data } = await shop.owner.upload<{ mediaUpload: { media: { id: string } } }>(
      UPLOAD,
      blob(bytes),
      'secret.jpg',
    );
    await shop.owner.data('mutation ($ids: [ID!]!) { mediaDelete(ids: $ids) { deletedIds } }', {
      ids: [data.mediaUpload.media.id],
    });
    await upload(shop.customer, bytes);
    const [own] = await uploadsOf(await idOf(shop.customer));
    expect(await avatarsOf(await idOf(shop.customer))).toEqual([own?.id]);
    const rows = await app.db.query<{ deleted: boolean; contents: number }>(
      `SELECT deleted_at IS NOT NULL AS deleted,
         (SELECT count(*)::integer FROM content c JOIN media o ON o.content_id = c.id WHERE o.id IN ($1, $2)) AS contents
       FROM media WHERE id = $1`,
      ...[decodeId('Media', data.mediaUpload.media.id), own?.id],
    );
    expect(rows).toEqual([{ deleted: true, contents: 2 }]);
  });

  it('is the last of those that were sent at once; the others are deleted', async () => {
    const userId = await idOf(shop.customer);
    const portraits = await Promise.all([60, 61, 62, 63, 64].map(portrait));
    const payloads = await Promise.all(portraits.map((bytes) => upload(shop.customer, bytes)));
    expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    const uploads = await uploadsOf(userId);
    const [avatar, ...more] = await avatarsOf(userId);
    expect(more).toEqual([]);
    expect(uploads.filter(({ deleted }) => !deleted).map(({ id }) => id)).toEqual([avatar]);
    expect(uploads).toHaveLength(5);
    const actions = (await auditOf(userId)).map(({ action }) => action).sort();
    expect(actions).toEqual([
      ...Array<string>(4).fill('media.delete'),
      ...Array<string>(5).fill('media.upload'),
      ...Array<string>(5).fill('user.media'),
    ]);
  });
});

describe('what is no avatar', () => {
  const noise = (head: string) => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(6_000, 32)]);

  it.each([
    [
      'a page under a picture’s name',
      'UNSUPPORTED_MEDIA_TYPE',
      noise('<!doctype html><script>alert(1)</script>'),
    ],
    [
      'a drawing that could carry scripts',
      'UNSUPPORTED_MEDIA_TYPE',
      noise('<svg xmlns="http://www.w3.org/2000/svg">'),
    ],
    ['a document', 'UNSUPPORTED_MEDIA_TYPE', noise('%PDF-1.7\n')],
    ['an empty file', 'CORRUPT_FILE', Buffer.alloc(0)],
    [
      'one byte too many',
      'FILE_TOO_LARGE',
      Buffer.concat([Buffer.from('ffd8ffe000104a46', 'hex'), Buffer.alloc(MAX_BYTES - 7)]),
    ],
    [
      'far too many bytes',
      'FILE_TOO_LARGE',
      Buffer.concat([Buffer.from('ffd8ffe000104a46', 'hex'), Buffer.alloc(3_000_000)]),
    ],
  ])('%s: %s for the file, and nothing is left', async (_, code, bytes) => {
    const [rows, keys] = [await rowsOf(app.db, shop.id), await stored()];
    const payload = await upload(shop.customer, bytes);
    expect(payload.user).toBeNull();
    expect(payload.userErrors.map((error) => [error.code, error.field])).toEqual([[code, ['file']]]);
    expect([await rowsOf(app.db, shop.id), await stored()]).toEqual([rows, keys]);
  });

  it('a file that is known to be broken: tried anew, and no avatar again', async () => {
    const userId = await idOf(shop.customer);
    const broken = (await portrait(70)).subarray(0, 200);
    const untilFailed = (times: number) =>
      eventually(async () => {
        const failures = await app.db.query(
          `SELECT 1 FROM audit_log a JOIN content c ON c.id = a.subject_id
           WHERE a.workspace_id = $1 AND a.action = 'content.fail' AND c.byte_size = 200`,
          shop.id,
        );
        expect(failures).toHaveLength(times);
      });
    for (const times of [1, 2]) {
      expect((await upload(shop.customer, broken)).userErrors).toEqual([]);
      await untilFailed(times);
      expect(await me(shop.customer)).toMatchObject({ avatar: null });
    }
    expect((await uploadsOf(userId)).map(({ deleted }) => deleted)).toEqual([true, false]);
  });

  it('nobody’s: an anonymous caller is UNAUTHENTICATED, and nothing is left', async () => {
    const [rows, keys] = [await rowsOf(app.db, shop.id), await stored()];
    const { data, errors } = await answerTo(shop.anonymous, await portrait(80));
    expect([data, errors?.map(({ extensions }) => extensions.code)]).toEqual([null, ['UNAUTHENTICATED']]);
    expect([await rowsOf(app.db, shop.id), await stored()]).toEqual([rows, keys]);
  });
});
