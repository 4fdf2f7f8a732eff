import { type Actor, ANONYMOUS, Role } from '../../src/platform/actor';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenUser, givenWorkspace, type TestWorkspace } from '../support/factories';
import { COMPLETED, type GivenMedia, givenMedia, insert, type MediaColumns } from './media-factories';
import { type Answer, ask, type MediaServer, startMediaServer } from './media-server';

let server: MediaServer;
let workspace: TestWorkspace;
let editor: Actor & { kind: 'user' };

beforeAll(async () => {
  server = await startMediaServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  workspace = await givenWorkspace(server.db);
  editor = await givenUser(server.db, workspace.id);
});

const given = (columns?: MediaColumns) => givenMedia(server.db, workspace.id, columns);
const asked = (query: string, actor: Actor = editor): Promise<Answer> =>
  ask(server.url, server.headers(workspace, actor), query);

interface Connection {
  readonly nodes: readonly { id: string }[];
  readonly edges: readonly { cursor: string; node: { id: string } }[];
  readonly pageInfo: Record<string, unknown> & { startCursor: string; endCursor: string };
  readonly totalCount: number | null;
}

/** `media(<args>)`; every test has an item of another workspace beside it, which must not come out. */
async function library(args: string): Promise<Connection> {
  const elsewhere = await givenWorkspace(server.db);
  await givenMedia(server.db, elsewhere.id, {
    media: { filename: 'needle.jpg', tags: ['sea'], folder: 'a' },
  });
  const answer = await asked(`{ media${args} { nodes { id } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`);
  expect(answer.errors).toBeUndefined();
  return answer.data?.media as Connection;
}
const idsOf = async (args: string) => (await library(args)).nodes.map(({ id }) => id);
const ids = (media: readonly (GivenMedia | undefined)[]) => media.map((each) => each?.id);

describe('pages', () => {
  const at = (time: string) => given({ media: { created_at: time } });
  let items: GivenMedia[];
  /** Newest first; the second and third differ by a microsecond, the fourth and fifth not at all. */
  let newestFirst: (GivenMedia | undefined)[];

  beforeEach(async () => {
    items = [
      await at('2026-01-01 10:00:00.000001+00'),
      await at('2026-01-01 10:00:00.500+00'),
      await at('2026-01-01 10:00:00.500+00'),
      await at('2026-01-01 10:00:00.700001+00'),
      await at('2026-01-01 10:00:00.700002+00'),
      await at('2026-01-02 10:00:00+00'),
    ];
    newestFirst = [items[5], items[4], items[3], items[2], items[1], items[0]];
  });

  test('are newest first, and every item is on exactly one of them', async () => {
    const seen: (string | undefined)[] = [];
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const { nodes, pageInfo, totalCount } = await library(`(first: 2${after})`);
      seen.push(...nodes.map(({ id }) => id));
      expect(pageInfo).toMatchObject({ hasNextPage: page < 2, hasPreviousPage: page > 0 });
      expect(totalCount).toBe(6);
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(ids(newestFirst));
  });

  test('read backwards from the end, in the order of the list', async () => {
    const last = await library('(last: 2)');
    expect(last.nodes.map(({ id }) => id)).toEqual(ids(newestFirst.slice(4)));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await library(`(last: 3, before: "${last.pageInfo.startCursor}")`);
    expect(before.nodes.map(({ id }) => id)).toEqual(ids(newestFirst.slice(1, 4)));
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const first = await library(`(last: 3, before: "${before.pageInfo.startCursor}")`);
    expect(first.nodes.map(({ id }) => id)).toEqual(ids(newestFirst.slice(0, 1)));
    expect(first.pageInfo).toMatchObject({ hasPreviousPage: false });
  });

  test('begin behind their cursor, whatever came or went meanwhile', async () => {
    const { edges } = await library('(first: 3)');
    await at('2026-02-01 10:00:00+00');
    await server.db.query('DELETE FROM media WHERE id = $1', items[3]?.uuid);
    expect(await idsOf(`(first: 2, after: "${edges[2]?.cursor ?? ''}")`)).toEqual(ids([items[2], items[1]]));
  });

  test('turn round', async () => {
    expect(await idsOf('(first: 4, reverse: true)')).toEqual(ids(newestFirst.toReversed().slice(0, 4)));
  });

  test.each([
    '(first: 0)',
    '(first: 251)',
    '(last: -1)',
    '(first: 1, last: 1)',
    '(after: "nonsense")',
    '(before: "WzEsMl0")',
  ])('that cannot be are BAD_USER_INPUT: %s', async (args) => {
    const { data, errors } = await asked(`{ media${args} { nodes { id } } }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('take one statement, and a second one where they are counted', async () => {
    server.statements.length = 0;
    await asked('{ media { nodes { id status previewImage { url } ... on MediaImage { animated } } } }');
    expect(server.statements).toHaveLength(1);
    await asked('{ media { totalCount nodes { id } } }');
    expect(server.statements).toHaveLength(3);
  });
});

test('more than ten thousand are not counted', async () => {
  const { contentId } = await given();
  const more = async (count: number) =>
    server.db.query(
      `INSERT INTO media (workspace_id, id, content_id, media_type, byte_size, filename)
       SELECT $1, gen_random_uuid(), $2, 'IMAGE', 1, 'many.jpg' FROM generate_series(1, $3::integer)`,
      workspace.id,
      contentId,
      count,
    );
  await more(9_999);
  expect((await library('(first: 1)')).totalCount).toBe(10_000);
  await more(1);
  expect((await library('(first: 1)')).totalCount).toBeNull();
});

describe('an order', () => {
  let small: GivenMedia, large: GivenMedia, middle: GivenMedia;
  beforeEach(async () => {
    small = await given({
      media: { filename: 'b.jpg', byte_size: 9, created_at: '2026-01-03', updated_at: '2026-01-04' },
    });
    large = await given({
      media: { filename: 'C.jpg', byte_size: 1000, created_at: '2026-01-01', updated_at: '2026-01-06' },
    });
    middle = await given({
      media: { filename: 'a.jpg', byte_size: 50, created_at: '2026-01-02', updated_at: '2026-01-05' },
    });
  });

  test.each([
    ['CREATED_AT', () => [small, middle, large]],
    ['UPDATED_AT', () => [large, middle, small]],
    ['FILENAME', () => [middle, small, large]],
    ['BYTE_SIZE', () => [small, middle, large]],
  ])('by %s, both ways and by pages', async (key, expected) => {
    expect(await idsOf(`(sortKey: ${key})`)).toEqual(ids(expected()));
    expect(await idsOf(`(sortKey: ${key}, reverse: true)`)).toEqual(ids(expected().toReversed()));
    const { pageInfo } = await library(`(sortKey: ${key}, first: 1)`);
    expect(await idsOf(`(sortKey: ${key}, first: 2, after: "${pageInfo.endCursor}")`)).toEqual(
      ids(expected().slice(1)),
    );
  });
});

describe('a filter', () => {
  const filtered = (filter: string) => idsOf(`(reverse: true, filter: { ${filter} })`);

  test('by kind', async () => {
    const image = await given();
    expect(await filtered('types: [IMAGE]')).toEqual([image.id]);
    expect(await filtered('types: [VIDEO, AUDIO]')).toEqual([]);
    expect(await filtered('types: []')).toEqual([image.id]);
  });

  test('by status', async () => {
    const pending = await given();
    const failed = await given({ content: { status: 'FAILED' } });
    await given({ content: COMPLETED });
    expect(await filtered('statuses: [FAILED]')).toEqual([failed.id]);
    expect(await filtered('statuses: [PENDING, FAILED]')).toEqual([pending.id, failed.id]);
  });

  test('by folder, which is exactly that one', async () => {
    const root = await given();
    const folder = await given({ media: { folder: 'a' } });
    await given({ media: { folder: 'a/b' } });
    expect(await filtered('folder: "/a/"')).toEqual([folder.id]);
    expect(await filtered('folder: ""')).toEqual([root.id]);
  });

  test('by tags, which have to be there all', async () => {
    const both = await given({ media: { tags: ['sand', 'sea', 'sun'] } });
    await given({ media: { tags: ['sea'] } });
    expect(await filtered('tags: [" sea", "sand"]')).toEqual([both.id]);
    expect(await filtered('tags: ["Sea"]')).toEqual([]);
  });

  test('by use', async () => {
    const [used, orphan] = [await given(), await given()];
    await insert(server.db, 'attachment', {
      workspace_id: workspace.id,
      id: used.uuid,
      entity_type: 'thing',
      entity_id: used.uuid,
      role: 'main',
      position: 0,
      media_id: used.uuid,
    });
    expect(await filtered('used: true')).toEqual([used.id]);
    expect(await filtered('used: false')).toEqual([orphan.id]);
  });

  test('by uploader', async () => {
    const own = await given({ media: { uploaded_by: editor.id } });
    await given();
    expect(await filtered(`uploadedById: "${encodeId('User', editor.id)}"`)).toEqual([own.id]);
    expect(await filtered(`uploadedById: "${encodeId('Product', editor.id)}"`)).toEqual([]);
    expect(await filtered('uploadedById: "nobody"')).toEqual([]);
  });

  test('by time, its ends left out', async () => {
    await given({ media: { created_at: '2026-01-01T00:00:00Z' } });
    const between = await given({ media: { created_at: '2026-01-02T00:00:00Z' } });
    await given({ media: { created_at: '2026-01-03T00:00:00Z' } });
    expect(
      await filtered('createdAfter: "2026-01-01T00:00:00Z", createdBefore: "2026-01-03T00:00:00Z"'),
    ).toEqual([between.id]);
  });

  test('by deletion', async () => {
    const kept = await given();
    const deleted = await given({ media: { deleted_at: '2026-01-01' } });
    expect(await filtered('deleted: true')).toEqual([deleted.id]);
    expect(await filtered('deleted: false')).toEqual([kept.id]);
  });
});

test('the latest uploads, of any kind or of one', async () => {
  const older = await given({ media: { created_at: '2026-01-01' } });
  const newer = await given({ media: { created_at: '2026-01-02' } });
  await given({ media: { created_at: '2026-01-03', deleted_at: '2026-01-04' } });
  const recent = async (args: string) =>
    ((await asked(`{ recentMedia${args} { id } }`)).data?.recentMedia as { id: string }[]).map(
      ({ id }) => id,
    );
  expect(await recent('')).toEqual([newer.id, older.id]);
  expect(await recent('(first: 1)')).toEqual([newer.id]);
  expect(await recent('(type: IMAGE)')).toEqual([newer.id, older.id]);
  expect(await recent('(type: VIDEO)')).toEqual([]);
});

test.each([
  ['anonymous callers', (): Actor => ANONYMOUS, 'UNAUTHENTICATED'],
  ['customers', (): Actor => ({ ...editor, role: Role.CUSTOMER }), 'FORBIDDEN'],
])('%s have no library', async (_, actor, code) => {
  await given();
  for (const query of ['{ media { totalCount } }', '{ recentMedia { id } }']) {
    const { data, errors } = await asked(query, actor());
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code } }]);
  }
});

test.each([Role.EDITOR, Role.ADMIN, Role.OWNER])('%s has a library', async (role) => {
  const item = await given();
  const { data } = await asked('{ media { nodes { id } } }', { ...editor, role });
  expect(data).toEqual({ media: { nodes: [{ id: item.id }] } });
});
