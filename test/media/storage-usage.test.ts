import { MediaType } from '../../src/media';
import { Role } from '../../src/platform/actor';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenUser } from '../support/factories';
import { givenOwner } from '../support/owner';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { givenMedia, insert } from './media-factories';

const USAGE = `{ storageUsage {
  storedBytes logicalBytes quotaBytes quotaUsedBytes userQuotaBytes mediaCount orphanCount orphanBytes
  byType { type mediaCount storedBytes } byUser { user { id } mediaCount storedBytes } } }`;

const UPLOAD = `mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) {
  deduplicated media { id } userErrors { field code message } } }`;

interface Usage {
  readonly storageUsage: Record<string, unknown>;
}

const QUOTA = 12_000;
const SIZE = 5_000;

describe('storageUsage', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      env: { WORKSPACE_QUOTA_BYTES: String(QUOTA), USER_QUOTA_BYTES: String(QUOTA - 1) },
    });
  });
  afterAll(() => app.close());

  test('counts each distinct content once, each item by its uploader, and nothing of other workspaces', async () => {
    const { db } = app;
    const { workspaceId, owner } = await givenOwner(app, 'counted');
    const elsewhere = await givenOwner(app, 'elsewhere');
    await givenMedia(db, elsewhere.workspaceId, { media: { byte_size: 999 } });
    const [first, second] = [await givenUser(db, workspaceId), await givenUser(db, workspaceId, Role.ADMIN)];
    const shared = await givenMedia(db, workspaceId, {
      media: { byte_size: 1_000, uploaded_by: first.id },
      content: { processed_bytes: 300 },
    });
    await insert(db, 'rendition', {
      ...{
        workspace_id: workspaceId,
        content_id: shared.contentId,
        recipe: 1,
        transform: 't',
        format: 'webp',
      },
      ...{ width: 1, height: 1, byte_size: 40, sha256: Buffer.alloc(32), storage_key: 'made on demand' },
      ...{ on_demand: true, used_at: new Date() },
    });
    const copy = { byte_size: 1_000, uploaded_by: second.id, media_type: 'IMAGE', filename: 'copy.jpg' };
    const copyId = '00000000-0000-4000-8000-000000000001';
    await insert(db, 'media', {
      workspace_id: workspaceId,
      id: copyId,
      content_id: shared.contentId,
      ...copy,
    });
    await givenMedia(db, workspaceId, {
      media: { byte_size: 5_000, media_type: 'VIDEO', deleted_at: new Date() },
      content: { media_type: 'VIDEO' },
    });
    const purged = await givenMedia(db, workspaceId, { media: { byte_size: 70 } });
    await db.query('DELETE FROM media WHERE id = $1', purged.uuid);
    await db.query(
      "UPDATE content SET state = 'condemned', condemned_at = now() WHERE id = $1",
      purged.contentId,
    );
    await insert(db, 'attachment', {
      ...{ workspace_id: workspaceId, id: shared.uuid, entity_type: 'product', entity_id: shared.uuid },
      ...{ role: 'gallery', position: 0, media_id: shared.uuid },
    });

    const user = ({ id }: { id: string }) => ({ id: encodeId('User', id) });
    expect(await owner.data<Usage>(USAGE)).toEqual({
      storageUsage: {
        storedBytes: 1_340 + 5_000 + 70,
        logicalBytes: 2 * 1_340 + 5_000,
        quotaBytes: QUOTA,
        quotaUsedBytes: 0,
        userQuotaBytes: QUOTA - 1,
        mediaCount: 3,
        orphanCount: 1,
        orphanBytes: 1_000,
        byType: [
          { type: MediaType.VIDEO, mediaCount: 1, storedBytes: 5_000 },
          { type: MediaType.IMAGE, mediaCount: 2, storedBytes: 1_410 },
        ],
        byUser: [
          { user: null, mediaCount: 1, storedBytes: 5_000 },
          { user: user(first), mediaCount: 1, storedBytes: 1_000 },
          { user: user(second), mediaCount: 1, storedBytes: 1_000 },
        ],
      },
    });
  });

  test('of a new workspace is all zeros', async () => {
    const { owner } = await givenOwner(app, 'empty');
    expect(await owner.data<Usage>(USAGE)).toMatchObject({
      storageUsage: {
        storedBytes: 0,
        logicalBytes: 0,
        mediaCount: 0,
        orphanBytes: 0,
        byType: [],
        byUser: [],
      },
    });
  });

  describe('and the quotas', () => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await givenShop(app, 'shop');
      await app.db.query('DELETE FROM media_quota WHERE workspace_id = $1', shop.id);
    });

    interface Uploaded {
      readonly mediaUpload: {
        readonly deduplicated: boolean;
        readonly media: object | null;
        readonly userErrors: readonly object[];
      };
    }

    async function upload(
      client: TestClient,
      fill: string,
      input: object = {},
    ): Promise<Uploaded['mediaUpload']> {
      const start = Buffer.from('ffd8ffe000104a46', 'hex');
      const file = new Blob([Buffer.concat([start, Buffer.alloc(SIZE - start.length, fill)])]);
      const { data } = await client.upload<Uploaded>(UPLOAD, file, `${fill}.jpg`, input);
      return data.mediaUpload;
    }

    const used = async () => {
      const { storageUsage } = await shop.editor.data<Usage>('{ storageUsage { quotaUsedBytes } }');
      return storageUsage.quotaUsedBytes;
    };
    const refusal = (message: string) => ({
      media: null,
      deduplicated: false,
      userErrors: [{ code: 'QUOTA_EXCEEDED', field: ['input', 'file'], message }],
    });

    test('what passes the limit is refused in words and changes nothing; what is there is free', async () => {
      expect((await upload(shop.editor, 'a')).userErrors).toEqual([]);
      expect((await upload(shop.editor, 'b')).userErrors).toEqual([]);
      expect(await used()).toBe(2 * SIZE);
      const before = await rowsOf(app.db, shop.id);
      expect(await upload(shop.admin, 'c')).toEqual(
        refusal(
          'There is no room for this file. The workspace uses 9.8 KB of the 11.7 KB that it may store, ' +
            'and this file needs 4.9 KB.',
        ),
      );
      expect(await upload(shop.editor, 'b', { onDuplicate: 'COPY' })).toEqual(
        refusal(
          'There is no room for this file. Your files take 9.8 KB of the 11.7 KB that each user may store, ' +
            'and this file needs 4.9 KB.',
        ),
      );
      expect(await rowsOf(app.db, shop.id)).toEqual(before);

      expect(await upload(shop.editor, 'a')).toMatchObject({ deduplicated: true, userErrors: [] });
      expect(await upload(shop.admin, 'a', { onDuplicate: 'COPY' })).toMatchObject({ userErrors: [] });
      expect(await used()).toBe(2 * SIZE);
    });

    test('are no business of customers', async () => {
      const { errors } = await shop.customer.ask(USAGE);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    });
  });
});
