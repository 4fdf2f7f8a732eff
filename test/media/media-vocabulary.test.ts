import { type Actor } from '../../src/platform/actor';
import { givenUser, givenWorkspace, type TestWorkspace } from '../support/factories';
import { givenMedia, type MediaColumns } from './media-factories';
import { ask, type MediaServer, startMediaServer } from './media-server';

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
  const elsewhere = await givenWorkspace(server.db);
  await givenMedia(server.db, elsewhere.id, { media: { folder: 'elsewhere', tags: ['elsewhere', 'sea'] } });
});

const given = (media: MediaColumns['media']) => givenMedia(server.db, workspace.id, { media });

async function read<T>(query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await ask(server.url, server.headers(workspace, editor), query, variables);
  expect(errors).toBeUndefined();
  return data as T;
}

const folders = async () =>
  (
    await read<{ mediaFolders: { name: string; mediaCount: number }[] }>(
      '{ mediaFolders { name mediaCount } }',
    )
  ).mediaFolders.map(({ name, mediaCount }) => [name, mediaCount]);

const tags = async (query?: string, first?: number) =>
  (
    await read<{ mediaTags: string[] }>(
      'query ($query: String, $first: Int) { mediaTags(query: $query, first: $first) }',
      { query, first },
    )
  ).mediaTags;

test('folders are those that something is in, from A to Z, with how many are in exactly each', async () => {
  expect(await folders()).toEqual([]);
  const { uuid } = await given({ folder: 'trips/2026' });
  await given({ folder: 'trips' });
  await given({ folder: 'trips' });
  await given({ folder: '' });
  await given({ folder: 'bin', deleted_at: '2026-01-01' });
  expect(await folders()).toEqual([
    ['', 1],
    ['trips', 2],
    ['trips/2026', 1],
  ]);
  await server.db.query(`UPDATE media SET folder = 'trips' WHERE id = $1`, uuid);
  expect(await folders()).toEqual([
    ['', 1],
    ['trips', 3],
  ]);
});

test('tags are those that something has, the most frequent first', async () => {
  expect(await tags()).toEqual([]);
  await given({ tags: ['Sea', 'sand dune'] });
  await given({ tags: ['sand dune', 'Überlingen'] });
  await given({ tags: ['gone'], deleted_at: '2026-01-01' });
  expect(await tags()).toEqual(['sand dune', 'Sea', 'Überlingen']);
  expect(await tags(undefined, 1)).toEqual(['sand dune']);
  expect(await tags('  ')).toEqual(['sand dune', 'Sea', 'Überlingen']);
});

test('tags are found by what is in them, first those that begin with it, whatever case and accents', async () => {
  await given({ tags: ['seaside', 'by the sea', 'Undersea'] });
  await given({ tags: ['by the sea', '100% wool', '%', 'a_b', '\\', 'Überlingen'] });
  expect(await tags('SEA')).toEqual(['seaside', 'by the sea', 'Undersea']);
  expect(await tags('uber')).toEqual(['Überlingen']);
  expect(await tags('%')).toEqual(['%']);
  expect(await tags('\\')).toEqual(['\\']);
  expect(await tags('_')).toEqual([]);
  expect(await tags('a b')).toEqual(['a_b']);
  expect(await tags('xylophone')).toEqual([]);
  expect(await tags('sea'.repeat(200))).toEqual([]);
  expect(await tags('\u0000')).toHaveLength(8);
});

test.each([0, 251])('%i tags cannot be asked for', async (first) => {
  const { errors } = await ask(
    server.url,
    server.headers(workspace, editor),
    `{ mediaTags(first: ${first}) }`,
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});
