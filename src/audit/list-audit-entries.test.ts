import { givenWorkspace } from '../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type AuditFilter } from './audit-list';
import { countAuditEntries, listAuditEntries } from './list-audit-entries';

const ENTRIES = 60_000;
/** The table has more than ten times as many, and whoever passes by entries touches one for each. */
const FEW_BLOCKS = 120;

const [BUSY, RARE] = ['00000000-0000-7000-8000-0000000000aa', '00000000-0000-7000-8000-0000000000bb'];
const RECORD = '00000000-0000-7000-8000-000000000001';
const START = Date.parse('2026-01-01T00:00:00Z');

let db: TestDatabase;
let rows: WorkspaceRows;

/** A log in which one user does nearly everything, and what is looked for is rare where something else is common. */
beforeAll(async () => {
  db = await createTestDatabase({ policies: 'production' });
  const { id } = await givenWorkspace(db);
  rows = db.database.workspace(id);
  await db.query(
    `INSERT INTO audit_log (workspace_id, id, operation_id, action, subject_type, subject_id, actor_kind, actor_id,
       actor_name, before, after, at)
     SELECT $1, uuidv7(), uuidv7(), kind[1], kind[2],
       ('00000000-0000-7000-8000-' || lpad(to_hex(n % ($5 / 60)), 12, '0'))::uuid,
       CASE WHEN kind[3] IS NULL THEN 'system' ELSE 'user' END, kind[3]::uuid,
       CASE WHEN kind[3] IS NULL THEN 'a worker' END, '{"title": "before"}', '{"title": "after"}',
       $4::timestamptz + n * interval '1 second'
     FROM generate_series(1, $5::integer) AS n CROSS JOIN LATERAL (SELECT CASE
       WHEN n % 5000 = 0 THEN ARRAY['media.delete', 'media', $3]
       WHEN n % 5000 = 1 THEN ARRAY['product.update', 'product', $3]
       WHEN n % 4 = 0 THEN ARRAY['content.complete', 'content', NULL]
       WHEN n % 4 = 1 THEN ARRAY['session.create', 'session', $2]
       ELSE ARRAY['product.update', 'product', $2] END) AS kinds (kind)`,
    ...[id, BUSY, RARE, new Date(START).toISOString(), ENTRIES],
  );
  await db.query('VACUUM ANALYZE audit_log');
});
afterAll(() => db.close());

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Readonly<Record<string, number>> }];
}

/** How many blocks a reader's statement touches. */
async function blocksOf(read: (rows: WorkspaceRows) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  const explain = async (sql: string, ...params: unknown[]) => {
    const [explained] = await rows.rows<Explained>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      ...params,
    );
    const plan = explained?.['QUERY PLAN'][0].Plan;
    blocks += (plan?.['Shared Hit Blocks'] ?? NaN) + (plan?.['Shared Read Blocks'] ?? NaN);
    return [];
  };
  await read({
    workspaceId: rows.workspaceId,
    rows: explain,
    row: async (...args) => (await explain(...args))[0],
  });
  return blocks;
}

const at = (share: number) => new Date(START + share * ENTRIES * 1000);

/** Every combination of one or no value of each. */
function combinations(values: {
  readonly [name in keyof AuditFilter]: readonly AuditFilter[name][];
}): AuditFilter[] {
  return Object.entries(values).reduce<AuditFilter[]>(
    (filters, [name, choices]) =>
      filters.flatMap((filter) => [filter, ...choices.map((choice) => ({ ...filter, [name]: choice }))]),
    [{}],
  );
}

test('a page touches few blocks, whatever restricts it, and whatever its reader may not see', async () => {
  const first = { size: 20, backward: false, cursor: null };
  const [newest] = await listAuditEntries(rows, { filter: {}, readable: null }, first);
  const halfway = { filter: { createdBefore: at(0.5) }, readable: null };
  const [middle] = await listAuditEntries(rows, halfway, first);
  const pages = [first, { ...first, backward: true }, { ...first, cursor: middle?.cursor ?? null }];
  const filters = combinations({
    record: [
      { type: 'product', id: RECORD },
      { type: 'session', id: RECORD },
    ],
    recordType: ['media', 'product', 'parcel'],
    actorId: [BUSY, RARE],
    action: ['media.delete', 'product.update', 'parcel.send'],
    operationId: [newest?.operationId],
    createdAfter: [at(0.4), at(2)],
    createdBefore: [at(0.6), at(0)],
  });
  expect(filters).toHaveLength(2592);
  const touched = await Promise.all(
    filters
      .flatMap((filter) => [null, ['media', 'product', 'content']].map((readable) => ({ filter, readable })))
      .map(async (list, index) => {
        const page = pages[index % pages.length] ?? first;
        return { list, page, blocks: await blocksOf((explained) => listAuditEntries(explained, list, page)) };
      }),
  );
  expect(touched.filter(({ blocks }) => blocks > FEW_BLOCKS)).toEqual([]);
  // A page of twenty entries is not read for nothing: what was measured is the statements.
  expect(Math.max(...touched.map(({ blocks }) => blocks))).toBeGreaterThan(20);
});

test('counting what is rare touches few blocks, whatever is common', async () => {
  const filters = combinations({
    recordType: ['media', 'product'],
    actorId: [BUSY, RARE],
    action: ['media.delete', 'parcel.send'],
    createdAfter: [at(0.4)],
  }).filter(({ action }) => action);
  for (const filter of filters) {
    const blocks = await blocksOf((explained) => countAuditEntries(explained, { filter, readable: null }));
    expect([filter, blocks]).toEqual([filter, Math.min(blocks, FEW_BLOCKS)]);
  }
});

test('counting ends at 10,000', async () => {
  const count = (filter: AuditFilter, readable: readonly string[] | null = null) =>
    countAuditEntries(rows, { filter, readable });
  expect(await count({})).toBeNull();
  expect(await count({ actorId: BUSY, action: 'product.update' })).toBeNull();
  expect(await count({ createdAfter: at(0.9) })).toBe(ENTRIES / 10);
  expect(await count({}, ['media'])).toBe(ENTRIES / 5000);
  expect(await count({ actorId: RARE })).toBe((ENTRIES / 5000) * 2);
});
