import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { type Actor, ANONYMOUS, Role } from '../../src/platform/actor';
import { decodeId } from '../../src/platform/graphql/global-id';
import { givenUser, givenWorkspace, type TestWorkspace } from '../support/factories';
import {
  type Answer,
  MAX_FILE_BYTES,
  MAX_IMAGE_BYTES,
  type MediaServer,
  send,
  startMediaServer,
} from './media-server';

const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) {
    deduplicated
    media { __typename id type status progress filename alt description tags folder mimeType byteSize version
            uploadedBy { id } errors { code } previewImage { id } }
    userErrors { field code message }
  }
}`;

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

interface Uploaded {
  readonly deduplicated: boolean;
  readonly media: (Record<string, unknown> & { id: string }) | null;
  readonly userErrors: readonly { field: string[] | null; code: string; message: string }[];
}

const upload = (file: Buffer, options: { filename?: string; input?: object; actor?: Actor } = {}) =>
  send(server.url, server.headers(workspace, options.actor ?? editor), UPLOAD, { file, ...options });

function uploaded(answer: Answer): Uploaded {
  expect(answer.errors).toBeUndefined();
  return answer.data?.mediaUpload as Uploaded;
}

const photo = (red: number) =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: { r: red, g: 80, b: 40 } } })
    .jpeg()
    .toBuffer();

async function rowsOfWorkspace(): Promise<Record<string, number>> {
  const [counts] = await server.db.query<Record<string, number>>(
    `SELECT (SELECT count(*)::integer FROM media WHERE workspace_id = $1) AS media,
            (SELECT count(*)::integer FROM content WHERE workspace_id = $1) AS contents,
            (SELECT count(*)::integer FROM audit_log WHERE workspace_id = $1) AS audits,
            (SELECT count(*)::integer FROM outbox_event WHERE workspace_id = $1) AS events`,
    workspace.id,
  );
  return counts ?? {};
}
const NOTHING = { media: 0, contents: 0, audits: 0, events: 0 };

test('a photograph comes into the library with what is said of it', async () => {
  const file = await photo(1);
  const { media, ...rest } = uploaded(
    await upload(file, {
      filename: 'C:\\pictures\\Strand.jpg',
      input: { alt: ' A beach ', description: 'Sand', tags: ['sea', ' sea ', 'sand'], folder: '/trips/' },
    }),
  );
  expect(rest).toEqual({ deduplicated: false, userErrors: [] });
  expect(media).toEqual({
    __typename: 'MediaImage',
    id: expect.any(String) as string,
    type: 'IMAGE',
    status: 'PENDING',
    progress: 0,
    filename: 'Strand.jpg',
    alt: 'A beach',
    description: 'Sand',
    tags: ['sea', 'sand'],
    folder: 'trips',
    mimeType: 'image/jpeg',
    byteSize: file.length,
    version: 1,
    uploadedBy: { id: expect.any(String) as string },
    errors: [],
    previewImage: null,
  });
  const uploadedBy = media?.uploadedBy as { id: string };
  expect(decodeId('User', uploadedBy.id)).toBe(editor.id);
  expect(await rowsOfWorkspace()).toEqual({ media: 1, contents: 1, audits: 1, events: 2 });
});

test('the same bytes again are deduplicated, a copy of them is another item', async () => {
  const file = await photo(2);
  const first = uploaded(await upload(file));
  const again = uploaded(await upload(file, { filename: 'other.jpg' }));
  const copy = uploaded(
    await upload(file, { input: { onDuplicate: 'COPY', filename: 'copy.jpg' }, filename: 'x.jpg' }),
  );
  expect(again).toMatchObject({ deduplicated: true, media: { id: first.media?.id, filename: 'photo.jpg' } });
  expect(copy).toMatchObject({ deduplicated: true, media: { filename: 'copy.jpg' } });
  expect(copy.media?.id).not.toBe(first.media?.id);
  expect(await rowsOfWorkspace()).toEqual({ media: 2, contents: 1, audits: 3, events: 3 });
});

test('fifty uploads of one file at once: one item, and exactly one answer that it is new', async () => {
  const file = await photo(3);
  const answers = await Promise.all(Array.from({ length: 50 }, () => upload(file)));
  const payloads = answers.map(uploaded);
  expect(new Set(payloads.map(({ media }) => media?.id)).size).toBe(1);
  expect(payloads.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  expect(await rowsOfWorkspace()).toEqual({ media: 1, contents: 1, audits: 50, events: 2 });
});

describe('what is refused leaves nothing', () => {
  let before: string[];
  beforeEach(async () => {
    before = await server.files();
  });
  afterEach(async () => {
    expect(await rowsOfWorkspace()).toEqual(NOTHING);
    expect(await server.files()).toEqual(before);
    expect(server.errors).toEqual([]);
  });

  const refusal = async (answer: Promise<Answer>) => {
    const payload = uploaded(await answer);
    expect(payload).toMatchObject({ media: null, deduplicated: false });
    return payload.userErrors;
  };

  test('a file of another kind, whatever its name says', async () => {
    expect(await refusal(upload(Buffer.from('MZ\0 ...'), { filename: 'photo.jpg' }))).toEqual([
      {
        field: ['input', 'file'],
        code: 'UNSUPPORTED_MEDIA_TYPE',
        message: expect.stringMatching(
          /^This is a file of the type EXE \(application\/x-msdownload\)\. Taken are pictures \(JPEG, /,
        ) as string,
      },
    ]);
  });

  test('an empty file', async () => {
    expect(await refusal(upload(Buffer.alloc(0)))).toEqual([
      { field: ['input', 'file'], code: 'CORRUPT_FILE', message: 'The file is empty.' },
    ]);
  });

  test.each([
    ['one byte over the limit of images', MAX_IMAGE_BYTES + 1, 'an image may have at most 200 KB'],
    ['a byte over the limit of all files', MAX_FILE_BYTES + 1, 'an image may have at most 200 KB'],
    ['far over the limit of all files', 8 * MAX_FILE_BYTES, 'an image may have at most 200 KB'],
  ])('a picture that is %s', async (_, byteSize, limit) => {
    const file = Buffer.concat([await photo(4), Buffer.alloc(byteSize)]).subarray(0, byteSize);
    expect(await refusal(upload(file))).toEqual([
      { field: ['input', 'file'], code: 'FILE_TOO_LARGE', message: `This is too large: ${limit}.` },
    ]);
  });

  test('input that is wrong, before the file is read', async () => {
    const input = { alt: 'a'.repeat(1001), tags: ['t'.repeat(101)] };
    expect(await refusal(upload(await photo(5), { input }))).toEqual([
      { field: ['input', 'alt'], code: 'INVALID', message: 'This may have at most 1000 characters.' },
      { field: ['input', 'tags', '0'], code: 'INVALID', message: 'This may have at most 100 characters.' },
    ]);
  });

  test('more tags than any list may hold', async () => {
    const tags = Array.from({ length: 251 }, (_, index) => `t${index}`);
    const { errors } = await upload(await photo(6), { input: { tags } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test.each([
    ['anonymous callers', () => ANONYMOUS, 'UNAUTHENTICATED'],
    ['customers', (): Actor => ({ ...editor, role: Role.CUSTOMER }), 'FORBIDDEN'],
  ])('whatever %s send, without its being read', async (_, actor, code) => {
    const file = Buffer.concat([await photo(7), Buffer.alloc(8 * MAX_FILE_BYTES)]);
    const { data, errors } = await upload(file, { actor: actor() });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});

test('exactly as large as the limit is taken', async () => {
  const file = Buffer.concat([await photo(8), Buffer.alloc(MAX_IMAGE_BYTES)]).subarray(0, MAX_IMAGE_BYTES);
  expect(uploaded(await upload(file))).toMatchObject({
    userErrors: [],
    media: { byteSize: MAX_IMAGE_BYTES },
  });
});

/** A multipart request whose file never ends. */
function unfinishedRequest(start: Buffer): Buffer {
  const part = (name: string, value: string, extra = '') =>
    `--frontier\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}`;
  const head = [
    part('operations', JSON.stringify({ query: UPLOAD, variables: { input: { file: null } } })),
    part('map', JSON.stringify({ file: ['variables.input.file'] })),
    part('file', '', '; filename="photo.jpg"'),
  ].join('\r\n');
  const headers = {
    host: 'localhost',
    ...server.headers(workspace, editor),
    'content-type': 'multipart/form-data; boundary=frontier',
    'content-length': '1000000',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${head}`), start]);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}

test('a client that goes away in the middle leaves nothing', async () => {
  const before = await server.files();
  const start = Buffer.concat([await photo(9), Buffer.alloc(100_000)]);
  const clients = Array.from({ length: 5 }, () => connect(server.port, '127.0.0.1'));
  for (const client of clients) client.write(unfinishedRequest(start));
  await until(async () => (await server.files()).length === before.length + clients.length);
  for (const client of clients) client.resetAndDestroy();
  await until(async () => (await server.files()).length === before.length);
  expect(await rowsOfWorkspace()).toEqual(NOTHING);
  expect(server.errors).toEqual([]);
});

test('a client that closes its side of the connection in the middle leaves nothing', async () => {
  const before = await server.files();
  const client = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined);
  client.write(unfinishedRequest(Buffer.concat([await photo(10), Buffer.alloc(10_000)])));
  await until(async () => (await server.files()).length === before.length + 1);
  client.end();
  await until(async () => (await server.files()).length === before.length);
  client.destroy();
  expect(await rowsOfWorkspace()).toEqual(NOTHING);
  expect(server.errors).toEqual([]);
});
