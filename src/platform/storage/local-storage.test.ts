import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStorage } from './local-storage';

const OTHER_FILE_SYSTEM = '/dev/shm';

let directory: string;
let storage: LocalStorage;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vitrine-storage-'));
  storage = new LocalStorage(directory);
});
afterEach(() => rm(directory, { recursive: true }));

async function put(key: string, bytes: Buffer | string): Promise<void> {
  const path = await storage.temporaryPath();
  await writeFile(path, bytes);
  await storage.moveIn(key, path);
}

/** Every path below the storage's folder, folders too. */
const pathsOnDisk = async (): Promise<string[]> => (await readdir(directory, { recursive: true })).sort();

test('a file is stored by renaming it: it is the same file, at the place that its key says', async () => {
  const path = await storage.temporaryPath();
  await writeFile(path, 'x');
  const before = await stat(path);
  await storage.moveIn('t/w/a', path);
  const after = await stat(join(directory, 'objects/t/w/a'));
  expect([after.ino, after.dev]).toEqual([before.ino, before.dev]);
});

test('a file of another file system is stored too, and leaves nothing where it was', async () => {
  const [here, there] = await Promise.all([stat(directory), stat(OTHER_FILE_SYSTEM).catch(() => null)]);
  // Without a second file system there is nothing to cross.
  const elsewhere = there && there.dev !== here.dev ? OTHER_FILE_SYSTEM : directory;
  const source = join(await mkdtemp(join(elsewhere, 'vitrine-elsewhere-')), 'file');
  const bytes = randomBytes(500_000);
  await writeFile(source, bytes);
  await storage.moveIn('t/a', source);
  expect((await readFile(join(directory, 'objects/t/a'))).equals(bytes)).toBe(true);
  await expect(access(source)).rejects.toThrow('ENOENT');
  expect(await readdir(join(directory, 'tmp')).catch(() => [])).toEqual([]);
  await rm(join(source, '..'), { recursive: true });
});

test('a link is not followed: what it points to is not taken in', async () => {
  const path = await storage.temporaryPath();
  await symlink('/etc/passwd', path);
  await expect(storage.moveIn('t/a', path)).rejects.toThrow('ELOOP');
  expect(await storage.stat('t/a')).toBeNull();
});

test('deleting takes the folders that it empties, and none that has something in it', async () => {
  await put('t/w/image/ab/1/file', 'x');
  await put('t/w/image/cd/2/file', 'x');
  await storage.delete(['t/w/image/ab/1/file']);
  const left = ['t', 't/w', 't/w/image', 't/w/image/cd', 't/w/image/cd/2', 't/w/image/cd/2/file'];
  expect(await pathsOnDisk()).toEqual(['objects', ...left.map((path) => `objects/${path}`), 'tmp'].sort());
  await storage.delete(['t/w/image/cd/2/file']);
  expect(await pathsOnDisk()).toEqual(['objects', 'tmp']);
});

test('deleting again takes the empty folders that a crash in the middle of it left', async () => {
  await put('t/w/a/file', 'x');
  await rm(join(directory, 'objects/t/w/a/file'));
  await storage.delete(['t/w/a/file']);
  expect(await pathsOnDisk()).toEqual(['objects', 'tmp']);
});

test('files that are in the folder but have no key are not listed', async () => {
  await put('t/w/a', 'x');
  await writeFile(join(directory, 'objects/t/.DS_Store'), 'x');
  await writeFile(join(directory, 'objects/t/w/a b'), 'x');
  const keys: string[] = [];
  for await (const { key } of storage.list('t')) keys.push(key);
  expect(keys).toEqual(['t/w/a']);
});

// Linux alone shows a process its open files.
(process.platform === 'linux' ? test : test.skip)(
  'streams that are destroyed and lists that are left early keep no file open',
  async () => {
    await Promise.all(Array.from({ length: 40 }, (_, index) => put(`t/${index}/f`, Buffer.alloc(300_000))));
    const countOpen = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await countOpen();
    for (let index = 0; index < 40; index += 1) {
      const stream = await storage.open(`t/${index}/f`, { start: 10, end: 200_000 });
      if (index % 2 === 0) stream.read();
      const closed = once(stream, 'close');
      stream.destroy();
      await closed;
      await expect(storage.open(`t/${index}/f`, { start: 300_000, end: 300_001 })).rejects.toThrow(
        RangeError,
      );
      for await (const object of storage.list('t')) if (object.byteSize > 0) break;
    }
    expect(await countOpen()).toBe(before);
  },
);

test('a storage that cannot be written to says so in words, and why', async () => {
  const file = join(directory, 'file');
  await writeFile(file, 'x');
  await expect(new LocalStorage(join(file, 'storage')).ready()).rejects.toThrow(
    /^The storage folder .*\/file\/storage cannot be written to: Error: ENOTDIR/,
  );
});

test('a process that is killed while it writes and stores leaves whole files only', async () => {
  const program = `
    const { LocalStorage } = require(${JSON.stringify(join(__dirname, 'local-storage.ts'))});
    const { createHash, randomBytes } = require('node:crypto');
    const { writeFile } = require('node:fs/promises');
    (async () => {
      const storage = new LocalStorage(${JSON.stringify(directory)});
      for (;;) {
        const bytes = randomBytes(2_000_000);
        const path = await storage.temporaryPath();
        await writeFile(path, bytes);
        await storage.moveIn('t/' + createHash('sha256').update(bytes).digest('hex') + '/f', path);
        process.stdout.write('.');
      }
    })();`;
  for (let round = 0; round < 5; round += 1) {
    const child: ChildProcess = spawn(process.execPath, ['-r', 'esbuild-register', '-e', program]);
    if (!child.stdout) throw new Error('The child has no stdout.');
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, round * 7));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  let stored = 0;
  for await (const { key, byteSize } of storage.list('t')) {
    const bytes = await storage.withFile(key, (path) => readFile(path));
    expect(byteSize).toBe(2_000_000);
    expect(key).toBe(`t/${createHash('sha256').update(bytes).digest('hex')}/f`);
    stored += 1;
  }
  expect(stored).toBeGreaterThanOrEqual(5);
  for await (const name of storage.sweepTemporary(-1000)) expect(name).not.toBe('');
  expect(await readdir(join(directory, 'tmp'))).toEqual([]);
});
