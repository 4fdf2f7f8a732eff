/**
 * How the library holds at a million items: what its lists take beside those of one with ten thousand.
 *
 *   npm run build && node dist/bench/library.js [items] [rounds] [directory]
 *
 * Both are made up here (`fill-library.ts`), each in a PostgreSQL of its own, and are warm when it begins. Their lists
 * are read as the API reads them, fifty items a page, in turns: one of the small library, the same of the large one.
 * Said is the fastest of so many answers, which other work on the machine moves least, and the ratio. What has no goal
 * looks through more of a larger library by what it asks for; it is here to show that it stays bounded. Where a
 * directory is named, what was filled is kept there, and found by the next run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaStatus, MediaType } from '../src/media';
import { countMedia, listMedia, type MediaList } from '../src/media/library/list-media';
import { listFolders, listTags } from '../src/media/library/list-terms';
import { MediaSortKey } from '../src/media/library/media-order';
import { RARE } from './fill-library';
import { type Library, openLibrary } from './open-library';

const SMALL = 10_000;
const PAGE = 50;
/** The most that a list may take of the large library, as a multiple of the small one. */
const GOAL = 1.3;
const WARM_UP = 5;

type ListOf = (library: Library) => MediaList;
type Question = (library: Library) => Promise<unknown>;

/** Read by their first page and the one behind it; each has the goal. */
const LISTS: Readonly<Record<string, ListOf>> = {
  everything: () => ({}),
  'by updating': () => ({ sortKey: MediaSortKey.UPDATED_AT }),
  'by name': () => ({ sortKey: MediaSortKey.FILENAME }),
  'by size, largest first': () => ({ sortKey: MediaSortKey.BYTE_SIZE, reverse: true }),
  pictures: () => ({ filter: { types: [MediaType.IMAGE] } }),
  '3D models': () => ({ filter: { types: [MediaType.MODEL_3D] } }),
  'videos and sounds': () => ({ filter: { types: [MediaType.VIDEO, MediaType.AUDIO] } }),
  'a folder': ({ folder }) => ({ filter: { folder } }),
  'a tag': ({ tag }) => ({ filter: { tags: [tag] } }),
  'an uploader': ({ uploadedBy }) => ({ filter: { uploadedBy } }),
  'the bin': () => ({ filter: { deleted: true } }),
};

/** Read by their first page; each has the goal. */
const SEARCHES: Readonly<Record<string, ListOf>> = {
  'a rare word': () => ({ query: RARE.word }),
  'a rare tag': () => ({ filter: { tags: [RARE.tag] } }),
  'a rare word by name': () => ({ query: RARE.word, sortKey: MediaSortKey.FILENAME }),
};

/** Read by their first page, without a goal. */
const OTHERS: Readonly<Record<string, ListOf>> = {
  'a rare word with a slip': () => ({ query: RARE.word.replace('z', 's') }),
  'a frequent word': ({ tag }) => ({ query: tag.split(' ')[0] ?? '' }),
  'a number': () => ({ query: 'IMG_1234' }),
  'one letter': () => ({ query: 's' }),
  'three frequent words': () => ({ query: 'jpg img s' }),
  'an unknown word': () => ({ query: 'xyzzyplugh' }),
  '3D models by name': () => ({ filter: { types: [MediaType.MODEL_3D] }, sortKey: MediaSortKey.FILENAME }),
  'a folder by size': ({ folder }) => ({ filter: { folder }, sortKey: MediaSortKey.BYTE_SIZE }),
  'what failed': () => ({ filter: { statuses: [MediaStatus.FAILED] } }),
  'what failed by name': () => ({
    filter: { statuses: [MediaStatus.FAILED] },
    sortKey: MediaSortKey.FILENAME,
  }),
  'used, of a folder, with a tag': ({ folder, tag }) => ({ filter: { used: true, folder, tags: [tag] } }),
  'unused, from before all, by name': () => ({
    filter: { used: false, createdBefore: new Date(0) },
    sortKey: MediaSortKey.FILENAME,
  }),
  'used pictures with a frequent word that failed, by size': () => ({
    query: 'jpg',
    filter: { used: true, types: [MediaType.IMAGE], statuses: [MediaStatus.FAILED] },
    sortKey: MediaSortKey.BYTE_SIZE,
  }),
  'videos that are called jpg': () => ({ query: 'jpg', filter: { types: [MediaType.VIDEO] } }),
  'videos that are called jpg, by name': () => ({
    query: 'jpg',
    filter: { types: [MediaType.VIDEO] },
    sortKey: MediaSortKey.FILENAME,
  }),
  'the bin by name': () => ({ filter: { deleted: true }, sortKey: MediaSortKey.FILENAME }),
  'used in the bin': () => ({ filter: { deleted: true, used: true, types: [MediaType.MODEL_3D] } }),
};

const first =
  (list: ListOf): Question =>
  (library) =>
    listMedia(library.rows, list(library), { size: PAGE, backward: false, cursor: null });

/** The page behind the first one. */
const next = (list: ListOf): Question => {
  const cursors = new Map<Library, string | null>();
  return async (library) => {
    if (!cursors.has(library)) {
      const page = { size: PAGE, backward: false, cursor: null };
      const { rows } = await listMedia(library.rows, list(library), page);
      cursors.set(library, rows[PAGE - 1]?.cursor ?? null);
    }
    const cursor = cursors.get(library) ?? null;
    return listMedia(library.rows, list(library), { size: PAGE, backward: false, cursor });
  };
};

async function measure(items: number, rounds: number, kept: string | undefined): Promise<void> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), 'library-')));
  const open = (size: number) =>
    openLibrary(join(directory, String(size)), size, (filled) => {
      if (filled % 100_000 === 0) print(`filled ${filled} of ${size}`);
    });
  const [small, large] = [await open(SMALL), await open(items)];
  const compare = async (goal: number | null, name: string, question: Question) => {
    const [one, other] = await takeTurns(
      [small, large],
      goal === null ? Math.ceil(rounds / 10) : rounds,
      question,
    );
    const ratio = other / one;
    const verdict = goal === null ? '' : ratio <= goal ? 'held' : 'MISSED';
    print(
      `${name.padEnd(58)} ${one.toFixed(2).padStart(8)} ${other.toFixed(2).padStart(9)} ${ratio.toFixed(2).padStart(7)} ${verdict}`,
    );
  };
  try {
    print(`Milliseconds with ${SMALL} and with ${items} items; the goal is a ratio of at most ${GOAL}.`);
    for (const [name, list] of Object.entries(LISTS)) {
      await compare(GOAL, `${name}: first page`, first(list));
      await compare(GOAL, `${name}: next page`, next(list));
    }
    for (const [name, list] of Object.entries(SEARCHES)) await compare(GOAL, name, first(list));
    for (const [name, list] of Object.entries(OTHERS)) await compare(null, name, first(list));
    await compare(null, 'the count of everything', ({ rows }) => countMedia(rows, {}));
    await compare(null, 'the count of what is used', ({ rows }) =>
      countMedia(rows, { filter: { used: true } }),
    );
    await compare(null, 'all folders', ({ rows }) => listFolders(rows));
    await compare(null, 'the most frequent tags', ({ rows }) => listTags(rows, null, PAGE));
    await compare(null, 'tags with letters in them', ({ rows }) => listTags(rows, 'sta', PAGE));
  } finally {
    await small.close();
    await large.close();
    if (!kept) await rm(directory, { recursive: true });
  }
}

/** The milliseconds that each of two libraries takes to answer, asked in turns. */
async function takeTurns(
  libraries: readonly [Library, Library],
  rounds: number,
  question: Question,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [index, library] of libraries.entries()) {
      const start = performance.now();
      await question(library);
      if (round >= 0) times[index === 0 ? 0 : 1].push(performance.now() - start);
    }
  }
  return [Math.min(...times[0]), Math.min(...times[1])];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [items, rounds, directory] = process.argv.slice(2);
void measure(Number(items ?? 1_000_000), Number(rounds ?? 200), directory);
