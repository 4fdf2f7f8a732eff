import { encodeId } from '../../src/platform/graphql/global-id';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { type ImportAnswer } from './importing';

const IMPORT = `mutation ($media: [MediaImportInput!]!) { mediaImport(media: $media) {
  imports { id source status progress error { code } media { id } deduplicated } userErrors { field message code } } }`;

describe('asking for imports', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'shop');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.db.query('DELETE FROM media_import');
    await app.db.query(`DELETE FROM audit_log WHERE subject_type = 'mediaImport'`);
  });

  const ask = (media: readonly object[], client: TestClient = shop.editor) =>
    client.ask<{ mediaImport: ImportAnswer } | null>(IMPORT, { media });
  const request = async (media: readonly object[], client?: TestClient) => {
    const { data, errors } = await ask(media, client);
    expect(errors).toBeUndefined();
    return data?.mediaImport as ImportAnswer;
  };
  const imports = () =>
    app.db.query<{ id: string; source: string }>(
      'SELECT * FROM media_import WHERE workspace_id = $1 ORDER BY created_at, id',
      shop.id,
    );
  const sources = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ source: `https://example.com/${index}.jpg` }));

  it('takes them in one commit, each with its audit row and its event', async () => {
    const before = await rowsOf(app.db, shop.id);
    const answer = await request([
      { source: 'https://example.com/a.jpg?key=1#x', filename: '../b\u0000.jpg', onDuplicate: 'COPY' },
      { source: 'HTTP://EXAMPLE.com', tags: [' a '], folder: '/f/' },
    ]);
    const fresh = { status: 'PENDING', progress: 0, error: null, media: null, deduplicated: null };
    expect(answer).toEqual({
      imports: [
        { id: expect.any(String) as string, source: 'https://example.com/a.jpg?key=1#x', ...fresh },
        { id: expect.any(String) as string, source: 'HTTP://EXAMPLE.com', ...fresh },
      ],
      userErrors: [],
    });
    const after = await rowsOf(app.db, shop.id);
    const rows = await imports();
    expect(rows).toMatchObject([
      { source_kind: 'url', filename: 'b.jpg', details: {}, on_duplicate: 'COPY', attempts: 0 },
      { source_kind: 'url', filename: null, details: { tags: ['a'], folder: 'f' }, on_duplicate: 'REUSE' },
    ]);
    expect(rows.map(({ id }) => encodeId('MediaImport', id))).toEqual(answer.imports.map(({ id }) => id));
    const added = (table: string) => (after[table]?.length ?? 0) - (before[table]?.length ?? 0);
    expect({
      imports: added('media_import'),
      audits: added('audit_log'),
      events: added('outbox_event'),
    }).toEqual({
      ...{ imports: 2, audits: 2, events: 2 },
    });
    const audits = await app.db.query<{ after: object; operation_id: string; request_id: string | null }>(
      `SELECT after, operation_id, request_id FROM audit_log
       WHERE workspace_id = $1 AND action = 'mediaImport.request' ORDER BY id`,
      shop.id,
    );
    expect(audits.map((audit) => audit.after)).toEqual([
      { source: 'https://example.com/a.jpg', filename: 'b.jpg', onDuplicate: 'COPY' },
      { source: 'HTTP://EXAMPLE.com', tags: ['a'], folder: 'f', onDuplicate: 'REUSE' },
    ]);
    expect(new Set(audits.map((audit) => audit.operation_id)).size).toBe(1);
    expect(audits[0]?.request_id).not.toBeNull();
  });

  it('imports the items that are fine, and says what is wrong with each of the others, by its place', async () => {
    const { imports: taken, userErrors } = await request([
      { source: 'ftp://example.com/a.jpg' },
      { source: 'https://example.com/1.jpg' },
      { source: 'https://user:secret@example.com/a.jpg', alt: 'a'.repeat(1001) },
      { source: `https://example.com/${'a'.repeat(1981)}` },
      { source: `https://example.com/${'b'.repeat(1980)}` },
      { source: 'https://example.com/2.jpg', tags: ['ok', 't'.repeat(101)] },
      { source: ' https://example.com/3.jpg' },
      { source: 'https://exam\nple.com/3.jpg' },
      { source: 'example.com/4.jpg' },
      { source: '' },
    ]);
    expect(taken.map(({ source }) => source.slice(0, 25))).toEqual([
      ...['https://example.com/1.jpg', 'https://example.com/bbbbb'],
    ]);
    expect(userErrors).toEqual([
      { field: ['media', '0', 'source'], code: 'INVALID', message: 'Only http and https URLs are fetched.' },
      {
        field: ['media', '2', 'source'],
        ...{ code: 'INVALID', message: 'A URL with a user name or a password in it is not fetched.' },
      },
      { field: ['media', '2', 'alt'], code: 'INVALID', message: 'This may have at most 1000 characters.' },
      { field: ['media', '3', 'source'], code: 'INVALID', message: 'This may have at most 2000 characters.' },
      {
        field: ['media', '5', 'tags', '1'],
        code: 'INVALID',
        message: 'This may have at most 100 characters.',
      },
      ...['6', '7', '8', '9'].map((place) => ({
        ...{ field: ['media', place, 'source'], code: 'INVALID', message: 'This is no URL.' },
      })),
    ]);
    expect(await imports()).toHaveLength(2);
  });

  it('that are all wrong changes nothing, nor does asking for none', async () => {
    const before = await rowsOf(app.db, shop.id);
    expect(await request([{ source: 'no' }])).toMatchObject({
      imports: [],
      userErrors: [{ code: 'INVALID' }],
    });
    expect(await request([])).toEqual({ imports: [], userErrors: [] });
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('takes 250 at once, and no more', async () => {
    const { imports: taken } = await request(sources(250));
    expect(taken.map(({ source }) => source)).toEqual(sources(250).map(({ source }) => source));
    const before = await rowsOf(app.db, shop.id);
    const { data, errors } = await ask(sources(251));
    expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'BAD_USER_INPUT']);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });

  it('lets 1,000 wait in a workspace, however many ask at once, and more once some have ended', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => request(sources(150))));
    const refused = answers.filter(({ userErrors }) => userErrors.length > 0);
    expect(refused).toEqual([
      {
        imports: [],
        userErrors: [
          {
            ...{ field: ['media'], code: 'LIMIT_EXCEEDED' },
            message: 'At most 1000 imports may wait at once, and 900 do. Come back when some are done.',
          },
        ],
      },
      expect.anything(),
    ]);
    expect(await imports()).toHaveLength(900);
    await app.db.query(
      `UPDATE media_import SET status = 'FAILED', due_at = NULL, finished_at = now()
       WHERE workspace_id = $1 AND id IN (SELECT id FROM media_import WHERE workspace_id = $1 LIMIT 50)`,
      shop.id,
    );
    expect((await request(sources(150))).imports).toHaveLength(150);
    expect((await request([{ source: 'no' }, ...sources(1)])).userErrors).toMatchObject([
      { field: ['media', '0', 'source'], code: 'INVALID' },
      { field: ['media'], code: 'LIMIT_EXCEEDED' },
    ]);
  });

  it.each([
    ['anonymous', 'UNAUTHENTICATED'],
    ['customer', 'FORBIDDEN'],
  ] as const)('is for staff: %s gets %s, changes nothing and sees no import', async (caller, code) => {
    const { imports: taken } = await request(sources(1));
    const before = await rowsOf(app.db, shop.id);
    const { data, errors } = await ask(sources(1), shop[caller]);
    expect([data, errors?.[0]?.extensions.code]).toEqual([null, code]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect(await shop[caller].ask(node, { id: taken[0]?.id })).toEqual({ data: { node: null } });
    expect(await shop.editor.ask(node, { id: taken[0]?.id })).toEqual({
      data: { node: { id: taken[0]?.id } },
    });
  });
});
