import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LocalStorage } from './local-storage';
import { ObjectNotFoundError, type Storage, type StoredObject } from './storage';

/** A storage with nothing in it, and how it is taken away again. */
interface OpenBackend {
  readonly storage: Storage;
  readonly close: () => Promise<void>;
}

/** What every backend has to keep; one more backend is one more line. */
const BACKENDS: Readonly<Record<string, () => Promise<OpenBackend>>> = {
  local: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vitrine-storage-'));
    return {
      storage: new LocalStorage(directory),
      close: () => rm(directory, { recursive: true }),
    };
  },
};

const INVALID_KEYS = [
  '',
  '/',
  '/etc/passwd',
  'a//b',
  'a/',
  '..',
  '../a',
  'a/../../b',
  'a/./b',
  '.hidden',
  'a/.hidden',
  'a/b.',
  'a\\b',
  'a b',
  'a\0b',
  'ä',
  'a/b?c',
  'n'.repeat(256),
  'a/'.repeat(450) + 'b',
];

describe.each(Object.keys(BACKENDS))('the %s storage', (backend) => {
  let storage: Storage;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const opened = await BACKENDS[backend]?.();
    if (!opened) throw new Error(`No backend ${backend}`);
    ({ storage, close } = opened);
  });
  afterEach(() => close());

  async function temporaryFile(bytes: Buffer | string): Promise<string> {
    const path = await storage.temporaryPath();
    await writeFile(path, bytes);
    return path;
  }

  async function put(key: string, bytes: Buffer | string): Promise<void> {
    await storage.moveIn(key, await temporaryFile(bytes), { contentType: 'application/octet-stream' });
  }

  const read = async (key: string, ...range: [{ start: number; end: number }?]): Promise<string> =>
    (await buffer(await storage.open(key, ...range))).toString();

  async function keysUnder(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of storage.list(prefix)) keys.push(key);
    return keys.sort();
  }

  async function swept(olderThanMs: number, options: { dryRun?: boolean } = {}): Promise<string[]> {
    const names: string[] = [];
    for await (const name of storage.sweepTemporary(olderThanMs, options)) names.push(name);
    return names.sort();
  }

  test('a file that is moved in is read back byte for byte, and is no longer where it was', async () => {
    const bytes = randomBytes(3_000_000);
    const path = await temporaryFile(bytes);
    await storage.moveIn('t/w/photo.jpg', path, { contentType: 'image/jpeg' });
    expect((await buffer(await storage.open('t/w/photo.jpg'))).equals(bytes)).toBe(true);
    await expect(access(path)).rejects.toThrow('ENOENT');
  });

  test('nothing is found under a key before it is stored, nor under a folder of keys', async () => {
    await put('t/w/a', 'abc');
    for (const key of ['t/w/b', 't/w', 't/w/a/x']) {
      await expect(storage.open(key)).rejects.toThrow(ObjectNotFoundError);
      await expect(storage.withFile(key, () => Promise.resolve())).rejects.toThrow(ObjectNotFoundError);
      expect(await storage.stat(key)).toBeNull();
    }
  });

  test('stat knows the size and the time of what is stored', async () => {
    const earliest = Math.floor(Date.now() / 1000) * 1000 - 2000;
    await put('t/a', 'twelve bytes');
    const found = (await storage.stat('t/a')) as StoredObject;
    expect({ ...found, modifiedAt: null }).toEqual({ key: 't/a', byteSize: 12, modifiedAt: null });
    expect(found.modifiedAt.getTime()).toBeGreaterThanOrEqual(earliest);
    expect(found.modifiedAt.getTime()).toBeLessThanOrEqual(Date.now() + 2000);
  });

  test('what is stored is as old as its place in the storage, however long it was temporary', async () => {
    const path = await temporaryFile('waited');
    const longAgo = new Date('2020-02-02');
    await utimes(path, longAgo, longAgo);
    const earliest = Math.floor(Date.now() / 1000) * 1000 - 2000;
    await storage.moveIn('t/a', path, { contentType: 'text/plain' });
    expect((await storage.stat('t/a'))?.modifiedAt.getTime()).toBeGreaterThanOrEqual(earliest);
  });

  test.each([
    [{ start: 0, end: 0 }, '0'],
    [{ start: 2, end: 5 }, '2345'],
    [{ start: 9, end: 9 }, '9'],
    [{ start: 7, end: 1000 }, '789'],
  ])('the range %j is read, both ends included', async (range, expected) => {
    await put('t/digits', '0123456789');
    expect(await read('t/digits', range)).toBe(expected);
  });

  test('a range that starts behind the last byte is refused', async () => {
    await put('t/digits', '0123456789');
    await expect(storage.open('t/digits', { start: 10, end: 12 })).rejects.toThrow(RangeError);
  });

  test('a key that is stored again has the new bytes; who was reading reads the old ones to the end', async () => {
    await put('t/a', Buffer.alloc(2_000_000, 'o'));
    const reading: Readable = await storage.open('t/a');
    await put('t/a', 'new');
    expect((await buffer(reading)).equals(Buffer.alloc(2_000_000, 'o'))).toBe(true);
    expect(await read('t/a')).toBe('new');
    expect(await keysUnder('t')).toEqual(['t/a']);
  });

  test('of many files that are stored under one key at once, one is kept, whole', async () => {
    const files = Array.from({ length: 20 }, () => randomBytes(300_000));
    await Promise.all(files.map((bytes) => put('t/same', bytes)));
    const kept = await buffer(await storage.open('t/same'));
    expect(files.filter((bytes) => bytes.equals(kept))).toHaveLength(1);
    expect(await keysUnder('t')).toEqual(['t/same']);
  });

  test('a file that is not there cannot be moved in, and nothing is stored', async () => {
    await expect(
      storage.moveIn('t/a', await storage.temporaryPath(), { contentType: 'image/png' }),
    ).rejects.toThrow('ENOENT');
    expect(await storage.stat('t/a')).toBeNull();
  });

  test('a folder cannot be moved in, and stays', async () => {
    const folder = await storage.temporaryPath();
    await mkdir(folder);
    await expect(storage.moveIn('t/a', folder, { contentType: 'image/png' })).rejects.toThrow('Not a file');
    await access(folder);
    expect(await keysUnder('t')).toEqual([]);
  });

  test('withFile gives a file with the bytes, and what came of using it', async () => {
    const bytes = randomBytes(100_000);
    await put('t/a', bytes);
    const same = await storage.withFile('t/a', async (path) => (await readFile(path)).equals(bytes));
    expect(same).toBe(true);
    await expect(storage.withFile('t/a', () => Promise.reject(new Error('no use for it')))).rejects.toThrow(
      'no use for it',
    );
    expect(await storage.stat('t/a')).toMatchObject({ byteSize: 100_000 });
  });

  test('delete takes away what it is told to and nothing else, and does not mind what is not there', async () => {
    await Promise.all(['t/1/a', 't/1/b', 't/2/c', 't/2/d/e'].map((key) => put(key, key)));
    await storage.delete(['t/1/a', 't/2/c', 't/2/d/e', 't/none', 'none', 't/1', 't/1/b/x']);
    await storage.delete(['t/1/a']);
    await storage.delete([]);
    expect(await keysUnder('t')).toEqual(['t/1/b']);
    await put('t/1/a', 'again');
    expect(await read('t/1/a')).toBe('again');
  });

  test('list gives everything under a folder of keys, however deep, and nothing beside it', async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `t/w/${index % 7}/${index}.webp`);
    await Promise.all([...keys, 't/wx/beside', 't/w2', 'u/w/other'].map((key) => put(key, key)));
    const found: StoredObject[] = [];
    for await (const object of storage.list('t/w')) found.push(object);
    expect(found.map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect(found.every(({ key, byteSize }) => byteSize === key.length)).toBe(true);
    expect(await keysUnder('t/w2')).toEqual([]);
    expect(await keysUnder('nothing/here')).toEqual([]);
  });

  test('a list may be left before its end, and what it lists may be deleted meanwhile', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `t/${index}/f`);
    await Promise.all(keys.map((key) => put(key, 'x')));
    for await (const { key } of storage.list('t')) {
      await storage.delete([key]);
      break;
    }
    expect(await keysUnder('t')).toHaveLength(99);
    for await (const { key } of storage.list('t')) await storage.delete([key]);
    expect(await keysUnder('t')).toEqual([]);
  });

  test('files that are stored in a folder while others of it are deleted stay, every one', async () => {
    const stays = Array.from({ length: 60 }, (_, index) => `t/w/${index % 3}/stays-${index}`);
    const goes = Array.from({ length: 60 }, (_, index) => `t/w/${index % 3}/goes-${index}`);
    await Promise.all(
      stays.map(async (key, index) => {
        const gone = goes[index] ?? '';
        await put(gone, 'x');
        await Promise.all([storage.delete([gone]), put(key, key)]);
      }),
    );
    expect(await keysUnder('t')).toEqual([...stays].sort());
    expect(await Promise.all(stays.map((key) => read(key)))).toEqual(stays);
  });

  test.each(INVALID_KEYS.map((key) => [key.slice(0, 40), key]))(
    '%j is no key for anything',
    async (_, key) => {
      const path = await temporaryFile('x');
      const refused = 'Not a storage key';
      await expect(storage.moveIn(key, path, { contentType: 'image/png' })).rejects.toThrow(refused);
      await expect(storage.open(key)).rejects.toThrow(refused);
      await expect(storage.stat(key)).rejects.toThrow(refused);
      await expect(storage.withFile(key, () => Promise.resolve())).rejects.toThrow(refused);
      await expect(storage.delete([key])).rejects.toThrow(refused);
      await expect(keysUnder(key)).rejects.toThrow(refused);
      expect(await readFile(path, 'utf8')).toBe('x');
    },
  );

  test('the longest key is stored and found', async () => {
    const key = `t/${'n'.repeat(255)}/${'m'.repeat(255)}/${'o'.repeat(255)}/${'p'.repeat(130)}`;
    expect(key).toHaveLength(900);
    await put(key, 'long');
    expect(await read(key)).toBe('long');
    expect(await keysUnder('t')).toEqual([key]);
  });

  test('one invalid key among others deletes nothing', async () => {
    await put('t/a', 'a');
    await expect(storage.delete(['t/a', '../b'])).rejects.toThrow('Not a storage key');
    expect(await read('t/a')).toBe('a');
  });

  test('temporary paths are all different, lead nowhere yet, and are not listed', async () => {
    const paths = await Promise.all(Array.from({ length: 20 }, () => storage.temporaryPath()));
    expect(new Set(paths).size).toBe(20);
    for (const path of paths) await expect(access(path)).rejects.toThrow('ENOENT');
    await Promise.all(paths.map((path) => writeFile(path, 'draft')));
    await put('t/a', 'a');
    expect(await keysUnder('t')).toEqual(['t/a']);
    expect(await keysUnder('tmp')).toEqual([]);
  });

  test('the sweep takes temporary files and folders by the age of their last write', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    const [old, fresh, oldFolder, freshFolder] = await Promise.all([
      temporaryFile('old'),
      temporaryFile('fresh'),
      storage.temporaryPath(),
      storage.temporaryPath(),
    ]);
    for (const folder of [oldFolder, freshFolder]) {
      await mkdir(folder);
      await writeFile(join(folder, 'part'), 'x');
    }
    await utimes(join(oldFolder, 'part'), hourAgo, hourAgo);
    for (const path of [old, oldFolder, freshFolder]) await utimes(path, hourAgo, hourAgo);
    await put('t/a', 'stored');

    const found = await swept(1_800_000, { dryRun: true });
    expect(found).toHaveLength(2);
    for (const path of [old, oldFolder]) await access(path);
    expect(await swept(1_800_000)).toEqual(found);
    for (const path of [old, oldFolder]) await expect(access(path)).rejects.toThrow('ENOENT');
    expect(await readFile(fresh, 'utf8')).toBe('fresh');
    expect(await readFile(join(freshFolder, 'part'), 'utf8')).toBe('x');
    expect(await read('t/a')).toBe('stored');

    expect(await swept(-1000)).toHaveLength(2);
    expect(await swept(-1000)).toEqual([]);
    await put('t/b', 'stored after the sweep');
  });

  test('a storage that can be written to is ready, and has nothing in it for that', async () => {
    await storage.ready();
    await storage.ready();
    expect(await swept(-1000)).toEqual([]);
    await put('t/a', 'a');
    expect(await keysUnder('t')).toEqual(['t/a']);
  });
});
