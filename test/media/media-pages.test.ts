import { countMedia, type ListLimits, listMedia, type MediaList } from '../../src/media/library/list-media';
import { MediaSortKey } from '../../src/media/library/media-order';
import { MediaStatus, MediaType } from '../../src/media';
import { type WorkspaceRows } from '../../src/platform/database/workspace-rows';
import { givenUser, givenWorkspace } from '../support/factories';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { Dice } from './dice';
import { givenMedia, insert } from './media-factories';

const ITEMS = 150;
const LISTS = 60;
const WORDS = ['meadow', 'harbour', 'quarry'];

interface Item {
  readonly id: string;
  readonly type: MediaType;
  readonly status: MediaStatus;
  readonly filename: string;
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly folder: string;
  readonly uploadedBy: string;
  readonly byteSize: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deleted: boolean;
  readonly used: boolean;
}

describe('lists of a library, whatever is asked for together', () => {
  let db: TestDatabase;
  let rows: WorkspaceRows;
  let items: Item[];
  let uploaders: string[];
  let statements = 0;
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

  beforeAll(async () => {
    db = await createTestDatabase();
    const workspace = await givenWorkspace(db);
    uploaders = [(await givenUser(db, workspace.id)).id, (await givenUser(db, workspace.id)).id];
    const read = db.database.workspace(workspace.id);
    rows = {
      ...read,
      rows: (sql, ...params) => ((statements += 1), read.rows(sql, ...params)),
      row: (sql, ...params) => ((statements += 1), read.row(sql, ...params)),
    };
    const dice = new Dice(seed);
    items = [];
    for (let number = 0; number < ITEMS; number += 1) items.push(await givenItem(workspace.id, dice));
    const elsewhere = await givenWorkspace(db);
    await givenMedia(db, elsewhere.id, { media: { filename: 'meadow.jpg', tags: ['sea'], folder: 'a' } });
  });
  afterAll(() => db.close());

  async function givenItem(workspaceId: string, dice: Dice): Promise<Item> {
    const some = (names: readonly string[], sides: number) => names.filter(() => dice.below(sides) === 0);
    const type =
      dice.pick([MediaType.IMAGE, MediaType.IMAGE, MediaType.VIDEO, MediaType.DOCUMENT]) ?? MediaType.IMAGE;
    const words = some(WORDS, 3);
    const item = {
      ...{ type, words, tags: some(['sea', 'sand', 'sun'], 3), folder: dice.pick(['', 'a', 'a/b']) ?? '' },
      status:
        dice.pick([MediaStatus.COMPLETED, MediaStatus.COMPLETED, MediaStatus.FAILED]) ?? MediaStatus.FAILED,
      filename: `${dice.pick(['X', 'y', 'z']) ?? ''} ${words.join(' ')}.jpg`,
      uploadedBy: dice.pick(uploaders) ?? '',
      byteSize: 1 + dice.below(5),
      createdAt: new Date(Date.UTC(2026, 0, 1 + dice.below(20))),
      updatedAt: new Date(Date.UTC(2026, 1, 1 + dice.below(20))),
      deleted: dice.below(5) === 0,
      used: dice.below(4) === 0,
    };
    const { uuid: id } = await givenMedia(db, workspaceId, {
      media: {
        ...{ media_type: type, filename: item.filename, tags: item.tags, folder: item.folder },
        ...{ uploaded_by: item.uploadedBy, byte_size: item.byteSize, created_at: item.createdAt },
        ...{ updated_at: item.updatedAt, deleted_at: item.deleted ? new Date() : null },
      },
      content: { media_type: type, status: item.status, due_at: null },
    });
    if (item.used) {
      await insert(db, 'attachment', {
        ...{ workspace_id: workspaceId, id, entity_type: 'thing', entity_id: id, role: 'main', position: 0 },
        media_id: id,
      });
    }
    return { ...item, id };
  }

  function someList(dice: Dice): MediaList {
    const maybe = <T>(value: T) => (dice.below(4) === 0 ? value : undefined);
    const day = () => new Date(Date.UTC(2026, 0, 1 + dice.below(20)));
    return {
      query: maybe(dice.pick([...WORDS, 'meadow harbour', 'nowhere'])),
      sortKey: dice.pick(Object.values(MediaSortKey)) ?? null,
      reverse: dice.below(2) === 0,
      filter: {
        types: maybe(dice.pick([[MediaType.VIDEO], [MediaType.IMAGE, MediaType.DOCUMENT, MediaType.IMAGE]])),
        statuses: maybe(dice.pick([[MediaStatus.FAILED], [MediaStatus.COMPLETED, MediaStatus.PENDING]])),
        folder: maybe(dice.pick(['', 'a', 'a/b', 'c'])),
        tags: maybe(dice.pick([['sea'], ['sun', 'sea'], ['sea', 'sea'], ['none']])),
        used: maybe(dice.below(2) === 0),
        uploadedBy: maybe(dice.pick(uploaders)),
        createdAfter: maybe(day()),
        createdBefore: maybe(day()),
        deleted: maybe(dice.below(2) === 0),
      },
    };
  }

  /** The ids of a list's items in their order, by looking at each. */
  function expected({ query, filter, sortKey, reverse }: MediaList): string[] {
    const { types, statuses, folder, tags, used, uploadedBy, createdAfter, createdBefore, deleted } =
      filter ?? {};
    const met = items.filter(
      (item) =>
        item.deleted === (deleted ?? false) &&
        (query ?? '').split(' ').every((word) => word === '' || item.words.includes(word)) &&
        (types?.includes(item.type) ?? true) &&
        (statuses?.includes(item.status) ?? true) &&
        (folder == null || item.folder === folder) &&
        (tags ?? []).every((tag) => item.tags.includes(tag)) &&
        (used == null || item.used === used) &&
        (uploadedBy == null || item.uploadedBy === uploadedBy) &&
        (createdAfter == null || item.createdAt > createdAfter) &&
        (createdBefore == null || item.createdAt < createdBefore),
    );
    const places = {
      [MediaSortKey.CREATED_AT]: ({ createdAt }: Item) => -createdAt.getTime(),
      [MediaSortKey.UPDATED_AT]: ({ updatedAt }: Item) => -updatedAt.getTime(),
      [MediaSortKey.FILENAME]: ({ filename }: Item) => filename.toLowerCase(),
      [MediaSortKey.BYTE_SIZE]: ({ byteSize }: Item) => byteSize,
    };
    const key = sortKey ?? MediaSortKey.CREATED_AT;
    const newestFirst = key === MediaSortKey.CREATED_AT || key === MediaSortKey.UPDATED_AT;
    const placeOf = places[key];
    const compare = (a: Item, b: Item) => {
      const [one, other] = [placeOf(a), placeOf(b)];
      if (one !== other) return one < other ? -1 : 1;
      return (a.id < b.id ? -1 : 1) * (newestFirst ? -1 : 1);
    };
    const ordered = met.toSorted(compare).map(({ id }) => id);
    return reverse ? ordered.toReversed() : ordered;
  }

  /** All pages of a list one after the other, in the order of the list. */
  async function walked(
    list: MediaList,
    size: number,
    backward: boolean,
    limits?: ListLimits,
  ): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | null = null, page = 0; page < 1_000; page += 1) {
      statements = 0;
      const { rows: found, reached } = await listMedia(rows, list, { size, backward, cursor }, limits);
      expect(statements).toBeLessThanOrEqual(list.query ? 8 : 4);
      expect(found.length).toBeLessThanOrEqual(size + 1);
      seen.push(...found.slice(0, size).map(({ id }) => id));
      cursor = reached ?? (found.length > size ? (found[size - 1]?.cursor ?? null) : null);
      if (cursor === null) return backward ? seen.reverse() : seen;
    }
    throw new Error('There are more pages than items.');
  }

  it.each([
    ['as they are read', undefined],
    ['where ten may be gathered, and short pages end after ten', { near: 4, far: 10 }],
  ])('hold what is asked for, in its order, once, %s', async (_, limits) => {
    const dice = new Dice(seed + 1);
    for (let number = 0; number < LISTS; number += 1) {
      const list = someList(dice);
      const [size, backward] = [1 + dice.below(8), dice.below(2) === 0];
      const all = expected(list);
      expect([seed, list, await walked(list, size, backward, limits)]).toEqual([seed, list, all]);
      if (!limits) expect([list, await countMedia(rows, list)]).toEqual([list, all.length]);
    }
  });

  it('end a page that is not full where more would have to be looked through than may be', async () => {
    const list: MediaList = { filter: { used: true, deleted: false } };
    const limits = { near: 2, far: 5 };
    const first = await listMedia(rows, list, { size: 250, backward: false, cursor: null }, limits);
    const newest = expected({ filter: { deleted: false } }).slice(0, 5);
    const used = new Set(expected(list));
    expect(first.rows.map(({ id }) => id)).toEqual(newest.filter((id) => used.has(id)));
    expect(first.reached).not.toBeNull();
  });
});
