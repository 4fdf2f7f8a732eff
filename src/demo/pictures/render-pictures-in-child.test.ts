import { execFileSync } from 'node:child_process';
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

/** Process ids of renderers that write to this test's directory. */
function renderers(): number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('render-pictures.process') && line.includes(directory))
    .map((line) => Number.parseInt(line, 10));
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
  expect(renderers()).toEqual([]);
});

test('the child is gone once its consumer has stopped early', async () => {
  const names = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 'tumblers' : 'tidewater'));
  for await (const { name } of renderPicturesInChild(directory, names, 200)) {
    expect(name).toBe('tumblers');
    expect(renderers()).toHaveLength(1);
    break;
  }
  expect(renderers()).toEqual([]);
});

test('a child that fails is an error that says why, after what it had finished', async () => {
  const reported: string[] = [];
  const consume = async (): Promise<void> => {
    for await (const { name } of renderPicturesInChild(directory, ['tumblers', 'teacup'], 48))
      reported.push(name);
  };
  await expect(consume()).rejects.toThrow(/ended early \(exit code 1\)[^]*no demo picture named teacup/);
  expect(reported).toEqual(['tumblers']);
  expect(renderers()).toEqual([]);
});

test('a child that is killed is an error that names the signal', async () => {
  const consume = async (): Promise<void> => {
    for await (const { name } of renderPicturesInChild(directory, Array<string>(60).fill('tumblers'), 200)) {
      expect(name).toBe('tumblers');
      for (const pid of renderers()) process.kill(pid, 'SIGKILL');
    }
  };
  await expect(consume()).rejects.toThrow('ended early (signal SIGKILL)');
});
