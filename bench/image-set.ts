/**
 * What the image set of a photograph costs beside the cheapest program that makes the same six files.
 *
 *   npm run build && node dist/bench/image-set.js [rounds] [images a round]
 *
 * The set is 1200, 300 and 150 pixels in JPEG and WebP, of a photograph of 12 megapixels and some 3 MB that is made
 * here, the same each time. `bare` is sharp by itself: the file decoded once to 1200 pixels, the squares from that.
 * `renderer` is ImageRenderer: a child process under limits, inspection, hashing, placeholder and dominant colour
 * beside the same files. `whole` is all of it: the upload received and hashed, the original and the files stored, and
 * every row of it in a PostgreSQL of its own, which counts too. Each lives in a process of its own that is warm before the first round; they take turns,
 * and what is counted is the processor time of the whole process tree. It is read from /proc, so this needs Linux.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ImageRenderer } from '../src/media';
import { makePhotograph } from './photograph';
import { openWholeWay } from './whole-way';

/** The most that the whole way may cost, as a multiple of bare sharp. */
const GOAL = 1.15;
const CONTESTANTS = ['bare', 'renderer', 'whole'] as const;
type Contestant = (typeof CONTESTANTS)[number];

/** Linux counts processor time in hundredths of a second (USER_HZ). */
const MS_PER_TICK = 10;

/** Of three ways that were tried this is the cheapest by 3 percent: each square is shrunk once, for both formats. */
async function renderBare(photograph: string, folder: string): Promise<void> {
  const decoded = sharp(photograph)
    .autoOrient()
    .resize(1200, 1200, { fit: 'inside', withoutEnlargement: true });
  let { data, info } = await decoded.raw().toBuffer({ resolveWithObject: true });
  for (const side of [1200, 300, 150]) {
    if (side < 1200) {
      const square = sharp(data, { raw: info }).resize(side, side);
      ({ data, info } = await square.raw().toBuffer({ resolveWithObject: true }));
    }
    for (const format of ['webp', 'jpeg'] as const) {
      const pipeline = sharp(data, { raw: info }).toFormat(format, { quality: 85 });
      await pipeline.toFile(join(folder, `${side}.${format}`));
    }
  }
}

/** The contestant's side: renders once to be warm, then as often as it is told. */
async function contest(contestant: Contestant, photograph: string, folder: string): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  const { render, close } = await contestants[contestant](photograph, folder);
  await render();
  process.on('message', (images: number) => {
    void (async () => {
      for (let image = 0; image < images; image += 1) await render();
      process.send?.('done');
    })();
  });
  process.on('disconnect', () => void close());
  process.send?.('ready');
}

interface Rendering {
  readonly render: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const contestants: Readonly<Record<Contestant, (photograph: string, folder: string) => Promise<Rendering>>> =
  {
    bare: (photograph, folder) =>
      Promise.resolve({ render: () => renderBare(photograph, folder), close: () => Promise.resolve() }),
    renderer: (photograph, folder) => {
      const renderer = new ImageRenderer({ processes: 1 });
      return Promise.resolve({
        render: () => renderer.render(photograph, folder),
        close: () => renderer.close(0),
      });
    },
    whole: async (photograph) => {
      const way = await openWholeWay(photograph);
      return { render: () => way.goOnce(), close: () => way.close() };
    },
  };

/** User and system time of a process and its descendants, in ms. */
async function treeCpuMs(root: number): Promise<number> {
  const processes: { pid: number; parent: number; ticks: number }[] = [];
  for (const name of await readdir('/proc')) {
    const line = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    // After the name in brackets: state, parent, ...; user and system time are the 12th and 13th.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 13) continue;
    processes.push({
      pid: Number(name),
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
    });
  }
  const sumOf = (pid: number): number =>
    processes.reduce((sum, { pid: other, parent, ticks }) => {
      if (other === pid) return sum + ticks;
      return parent === pid ? sum + sumOf(other) : sum;
    }, 0);
  return sumOf(root) * MS_PER_TICK;
}

async function answerOf(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`A contestant ended with code ${String(code)}.`));
    child.once('exit', ended);
    child.once('message', () => {
      child.off('exit', ended);
      resolve();
    });
  });
}

async function cpuMsOf(child: ChildProcess, images: number): Promise<number> {
  if (child.pid === undefined) throw new Error('A contestant was not started.');
  const before = await treeCpuMs(child.pid);
  const done = answerOf(child);
  child.send(images);
  await done;
  return ((await treeCpuMs(child.pid)) - before) / images;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

async function compare(rounds: number, images: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'image-set-'));
  const children: ChildProcess[] = [];
  try {
    const photograph = join(folder, 'photograph.jpg');
    await makePhotograph(photograph);
    print(`A photograph of 4000 x 3000 pixels, ${((await stat(photograph)).size / 1e6).toFixed(1)} MB.`);
    for (const contestant of CONTESTANTS) {
      const child = fork(__filename, [contestant, photograph, folder]);
      children.push(child);
      await answerOf(child);
    }
    const times = CONTESTANTS.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      // Who is first alternates, so that what else the machine does weighs on all alike.
      const order = CONTESTANTS.map((_, place) => (place + round) % CONTESTANTS.length);
      for (const place of order) {
        const child = children[place];
        if (child) times[place]?.push(await cpuMsOf(child, images));
      }
      const said = CONTESTANTS.map((name, place) => `${name} ${String(times[place]?.at(-1)?.toFixed(0))} ms`);
      print(`round ${round + 1}: ${said.join(', ')}`);
    }
    const [bare = []] = times;
    for (const [place, name] of CONTESTANTS.entries()) {
      const own = times[place] ?? [];
      const ratio = median(own.map((ms, round) => ms / (bare[round] ?? ms)));
      print(
        `${name}: median ${median(own).toFixed(0)} ms of processor time an image set, ratio ${ratio.toFixed(3)}`,
      );
    }
    print(`The goal for the whole way is a ratio of at most ${GOAL}.`);
  } finally {
    for (const child of children) child.disconnect();
    await rm(folder, { recursive: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [first, second, third] = process.argv.slice(2);
const contestant = CONTESTANTS.find((name) => name === first);
if (contestant && second && third) void contest(contestant, second, third);
else void compare(Number(first ?? 15), Number(second ?? 6));
