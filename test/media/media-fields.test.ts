import { type Actor, ANONYMOUS, Role } from '../../src/platform/actor';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenUser, givenWorkspace, type TestWorkspace } from '../support/factories';
import { COMPLETED, type GivenMedia, givenMedia, type MediaColumns } from './media-factories';
import { type Answer, ask, type MediaServer, startMediaServer } from './media-server';

let server: MediaServer;
let workspace: TestWorkspace;
let editor: Actor & { kind: 'user' };
/** What callers who are no staff may see. */
const onShow = new Set<string>();

beforeAll(async () => {
  server = await startMediaServer({ findVisible: () => Promise.resolve(onShow) });
});
afterAll(() => server.close());
beforeEach(async () => {
  workspace = await givenWorkspace(server.db);
  editor = await givenUser(server.db, workspace.id);
  onShow.clear();
});

const given = (columns?: MediaColumns) => givenMedia(server.db, workspace.id, columns);
const asked = (query: string, actor: Actor = editor): Promise<Answer> =>
  ask(server.url, server.headers(workspace, actor), query);

const FIELDS = `__typename id type status progress errors { code message } filename alt mimeType byteSize sha256
  originalUrl previewImage { url alt } uploadedBy { id } deletedAt
  ... on MediaImage { image { url width height alt } focalPoint { x y } animated }`;
const nodeOf = async ({ id }: GivenMedia, actor?: Actor) =>
  (await asked(`{ node(id: "${id}") { ... on Media { ${FIELDS} } } }`, actor)).data?.node;

test('the fields of an image that is done', async () => {
  const sha256 = Buffer.alloc(32, 0xab);
  const done = await given({
    media: {
      alt: 'A beach',
      byte_size: 5_000_000_000,
      focal_x: 0.25,
      focal_y: 0.75,
      uploaded_by: editor.id,
    },
    content: { ...COMPLETED, sha256, facts: { ...COMPLETED.facts, animated: true } },
  });
  const node = await nodeOf(done);
  expect(node).toMatchObject({
    __typename: 'MediaImage',
    id: done.id,
    type: 'IMAGE',
    status: 'COMPLETED',
    progress: 1,
    errors: [],
    byteSize: 5_000_000_000,
    sha256: 'ab'.repeat(32),
    originalUrl: expect.stringMatching(/^http:\/\/media\.test\/media\/.*\/photo\.jpg$/) as string,
    previewImage: { url: expect.stringContaining('http://media.test/media/') as string, alt: 'A beach' },
    uploadedBy: { id: encodeId('User', editor.id) },
    deletedAt: null,
    image: { url: expect.stringContaining('http://media.test/media/') as string, alt: 'A beach' },
    focalPoint: { x: 0.25, y: 0.75 },
    animated: true,
  });
});

test.each([
  ['pending', { status: 'PENDING' }, []],
  ['in work', { status: 'PROCESSING', progress: 0.5 }, []],
  [
    'failed',
    { status: 'FAILED', error_code: 'CORRUPT_FILE', error_message: 'Broken.' },
    [{ code: 'CORRUPT_FILE', message: 'Broken.' }],
  ],
])('the fields of an image that is %s', async (_, content, errors) => {
  expect(await nodeOf(await given({ content }))).toMatchObject({
    status: content.status,
    errors,
    image: null,
    previewImage: null,
    focalPoint: null,
  });
});

test.each<[string, Record<string, unknown>, object[]]>([
  ['in work again', { progress: 0.5, due_at: new Date() }, []],
  [
    'that could not be processed anew',
    { error_code: 'TOO_HEAVY', error_message: 'Too heavy.', failed_recipe: 2 },
    [{ code: 'TOO_HEAVY', message: 'Too heavy.' }],
  ],
])('an image %s shows what was published before', async (_, content, errors) => {
  expect(await nodeOf(await given({ content: { ...COMPLETED, ...content } }))).toMatchObject({
    status: 'COMPLETED',
    progress: content.progress ?? 1,
    errors,
    image: { url: expect.stringContaining('http://media.test/media/') as string },
  });
});

test('the fields of a deleted one, which staff see', async () => {
  const deleted = await given({ media: { deleted_at: '2026-01-01T00:00:00Z' } });
  expect(await nodeOf(deleted)).toMatchObject({ deletedAt: '2026-01-01T00:00:00.000Z' });
});

test('fields that only staff see are null to everyone else, and take nothing with them', async () => {
  const shown = await given({ media: { uploaded_by: editor.id }, content: COMPLETED });
  onShow.add(shown.uuid);
  const customer: Actor = { ...editor, role: Role.CUSTOMER };
  for (const actor of [ANONYMOUS, customer]) {
    expect(await nodeOf(shown, actor)).toMatchObject({
      id: shown.id,
      filename: 'photo.jpg',
      image: { width: expect.any(Number) as number },
      sha256: null,
      originalUrl: null,
      uploadedBy: null,
      deletedAt: null,
    });
  }
});

test('what is not on show, is no media or lies elsewhere is not found', async () => {
  const hidden = await given({ content: COMPLETED });
  expect(await nodeOf(hidden, ANONYMOUS)).toBeNull();
  const other = await givenWorkspace(server.db);
  const elsewhere = await givenMedia(server.db, other.id);
  expect(await nodeOf(elsewhere)).toBeNull();
  const { data } = await ask(
    server.url,
    server.headers(workspace, editor),
    `{ nodes(ids: ["${elsewhere.id}", "${hidden.id}", "${encodeId('Media', editor.id)}"]) { id } }`,
  );
  expect(data).toEqual({ nodes: [null, { id: hidden.id }, null] });
});

test('the fields of many are loaded together', async () => {
  const other = await givenUser(server.db, workspace.id);
  for (const { id } of [editor, editor, other]) await given({ media: { uploaded_by: id } });
  server.statements.length = 0;
  const { data } = await asked('{ media { nodes { uploadedBy { id } } } }');
  expect(data).toEqual({
    media: {
      nodes: [other, editor, editor].map(({ id }) => ({ uploadedBy: { id: encodeId('User', id) } })),
    },
  });
  expect(server.statements).toHaveLength(2);
});
