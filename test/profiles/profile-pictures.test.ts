import { shortId } from '../../src/media/delivery/short-id';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia, givenUser } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';

const ATTACH = `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
  mediaAttach(entity: $entity, items: $items) { entityMedia { role } userErrors { field code message } } }`;
const WORKSPACE = '{ workspace { name logo { url alt } banner { url alt } } }';
const CALLERS = ['anonymous', 'customer', 'editor', 'admin', 'owner'] as const;

interface Attached {
  readonly mediaAttach: {
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  };
}

let app: TestApp;
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
  other = await givenShop(app, 'other');
});
afterAll(() => app.close());

const attach = (client: TestClient, type: string, id: string, items: readonly object[]) =>
  client.ask<Attached | null>(ATTACH, { entity: { type, id }, items });
const idOf = async (client: TestClient) => (await client.data<{ me: { id: string } }>('{ me { id } }')).me.id;
const picture = async (overrides: Parameters<typeof givenMedia>[2] = {}) =>
  encodeId('Media', await givenMedia(app.db, shop.id, overrides));

describe('the workspace’s pictures', () => {
  it('are each in their role, whichever came first, and everyone sees them', async () => {
    const rows = await app.db.query<{ role: string; content: string }>(
      `SELECT a.role, m.content_id AS content FROM attachment a JOIN media m ON m.id = a.media_id
       WHERE a.workspace_id = $1 AND a.entity_type = 'workspace' ORDER BY a.role`,
      shop.id,
    );
    expect(rows.map(({ role }) => role)).toEqual(['banner', 'logo']);
    const [banner, logo] = rows.map(({ content }) => ({
      url: expect.stringContaining(`/${shortId(content)}/`) as string,
      alt: 'shop profile',
    }));
    const workspace = { name: 'shop shop', logo, banner };
    for (const caller of CALLERS) {
      expect([caller, await shop[caller].ask(WORKSPACE)]).toEqual([caller, { data: { workspace } }]);
    }
  });

  it('take one image each', async () => {
    const { workspace: id } = shop.references;
    const before = await rowsOf(app.db, shop.id);
    const items = [{ mediaId: shop.references.media, role: 'logo' }];
    const { data } = await attach(shop.owner, 'workspace', id, items);
    expect(data?.mediaAttach.userErrors).toEqual([
      { field: null, code: 'LIMIT_EXCEEDED', message: 'The role logo takes at most 1.' },
    ]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('are told to staff as a use by the workspace’s name', async () => {
    const { entityMedia } = await shop.editor.data<{
      entityMedia: { role: string; media: { usages: { nodes: object[] } } }[];
    }>(
      `query ($entity: EntityRefInput!) { entityMedia(entity: $entity, role: "logo") {
        role media { usages { nodes { role entity { type id label } } } } } }`,
      { entity: { type: 'workspace', id: shop.references.workspace } },
    );
    const entity = { type: 'workspace', id: shop.references.workspace, label: 'shop shop' };
    expect(entityMedia).toEqual([{ role: 'logo', media: { usages: { nodes: [{ role: 'logo', entity }] } } }]);
  });
});

describe('the picture of a user', () => {
  it('is changed by the user, of staff from the library, and by admins for anyone', async () => {
    const customer = await idOf(shop.customer);
    const editor = await idOf(shop.editor);
    const items = [{ mediaId: await picture() }];
    expect((await attach(shop.editor, 'user', editor, items)).data?.mediaAttach.userErrors).toEqual([]);
    const denied = await attach(shop.editor, 'user', customer, items);
    expect(denied.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    const own = await attach(shop.customer, 'user', customer, items);
    expect(own.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect((await attach(shop.admin, 'user', customer, items)).data?.mediaAttach.userErrors).toEqual([]);
    const audited = await app.db.query<{ subject_id: string }>(
      `SELECT subject_id FROM audit_log WHERE workspace_id = $1 AND action = 'user.media' ORDER BY id DESC LIMIT 2`,
      shop.id,
    );
    expect(audited.map(({ subject_id }) => encodeId('User', subject_id))).toEqual([customer, editor]);
  });

  it('is of an image alone', async () => {
    const { data } = await attach(shop.owner, 'user', await idOf(shop.owner), [
      { mediaId: await picture({ mediaType: 'VIDEO' as never }) },
    ]);
    expect(data?.mediaAttach.userErrors.map(({ code }) => code)).toEqual(['INVALID']);
  });

  it('makes its library item visible to its user, and to no other customer', async () => {
    const { portrayed, userAttachment } = shop.references;
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(await shop.customer.data(query, { ids: [portrayed, userAttachment] })).toEqual({
      nodes: [null, null],
    });
    await app.db.query(
      `UPDATE attachment SET entity_id = $3 WHERE workspace_id = $1 AND id = $2`,
      ...[shop.id, decodeId('EntityMedia', userAttachment), decodeId('User', await idOf(shop.admin))],
    );
    expect(await shop.admin.data('{ me { avatar { alt } } }')).toEqual({
      me: { avatar: { alt: 'shop profile' } },
    });
  });

  it('is loaded for all users of a request at once', async () => {
    const users = [];
    for (let number = 1; number <= 12; number += 1) {
      const { id } = await givenUser(app.db, shop.id);
      users.push(encodeId('User', id));
      await attach(shop.owner, 'user', encodeId('User', id), [{ mediaId: await picture() }]);
    }
    const statements: string[] = [];
    const { database } = app.platform;
    const workspace = database.workspace.bind(database);
    database.workspace = (id) => {
      const db = workspace(id);
      return { ...db, rows: (sql, ...params) => (statements.push(sql), db.rows(sql, ...params)) };
    };
    const query =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { displayName avatar { id alt } } } }';
    for (const ids of [users.slice(0, 1), users]) {
      statements.length = 0;
      const { nodes } = await shop.editor.data<{
        nodes: { displayName: string; avatar: { alt: string } }[];
      }>(query, { ids });
      expect(nodes.map(({ displayName, avatar }) => avatar.alt === displayName)).toEqual(ids.map(() => true));
      expect(statements.map((sql) => /FROM (\w+)/.exec(sql)?.[1])).toEqual(['users', 'attachment', 'media']);
    }
    database.workspace = workspace;
  });
});

describe('what another workspace has', () => {
  it('is no picture here, and its users and its own pictures are not to be changed', async () => {
    const before = await rowsOf(app.db, shop.id, other.id);
    const theirs = [{ mediaId: other.references.media }];
    const tries: [string, string, readonly object[]][] = [
      ['user', await idOf(shop.owner), theirs],
      ['user', other.references.user, [{ mediaId: shop.references.media }]],
      ['workspace', other.references.workspace, [{ mediaId: shop.references.media, role: 'logo' }]],
      ['workspace', shop.references.workspace, [{ ...theirs[0], role: 'logo' }]],
    ];
    for (const [type, id, items] of tries) {
      const { data } = await attach(shop.owner, type, id, items);
      expect(data?.mediaAttach.userErrors.map(({ code }) => code)).toEqual(['NOT_FOUND']);
    }
    expect(await rowsOf(app.db, shop.id, other.id)).toEqual(before);
  });
});
