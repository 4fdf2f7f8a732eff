import { keysetSql, type SortOrder, withCursor } from './keyset';

const NEWEST: SortOrder = {
  name: 'created',
  expression: 't.created_at',
  type: 'timestamptz',
  descending: true,
};
const BY_NAME: SortOrder = { name: 'name', expression: 'lower(t.name)', type: 'text', descending: false };
const ID = '0190a0a0-0000-7000-8000-000000000001';

describe('a keyset page', () => {
  const { cursor } = withCursor(NEWEST, { id: ID, sortValue: '2026-11-21 10:00:00.123456+00' });

  it('begins behind its cursor, to the microsecond', () => {
    expect(keysetSql({ sort: NEWEST, id: 't.id', backward: false, cursor }, 4)).toEqual({
      selection: '(t.created_at)::text AS sort_value',
      condition: '(t.created_at, t.id) < ($4::timestamptz, $5::uuid)',
      orderBy: 't.created_at DESC, t.id DESC',
      params: ['2026-11-21 10:00:00.123456+00', ID],
    });
  });

  it('read backwards turns around', () => {
    const { condition, orderBy } = keysetSql({ sort: NEWEST, id: 't.id', backward: true, cursor }, 2);
    expect([condition, orderBy]).toEqual([
      '(t.created_at, t.id) > ($2::timestamptz, $3::uuid)',
      't.created_at ASC, t.id ASC',
    ]);
  });

  it('without a cursor begins at the beginning', () => {
    expect(keysetSql({ sort: BY_NAME, id: 't.id', backward: false, cursor: null }, 2)).toMatchObject({
      condition: 'true',
      params: [],
    });
  });

  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  it.each([
    ['a cursor of another order', withCursor(BY_NAME, { id: ID, sortValue: 'a' }).cursor],
    ['a value of another type', forged('created', 'yesterday', ID)],
    ['an id that is none', forged('created', '2026-11-21 10:00:00+00', 'x')],
    ['too many parts', forged('created', '2026-11-21 10:00:00+00', ID, 1)],
    ['something else', 'abc'],
    ['nothing', ''],
  ])('refuses %s', (_, wrong) => {
    const read = () => keysetSql({ sort: NEWEST, id: 't.id', backward: false, cursor: wrong }, 2);
    expect(read).toThrow('This is no cursor of this list.');
  });
});
