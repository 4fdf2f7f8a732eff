import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'restricted-sharp-'))));
afterAll(() => rm(folder, { recursive: true }));

/** What reading a file says in a process of its own: the restriction holds for a whole process, tests included. */
async function read(path: string): Promise<string> {
  const script = `
    const { restrictedSharp } = require(${JSON.stringify(join(__dirname, 'restricted-sharp.ts'))});
    restrictedSharp(process.argv[1]).metadata()
      .then(({ format }) => console.log('read ' + format), ({ message }) => console.log(message));`;
  const args = ['-r', 'esbuild-register', '-e', script, path];
  return (await promisify(execFile)(process.execPath, args)).stdout.trim();
}

test.each([
  ['a.jpg', 'read jpeg'],
  ['a.png', 'read png'],
  ['a.webp', 'read webp'],
  ['a.avif', 'read heif'],
  ['a.gif', 'read gif'],
  ['a.tiff', 'Input file contains unsupported image format'],
  ['a.v', 'Input file contains unsupported image format'],
])('reading %s says: %s', async (name, answer) => {
  const path = join(folder, name);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).toFile(path);
  expect(await read(path)).toBe(answer);
});
