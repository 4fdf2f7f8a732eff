import { MODULES } from '../../src/modules';
import { Role } from '../../src/platform/actor';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { auditedOf } from '../../src/platform/module';
import { givenOwner } from '../support/owner';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type GraphQLAnswer, type TestClient } from '../support/test-client';

const LOG = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditFilterInput) {
  auditLog(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id operationId action record { type id } actor { id } actorName before after requestId ip at } } }`;

interface Entry {
  readonly id: string;
  readonly operationId: string;
  readonly action: string;
  readonly record: { readonly type: string; readonly id: string };
  readonly actor: { readonly id: string } | null;
  readonly actorName: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly requestId: string | null;
  readonly ip: string | null;
  readonly at: string;
}

interface Log {
  readonly auditLog: {
    readonly totalCount: number;
    readonly nodes: readonly Entry[];
    readonly pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string;
      endCursor: string;
    };
  };
}

let app: TestApp;
let shop: Shop;

beforeAll(async () => {
  app = await startTestApp();
  shop = await givenShop(app, 'shop');
});
afterAll(() => app.close());

const read = async (client: TestClient, variables: object = {}) =>
  (await client.data<Log>(LOG, variables)).auditLog;
const find = async (client: TestClient, filter: object) => read(client, { first: 250, filter });
const idOf = async (email: string) => {
  const [user] = await app.db.query<{ id: string }>(
    'SELECT id FROM users WHERE workspace_id = $1 AND email = $2',
    shop.id,
    email,
  );
  return encodeId('User', user?.id ?? '');
};

const RENAME = `mutation ($id: ID!, $version: Int!, $title: String!) {
  productUpdate(id: $id, version: $version, input: { title: $title }) { product { version } userErrors { code } } }`;

test('a change says what was and what is, whose it was, when, on which request and from where', async () => {
  const { product: id } = shop.references;
  const from = Date.now();
  const { product } = await shop.editor.data<{ product: { version: number } }>(
    'query ($id: ID!) { product(id: $id) { version } }',
    { id },
  );
  const renaming = { id, version: product.version, title: 'A new title' };
  expect(await shop.editor.data(RENAME, renaming)).toMatchObject({ productUpdate: { userErrors: [] } });

  const { nodes, totalCount } = await find(shop.owner, { recordId: id, action: 'product.update' });

  expect(totalCount).toBe(1);
  const [entry] = nodes;
  expect(entry).toMatchObject({
    action: 'product.update',
    record: { type: 'product', id },
    actor: { id: await idOf('editor@example.com') },
    actorName: null,
    before: { title: 'shop vase' },
    after: { title: 'A new title' },
    requestId: expect.stringMatching(/^[\w-]{8,}$/) as string,
    ip: '127.0.0.1',
  });
  const at = Date.parse(entry?.at ?? '');
  expect(at).toBeGreaterThanOrEqual(from - 1_000);
  expect(at).toBeLessThanOrEqual(Date.now() + 1_000);
  expect(decodeId('AuditEntry', entry?.id ?? '')).not.toBeNull();
  const NODE = 'query ($id: ID!) { node(id: $id) { ... on AuditEntry { id action after } } }';
  expect(await shop.owner.data(NODE, { id: entry?.id })).toEqual({
    node: { id: entry?.id, action: 'product.update', after: entry?.after },
  });
});

test('what the system changed says which part of it', async () => {
  const [made] = (await find(shop.owner, { recordId: shop.references.workspace, action: 'workspace.create' }))
    .nodes;
  expect(made).toMatchObject({
    record: { type: 'workspace', id: shop.references.workspace },
    ...{ actor: null, actorName: 'workspace creation', requestId: null, ip: null, before: null },
    after: { slug: 'shop', name: 'shop shop', currencyCode: 'EUR' },
  });
  const { nodes } = await find(shop.owner, { operationId: made?.operationId });
  expect(nodes.map(({ action, record }) => [action, record.id])).toEqual([
    ['user.create', shop.references.user],
    ['workspace.create', shop.references.workspace],
  ]);
});

test('filters find what all of them allow', async () => {
  const { user, product, media, operation } = shop.references;
  const { nodes: all, totalCount } = await find(shop.owner, {});
  expect(all).toHaveLength(totalCount);
  const expectFound = async (filter: object, test: (entry: Entry) => boolean) => {
    const found = await find(shop.owner, filter);
    expect([filter, found.nodes]).toEqual([filter, all.filter(test)]);
    expect([filter, found.totalCount]).toEqual([filter, found.nodes.length]);
    expect([filter, found.nodes.length]).not.toEqual([filter, 0]);
  };
  // Between two of the times as they are shown, which is to the millisecond.
  const shown = Date.parse(all[Math.floor(all.length / 2)]?.at ?? '');
  const middle = new Date(shown + 1).toISOString();
  await expectFound({ recordId: product }, ({ record }) => record.id === product);
  await expectFound({ recordId: user }, ({ record }) => record.id === user);
  await expectFound({ recordType: 'variant' }, ({ record }) => record.type === 'variant');
  await expectFound({ actorId: user }, ({ actor }) => actor?.id === user);
  await expectFound({ action: 'session.create' }, ({ action }) => action === 'session.create');
  await expectFound({ operationId: operation }, ({ operationId }) => operationId === operation);
  await expectFound({ createdAfter: middle }, ({ at }) => Date.parse(at) > shown);
  await expectFound({ createdBefore: middle }, ({ at }) => Date.parse(at) <= shown);
  await expectFound(
    { actorId: user, recordId: product, action: 'product.create', createdAfter: '2020-01-01T00:00:00Z' },
    ({ action, record }) => action === 'product.create' && record.id === product,
  );

  const none = { totalCount: 0, nodes: [] };
  for (const filter of [
    { recordId: product, recordType: 'media' },
    { recordId: media.slice(1) },
    { recordId: product, action: 'media.upload' },
    { actorId: product },
    { operationId: product },
    { action: 'product.%' },
    { createdAfter: middle, createdBefore: middle },
  ]) {
    expect([filter, await find(shop.owner, filter)]).toMatchObject([filter, none]);
  }
});

describe('pages', () => {
  test('are newest first by the clock of the database, whichever process made the ids', async () => {
    const { owner, ids } = await givenLog(6);
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { nodes, pageInfo, totalCount } = await read(owner, { first: 3, after });
      seen.push(...nodes.map(({ id }) => id));
      expect(pageInfo).toMatchObject({ hasNextPage: page < 2, hasPreviousPage: page > 0 });
      expect(totalCount).toBe(9);
      after = pageInfo.endCursor;
    }
    // What comes with a new workspace is newer.
    expect(seen.slice(3)).toEqual(ids);

    const last = await read(owner, { last: 2 });
    expect(last.nodes.map(({ id }) => id)).toEqual(ids.slice(-2));
    const before = await read(owner, { last: 3, before: last.pageInfo.startCursor });
    expect(before.nodes.map(({ id }) => id)).toEqual(ids.slice(1, 4));
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  test('of an editor are as full, and as much in order, as if there were nothing else', async () => {
    const { nodes: all } = await find(shop.owner, {});
    const kinds = new Set(
      auditedOf(MODULES).flatMap(({ type, readableBy }) => (readableBy === Role.EDITOR ? [type] : [])),
    );
    const readable = all.filter(({ record }) => kinds.has(record.type));
    expect(readable.length).toBeGreaterThan(5);
    expect(readable.length).toBeLessThan(all.length);
    const seen: Entry[] = [];
    let after: string | undefined;
    for (;;) {
      const { nodes, pageInfo, totalCount } = await read(shop.editor, { first: 2, after });
      expect(totalCount).toBe(readable.length);
      seen.push(...nodes);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
      expect(nodes).toHaveLength(2);
    }
    expect(seen).toEqual(readable.map((entry) => ({ ...entry, ip: null })));
  });

  test.each([{ first: 0 }, { first: 251 }, { first: 1, last: 1 }, { after: 'nonsense' }])(
    'that cannot be are BAD_USER_INPUT: %j',
    async (page) => {
      expect(codesOf(await shop.editor.ask(LOG, page))).toEqual(['BAD_USER_INPUT']);
    },
  );

  test('do not begin at a cursor of another list', async () => {
    const { mediaCursor } = shop.references;
    expect(codesOf(await shop.editor.ask(LOG, { after: mediaCursor }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('who may read', () => {
  test('of users and sessions are admins alone, in lists, in counts and by id', async () => {
    const NODE = 'query ($id: ID!) { node(id: $id) { id } }';
    for (const recordType of ['user', 'session']) {
      const { nodes } = await find(shop.admin, { recordType });
      expect(nodes.length).toBeGreaterThan(0);
      expect(await find(shop.editor, { recordType })).toMatchObject({ totalCount: 0, nodes: [] });
      const [{ id, record, operationId } = { id: '', record: { id: '' }, operationId: '' }] = nodes;
      for (const filter of [{ recordId: record.id }, { operationId, recordType }]) {
        expect(await find(shop.editor, filter)).toMatchObject({ totalCount: 0, nodes: [] });
      }
      expect(await shop.admin.data(NODE, { id })).toEqual({ node: { id } });
      for (const caller of ['editor', 'customer', 'anonymous'] as const) {
        expect(await shop[caller].data(NODE, { id })).toEqual({ node: null });
      }
    }
  });

  test('of the rest are all staff; where a request came from, admins alone', async () => {
    const filter = { recordId: shop.references.product };
    const [forAdmin, forEditor] = [await find(shop.admin, filter), await find(shop.editor, filter)];
    expect(forAdmin.nodes[0]?.ip).toBe('127.0.0.1');
    expect(forEditor.nodes).toEqual(forAdmin.nodes.map((entry) => ({ ...entry, ip: null })));
    const id = forAdmin.nodes[0]?.id;
    expect(
      await shop.editor.data('query ($id: ID!) { node(id: $id) { id ... on AuditEntry { ip } } }', { id }),
    ).toEqual({ node: { id, ip: null } });
    expect(codesOf(await shop.customer.ask(LOG))).toEqual(['FORBIDDEN']);
    expect(codesOf(await shop.anonymous.ask(LOG))).toEqual(['UNAUTHENTICATED']);
  });

  test('of a kind of record that no module declares are admins alone', async () => {
    await log(shop.id, {
      id: '01900000-0000-7000-8000-00000000ffff',
      subjectType: 'parcel',
      at: '2020-01-01',
    });
    const { nodes } = await find(shop.admin, { recordType: 'parcel' });
    const record = encodeId('Parcel', '01900000-0000-7000-8000-00000000ffff');
    expect(nodes).toMatchObject([{ record: { type: 'parcel', id: record } }]);
    expect((await find(shop.admin, { recordId: record })).nodes).toEqual(nodes);
    expect((await find(shop.editor, { recordType: 'parcel' })).nodes).toEqual([]);
  });
});

test('what is gone for good is still told of, and by whom', async () => {
  const { owner, editor } = shop;
  const UPLOAD = 'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }';
  const file = new Blob([Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;going')]);
  const { data } = await editor.upload<{ mediaUpload: { media: { id: string } } }>(UPLOAD, file, 'going.gif');
  const recordId = data.mediaUpload.media.id;
  for (const verb of ['mediaDelete', 'mediaPurge']) {
    await owner.data(`mutation ($ids: [ID!]!) { ${verb}(ids: $ids) { userErrors { code } } }`, {
      ids: [recordId],
    });
  }
  expect(await owner.data('query ($id: ID!) { node(id: $id) { id } }', { id: recordId })).toEqual({
    node: null,
  });

  const { nodes } = await find(editor, { recordId });
  const byOwner = { record: { type: 'media', id: recordId }, actor: { id: shop.references.user } };
  expect(nodes).toMatchObject([
    { ...byOwner, action: 'media.purge', before: { filename: 'going.gif' }, after: null },
    { ...byOwner, action: 'media.delete', before: { deletedAt: null } },
    { ...byOwner, action: 'media.upload', actor: { id: await idOf('editor@example.com') }, before: null },
  ]);
});

test('a page asks the database three times: for its entries, for their actors, and for their count', async () => {
  const { database } = app.platform;
  const workspace = database.workspace.bind(database);
  const statements: string[] = [];
  const spied = jest.spyOn(database, 'workspace').mockImplementation((id) => {
    const db = workspace(id);
    const count = <T extends object>(sql: string, params: unknown[]) => {
      statements.push(sql);
      return db.rows<T>(sql, ...params);
    };
    return {
      ...db,
      rows: (sql, ...params) => count(sql, params),
      row: async <T extends object>(sql: string, ...params: unknown[]) => (await count<T>(sql, params))[0],
    };
  });
  const { nodes } = await read(shop.owner, { first: 250 });
  spied.mockRestore();
  expect(new Set(nodes.map(({ actor }) => actor?.id)).size).toBeGreaterThan(3);
  const [who, ...asked] = statements.map((sql) => /FROM (users|audit_log|session)/.exec(sql)?.[1]);
  expect([who, ...asked.sort()]).toEqual(['session', 'audit_log', 'audit_log', 'users']);
});

test('the history of an uploaded file tells of each time that its bytes were sent', async () => {
  const UPLOAD = `mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } userErrors { code } } }`;
  const file = new Blob([Buffer.from('ffd8ffe000104a46', 'hex'), Buffer.alloc(5000, 'x')]);
  const send = async (client: TestClient, name: string, input: object = {}) => {
    const { data } = await client.upload<{ mediaUpload: { media: { id: string } } }>(
      UPLOAD,
      file,
      name,
      input,
    );
    return data.mediaUpload.media.id;
  };
  const recordId = await send(shop.editor, 'beach.jpg');
  expect(await send(shop.admin, 'strand.jpg')).toBe(recordId);
  const copyId = await send(shop.owner, 'playa.jpg', { onDuplicate: 'COPY' });

  const uploads = async (id: string) =>
    (await find(shop.editor, { recordId: id, action: 'media.upload' })).nodes.map(({ actor, after }) => [
      actor?.id,
      after?.filename,
      after?.deduplicated,
      after?.sha256,
    ]);
  const { sha256 } = (await find(shop.editor, { recordId })).nodes[0]?.after ?? {};
  expect(await uploads(recordId)).toEqual([
    [await idOf('admin@example.com'), 'strand.jpg', true, sha256],
    [await idOf('editor@example.com'), 'beach.jpg', false, sha256],
  ]);
  expect(await uploads(copyId)).toEqual([[shop.references.user, 'playa.jpg', true, sha256]]);
});

function codesOf({ errors }: GraphQLAnswer<unknown>): string[] | undefined {
  return errors?.map(({ extensions }) => extensions.code);
}

/** Puts an entry into the log as some process would have, at some time. */
async function log(
  workspaceId: string,
  { id, subjectType, at }: { id: string; subjectType: string; at: string },
): Promise<void> {
  await app.db.query(
    `INSERT INTO audit_log (workspace_id, id, operation_id, action, subject_type, subject_id, actor_kind, actor_name, at)
     VALUES ($1, $2, $2, 'test.happen', $3, $2, 'system', 'a test', $4)`,
    workspaceId,
    id,
    subjectType,
    at,
  );
}

/** A workspace whose log has entries of two processes, the clock of one of which is behind. */
async function givenLog(count: number): Promise<{ owner: TestClient; ids: string[] }> {
  const { workspaceId, owner } = await givenOwner(app, 'two-clocks');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const clock = index % 2 === 0 ? '01900000' : '01800000';
    const id = `${clock}-0000-7000-8000-00000000000${index}`;
    await log(workspaceId, { id, subjectType: 'product', at: `2026-01-01 10:00:0${index}+00` });
    ids.unshift(encodeId('AuditEntry', id));
  }
  return { owner, ids };
}
