import childProcess, { type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { renderPicturesInChild } from './render-pictures-in-child';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vitrine-pictures-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

// Watched, not replaced: the forks are real.
const fork = jest.spyOn(childProcess, 'fork');

/** The renderer that was started last. */
function renderer(): ChildProcess {
  const result = fork.mock.results.at(-1);
  if (result?.type !== 'return') throw new Error('No renderer was started');
  return result.value;
}

/** Whether there is a process of that id; signal 0 only asks. */
function lives({ pid }: ChildProcess): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the files come in the order asked for, each complete when it is reported', async () => {
  const names = ['tumblers', 'tidewater', 'globe-day'];
  const reported: string[] = [];
  for await (const { name, path } of renderPicturesInChild(directory, names, 48)) {
    reported.push(name);
    expect(basename(path)).toBe(`${name}.jpg`);
    expect(await sharp(path).metadata()).toMatchObject({ format: 'jpeg', width: 48, height: 48 });
  }
  expect(reported).toEqual(names);
  expect((await readdir(directory)).sort()).toEqual(['globe-day.jpg', 'tidewater.jpg', 'tumblers.jpg']);
  expect(lives(renderer())).toBe(false);
});

test('the child is gone once its consumer has stopped early', async () => {
  const names = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 'tumblers' : 'tidewater'));
  for await (const { name } of renderPicturesInChild(directory, names, 200)) {
    expect(name).toBe('tumblers');
    expect(lives(renderer())).toBe(true);
    break;
  }
  expect(lives(renderer())).toBe(false);
});

test('a child that fails is an error that says why, after what it had finished', async () => {
  const reported: string[] = [];
  const consume = async (): Promise<void> => {
    for await (const { name } of renderPicturesInChild(directory, ['tumblers', 'teacup'], 48))
      reported.push(name);
  };
  await expect(consume()).rejects.toThrow(/ended early \(exit code 1\)[^]*no demo picture named teacup/);
  expect(reported).toEqual(['tumblers']);
  expect(lives(renderer())).toBe(false);
});

test('a child that is killed is an error that names the signal', async () => {
  const consume = async (): Promise<void> => {
    for await (const { name } of renderPicturesInChild(directory, Array<string>(60).fill('tumblers'), 200)) {
      expect(name).toBe('tumblers');
      renderer().kill('SIGKILL');
    }
  };
  await expect(consume()).rejects.toThrow('ended early (signal SIGKILL)');
});
