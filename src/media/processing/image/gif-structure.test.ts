import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { isGifComplete } from './gif-structure';

let folder: string;
let animation: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gif-structure-'));
  const frames = Buffer.concat([10, 90, 170].map((grey) => Buffer.alloc(20 * 20 * 3, grey)));
  const raw = { width: 20, height: 60, channels: 3, pageHeight: 20 } as const;
  animation = await sharp(frames, { raw }).gif().toBuffer();
});

afterAll(() => rm(folder, { recursive: true }));

async function isComplete(bytes: Buffer): Promise<boolean> {
  const path = join(folder, 'file.gif');
  await writeFile(path, bytes);
  return isGifComplete(path);
}

test('a whole file is complete, with or without something behind its trailer', async () => {
  expect(await isComplete(animation)).toBe(true);
  expect(await isComplete(Buffer.concat([animation, Buffer.from('appended')]))).toBe(true);
});

test('a file that ends between two blocks is complete, though it lacks the trailer', async () => {
  expect(animation.at(-1)).toBe(0x3b);
  expect(await isComplete(animation.subarray(0, -1))).toBe(true);
});

test('cut inside of a block, it is not', async () => {
  const ends: number[] = [];
  for (let end = 0; end < animation.length; end += 1) {
    if (await isComplete(animation.subarray(0, end))) ends.push(end);
  }
  // The ends of the colour table, and of a control block and an image for each of three frames.
  expect(ends).toHaveLength(7);
  expect(ends.at(-1)).toBe(animation.length - 1);
});
