import { type Actor } from '../../src/platform/actor';
import { givenUser, givenWorkspace, type TestWorkspace } from '../support/factories';
import { type GivenMedia, givenMedia, type MediaColumns } from './media-factories';
import { ask, type MediaServer, startMediaServer } from './media-server';

let server: MediaServer;
let workspace: TestWorkspace;
let editor: Actor & { kind: 'user' };

beforeAll(async () => {
  server = await startMediaServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  workspace = await givenWorkspace(server.db);
  editor = await givenUser(server.db, workspace.id);
});

const given = (media: MediaColumns['media']) => givenMedia(server.db, workspace.id, { media });

const SEARCH = `query ($query: String, $filter: MediaFilterInput) {
  media(query: $query, filter: $filter, reverse: true) { nodes { id filename } totalCount } }`;

/** The file names that a search finds, oldest first; counted as well. */
async function found(query: string, filter: object = {}): Promise<string[]> {
  const { data, errors } = await ask(server.url, server.headers(workspace, editor), SEARCH, {
    query,
    filter,
  });
  expect(errors).toBeUndefined();
  const { nodes, totalCount } = data?.media as { nodes: { filename: string }[]; totalCount: number };
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ filename }) => filename);
}

describe('a search among many', () => {
  beforeEach(async () => {
    await given({ filename: 'IMG1234.jpg' });
    await given({ filename: 'BeachSunset.jpg', alt: 'Two glasses on a table' });
    await given({ filename: 'holiday.png', description: 'A café\nby the beach', tags: ['sand dune', 'sea'] });
    await given({ filename: 'HTTPServer2.webp', tags: ['100% wool', 'a_b', 'c\\d', "it's"] });
    await given({ filename: 'Straße_nach_Smørum.gif', alt: 'Ｗｉｄｅ ﬁsh' });
    await given({ filename: '東京タワー.jpg' });
    await given({ filename: 'photograph-of-a-seaside.jpg' });
  });

  test.each([
    ['a word of a name', 'holiday', ['holiday.png']],
    ['a word of an alt', 'table', ['BeachSunset.jpg']],
    ['a word of a description', 'café', ['holiday.png']],
    ['a word of a tag', 'dune', ['holiday.png']],
    ['an extension', 'gif', ['Straße_nach_Smørum.gif']],
    ['any case', 'HOLIDAY', ['holiday.png']],

    ['letters before digits', 'img', ['IMG1234.jpg']],
    ['digits after letters', '1234', ['IMG1234.jpg']],
    ['both together', 'img1234', ['IMG1234.jpg']],
    ['both apart', 'IMG_1234', ['IMG1234.jpg']],
    ['a hump of a name', 'sunset', ['BeachSunset.jpg']],
    ['all humps', 'beachsunset', ['BeachSunset.jpg']],
    ['humps that are words elsewhere', 'SandDune', ['holiday.png']],
    ['an acronym', 'http', ['HTTPServer2.webp']],
    ['what follows an acronym', 'server', ['HTTPServer2.webp']],

    ['the beginning of a word', 'hol', ['holiday.png']],
    ['one letter', 'h', ['holiday.png', 'HTTPServer2.webp']],
    ['the beginning of a number', '12', ['IMG1234.jpg']],
    ['what is inside of a word', 'graph', ['photograph-of-a-seaside.jpg']],
    ['the end of a word', 'side', ['photograph-of-a-seaside.jpg']],
    ['no more than two letters inside', 'ol', []],

    ['a letter left out', 'sunet', ['BeachSunset.jpg']],
    ['a letter of two left out', 'glases', ['BeachSunset.jpg']],
    ['a letter too many', 'beeach', ['BeachSunset.jpg', 'holiday.png']],
    ['a wrong letter', 'holidey', ['holiday.png']],
    ['letters exchanged', 'beahc', ['BeachSunset.jpg', 'holiday.png']],
    ['a wrong first letter', 'xunset', ['BeachSunset.jpg']],
    ['a slip in a short word', 'dume', ['holiday.png']],
    ['two slips in a long word', 'fotograph', ['photograph-of-a-seaside.jpg']],
    ['no slip in a very short word', 'sae', []],
    ['no more than one slip in a short word', 'tabe1', []],
    ['no number for another', '1243', []],
    ['nothing alike', 'xylophone', []],

    ['no accent for an accent', 'cafe', ['holiday.png']],
    ['an accent that is none', 'hòlïday', ['holiday.png']],
    ['a combining accent', 'cafe\u0301', ['holiday.png']],
    ['ss for ß', 'strasse', ['Straße_nach_Smørum.gif']],
    ['o for ø', 'smorum', ['Straße_nach_Smørum.gif']],
    ['wide letters', 'wide', ['Straße_nach_Smørum.gif']],
    ['ligatures', 'fish', ['Straße_nach_Smørum.gif']],
    ['other scripts', '東京', ['東京タワー.jpg']],

    ['several words wherever they are', ' dune  HOLIDAY cafe ', ['holiday.png']],
    ['several words of which one is nowhere', 'dune xylophone', []],
    ['several beginnings', 'be su', ['BeachSunset.jpg']],
    ['a word twice', 'dune dune', ['holiday.png']],
    ['a name as it stands', 'photograph-of-a-seaside.jpg', ['photograph-of-a-seaside.jpg']],
    ['words next to what is no word', '"dune" & (holiday) | !', ['holiday.png']],

    ['no wildcard of LIKE', '100%', ['HTTPServer2.webp']],
    ['no wildcard at all', '%', []],
    ['no single wildcard', '_', []],
    ['no asterisk', '*', []],
    ['no prefix operator', 'sea:*', ['holiday.png', 'photograph-of-a-seaside.jpg']],
    ['no negation', '!dune', ['holiday.png']],
    ['no escape', '\\', []],
    ['no quote', "it's", ['HTTPServer2.webp']],
    ['no two words across texts', 'sunsettwo', []],
  ])('finds by %s: %j', async (_, query, names) => {
    expect(await found(query)).toEqual(names);
  });

  test.each(['', '   ', '\u0000', ' \u0000\n', '\ud800'])(
    'is none where nothing is typed: %j',
    async (query) => {
      expect(await found(query)).toHaveLength(7);
    },
  );

  test.each([
    ['letters', 'dune '.repeat(100)],
    ['one letter', 'a'.repeat(10_000)],
    ['words', Array.from({ length: 100 }, (_, index) => `w${index}`).join(' ')],
    ['symbols', "'\\:*&|!()<->".repeat(50)],
    ['emoji', '🏖️'.repeat(100)],
    ['marks', 'e\u0301\u0301\u0301'.repeat(50)],
    ['quotes', "''''\\\\'''' dune'"],
  ])('takes any text of any length for text: %s', async (_, query) => {
    expect((await found(query)).length).toBeLessThanOrEqual(1);
  });

  test('goes with filters, and finds the deleted where these are asked for', async () => {
    await given({ filename: 'sunset-deleted.jpg', deleted_at: '2026-01-01' });
    await given({ filename: 'sunset-at-sea.jpg', folder: 'trips', tags: ['sea'] });
    expect(await found('sunset')).toEqual(['BeachSunset.jpg', 'sunset-at-sea.jpg']);
    expect(await found('sunset', { folder: 'trips' })).toEqual(['sunset-at-sea.jpg']);
    expect(await found('sunset', { tags: ['sea'] })).toEqual(['sunset-at-sea.jpg']);
    expect(await found('sunset', { types: ['VIDEO'] })).toEqual([]);
    expect(await found('sunset', { statuses: ['PENDING'], used: false })).toEqual([
      'BeachSunset.jpg',
      'sunset-at-sea.jpg',
    ]);
    expect(await found('sunset', { deleted: true })).toEqual(['sunset-deleted.jpg']);
    expect(await found('sunset', { deleted: true, tags: ['sea'] })).toEqual([]);
  });

  test('finds nothing of other workspaces, be it the word or what it resembles', async () => {
    const elsewhere = await givenWorkspace(server.db);
    for (const filename of ['zebra.jpg', 'sunset.jpg', 'sunet.jpg']) {
      await givenMedia(server.db, elsewhere.id, { media: { filename } });
    }
    expect(await found('zebra')).toEqual([]);
    expect(await found('sunet')).toEqual(['BeachSunset.jpg']);
  });

  test('takes a slip for a word again once the last item with that word is deleted, renamed or gone', async () => {
    const slips: GivenMedia[] = [];
    for (let slip = 0; slip < 3; slip += 1) slips.push(await given({ filename: 'sunet.jpg' }));
    expect(await found('sunet')).toEqual(['sunet.jpg', 'sunet.jpg', 'sunet.jpg']);
    const [one, two, three] = slips.map(({ uuid }) => uuid);
    await server.db.query('DELETE FROM media WHERE id = $1', one);
    await server.db.query(`UPDATE media SET filename = 'renamed.jpg' WHERE id = $1`, two);
    expect(await found('sunet')).toEqual(['sunet.jpg']);
    await server.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', three);
    expect(await found('sunet')).toEqual(['BeachSunset.jpg']);
    await server.db.query('UPDATE media SET deleted_at = NULL WHERE id = $1', three);
    expect(await found('sunet')).toEqual(['sunet.jpg']);
  });
});

test('texts of any content and length can be written, and are found by their beginning', async () => {
  const texts = [
    'ﷺ '.repeat(5_000),
    '\u{1F468}\u200D\u{1F469}'.repeat(2_000),
    'x'.repeat(10_000),
    Array.from({ length: 5_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' '),
    Array.from({ length: 300 }, (_, index) => `${index}${'字'.repeat(30)}`).join(' '),
    'aB1'.repeat(3_333),
    "' \\ : & | ! ( ) * <-> ".repeat(400),
  ];
  const needle = (index: number) => `needle${'abcdefg'[index]}`;
  for (const [index, description] of texts.entries()) {
    await given({ filename: `text${index}.jpg`, description: `${needle(index)} ${description}` });
    expect(await found(needle(index))).toEqual([`text${index}.jpg`]);
  }
  expect(await found('x'.repeat(60))).toEqual(['text2.jpg']);
  expect(await found('needle')).toHaveLength(texts.length);
});
