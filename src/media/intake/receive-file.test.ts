import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Refusal, RequestError, RequestErrorCode, refuse, UserErrorCode } from '../../platform/errors';
import { LocalStorage } from '../../platform/storage/local-storage';
import { MediaType } from '../media-type';
import { byteSizeInWords, type IntakeLimits, intakeLimits } from './intake-limits';
import { receiveFile } from './receive-file';

const JPEG_START = Buffer.from('ffd8ffe000104a46', 'hex');
const LIMITS: IntakeLimits = { maxBytes: 1024 ** 2, maxBytesOf: { [MediaType.IMAGE]: 200_000 } };

let directory: string;
let storage: LocalStorage;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vitrine-intake-'));
  storage = new LocalStorage(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const leftovers = async () =>
  (await readdir(directory, { recursive: true })).filter((name) => name !== 'tmp');
const jpegOf = (bytes: number) => Buffer.concat([JPEG_START, randomBytes(bytes - JPEG_START.length)]);

function inChunks(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

async function refusalOf(receiving: Promise<unknown>): Promise<readonly { code: string; message: string }[]> {
  const error = await receiving.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`This is no refusal: ${String(error)}`);
  return error.faults;
}

test.each([1, 1000, 4100, 65_536, 200_000])(
  'a file in chunks of %i bytes is written, counted, hashed and told by its bytes',
  async (size) => {
    const bytes = jpegOf(200_000);
    const file = await receiveFile(storage, Readable.from(inChunks(bytes, size)), LIMITS);
    expect(file.byteSize).toBe(200_000);
    expect(file.sha256).toEqual(createHash('sha256').update(bytes).digest());
    expect(file.kind.mimeType).toBe('image/jpeg');
    expect(await readFile(file.path)).toEqual(bytes);
  },
);

test('a file that is shorter than what tells its kind is told at its end', async () => {
  const file = await receiveFile(storage, Readable.from([JPEG_START]), LIMITS);
  expect(file).toMatchObject({ byteSize: 8, kind: { mimeType: 'image/jpeg' } });
});

test('an empty file is refused and leaves nothing', async () => {
  expect(await refusalOf(receiveFile(storage, Readable.from([]), LIMITS))).toEqual([
    { code: 'CORRUPT_FILE', message: 'The file is empty.' },
  ]);
  expect(await leftovers()).toEqual([]);
});

test('one byte over the limit of its kind is refused in words, and the rest is read and forgotten', async () => {
  const stream = Readable.from(inChunks(jpegOf(200_001), 65_536), { autoDestroy: false });
  const drained = new Promise((resolve) => stream.once('end', resolve));
  expect(await refusalOf(receiveFile(storage, stream, LIMITS))).toEqual([
    { code: 'FILE_TOO_LARGE', message: 'This is too large: an image may have at most 195.3 KB.' },
  ]);
  await drained;
  expect(await leftovers()).toEqual([]);
});

test('a file whose kind is not known yet is held to the limit of all', async () => {
  const limits: IntakeLimits = { maxBytes: 1000, maxBytesOf: {} };
  expect(await refusalOf(receiveFile(storage, Readable.from([jpegOf(1001)]), limits))).toEqual([
    { code: 'FILE_TOO_LARGE', message: 'This is too large: a file may have at most 1000 bytes.' },
  ]);
  expect((await receiveFile(storage, Readable.from([jpegOf(1000)]), limits)).byteSize).toBe(1000);
});

test('what is not taken is refused by its first bytes, before the rest arrives', async () => {
  let asked = 0;
  const stream = new Readable({
    highWaterMark: 1,
    read() {
      asked += 1;
      if (asked <= 3) this.push(Buffer.alloc(4100, 'MZ\x90\0', 'latin1'));
    },
  });
  expect(await refusalOf(receiveFile(storage, stream, LIMITS))).toMatchObject([
    { code: 'UNSUPPORTED_MEDIA_TYPE' },
  ]);
  expect(await leftovers()).toEqual([]);
  stream.destroy();
});

test('a stream that its reader cut off is too large, although it ended', async () => {
  const stream = Object.assign(Readable.from([jpegOf(5000)]), { truncated: true });
  expect(await refusalOf(receiveFile(storage, stream, LIMITS))).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
  expect(await leftovers()).toEqual([]);
});

test.each([
  ['before its first byte', 0],
  ['in the middle', 3],
])('a source that fails %s leaves nothing', async (_, chunks) => {
  const stream = new Readable({
    read() {
      if (chunks === 0) this.destroy(new Error('gone'));
    },
  });
  const receiving = refusalOf(receiveFile(storage, stream, LIMITS));
  for (let sent = 0; sent < chunks; sent += 1) stream.push(jpegOf(5000));
  if (chunks > 0) setImmediate(() => stream.destroy(new Error('gone')));
  expect(await receiving).toEqual([
    { code: 'CORRUPT_FILE', message: 'The file did not arrive whole; send it again.' },
  ]);
  expect(await leftovers()).toEqual([]);
});

test('a source that failed before anyone read it is noticed', async () => {
  const stream = new Readable({ read: () => undefined });
  stream.once('error', () => undefined);
  stream.destroy(new Error('gone'));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(await refusalOf(receiveFile(storage, stream, LIMITS))).toMatchObject([{ code: 'CORRUPT_FILE' }]);
  expect(await leftovers()).toEqual([]);
});

test('the limit of whoever reads the network is told as ours, and its other errors as they are', async () => {
  const failing = (error: Error) =>
    new Readable({
      read() {
        this.destroy(error);
      },
    });
  const tooLarge = failing(refuse(UserErrorCode.FILE_TOO_LARGE, 'At most 1048576 bytes.'));
  expect(await refusalOf(receiveFile(storage, tooLarge, LIMITS))).toEqual([
    { code: 'FILE_TOO_LARGE', message: 'This is too large: a file may have at most 1 MB.' },
  ]);
  const stalled = new RequestError(RequestErrorCode.BAD_USER_INPUT, 'The upload stalled.');
  await expect(receiveFile(storage, failing(stalled), LIMITS)).rejects.toBe(stalled);
  expect(await leftovers()).toEqual([]);
});

test('a disk that cannot be written to is our fault, and leaves nothing', async () => {
  const missing = join(directory, 'missing', 'file');
  const broken = Object.assign(storage, { temporaryPath: () => Promise.resolve(missing) });
  await expect(receiveFile(broken, Readable.from([jpegOf(9000)]), LIMITS)).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect(await leftovers()).toEqual([]);
});

test('the source is read no faster than the disk takes it', async () => {
  const chunk = Buffer.alloc(65_536);
  JPEG_START.copy(chunk);
  let pushed = 0;
  let most = 0;
  const stream = new Readable({
    read() {
      pushed += 1;
      most = Math.max(most, this.readableLength);
      this.push(pushed <= 1600 ? chunk : null);
    },
  });
  const limits: IntakeLimits = { maxBytes: 1024 ** 3, maxBytesOf: {} };
  const before = process.memoryUsage().arrayBuffers;
  const file = await receiveFile(storage, stream, limits);
  expect(file.byteSize).toBe(1600 * 65_536);
  expect(most).toBeLessThanOrEqual(2 * 65_536);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 ** 2);
});

test.each([
  [100 * 1024 ** 2, '100 MB'],
  [2 * 1024 ** 3, '2 GB'],
  [1536, '1.5 KB'],
  [1, '1 bytes'],
  [1023, '1023 bytes'],
])('%i bytes are %s in words', (bytes, words) => expect(byteSizeInWords(bytes)).toBe(words));

test('the configuration limits images and documents besides files', () => {
  expect(intakeLimits({ maxBytes: 10, maxImageBytes: 5, maxDocumentBytes: 7 })).toEqual({
    maxBytes: 10,
    maxBytesOf: { IMAGE: 5, DOCUMENT: 7 },
  });
});
