import { type TestDatabase } from './test-database';

const WRONG = `
  SELECT coalesce(l.variant_id, m.variant_id, r.variant_id) AS variant, coalesce(l.on_hand, 0) AS "onHand",
         coalesce(m.sum, 0)::int AS ledger, coalesce(l.reserved, 0) AS reserved, coalesce(r.sum, 0)::int AS held
  FROM stock_level l
  FULL JOIN (SELECT variant_id, sum(delta) AS sum FROM stock_movement GROUP BY variant_id) AS m
    ON m.variant_id = l.variant_id
  FULL JOIN (SELECT variant_id, sum(quantity) AS sum FROM stock_reservation GROUP BY variant_id) AS r
    ON r.variant_id = coalesce(l.variant_id, m.variant_id)
  WHERE coalesce(l.on_hand, 0) <> coalesce(m.sum, 0)
     OR (l.variant_id IS NOT NULL AND l.reserved <> coalesce(r.sum, 0))`;

const LEAPS = `
  SELECT variant_id AS variant, delta, on_hand AS "onHand", before FROM (
    SELECT variant_id, delta, on_hand,
           coalesce(lag(on_hand) OVER (PARTITION BY workspace_id, variant_id ORDER BY id), 0) AS before
    FROM stock_movement) AS lines
  WHERE before + delta <> on_hand`;

/**
 * The ledger of every variant of every workspace sums to what is on hand of it (to 0 for those that are gone), each of
 * its lines goes on from the one before, and what is reserved is what the reservations sum to.
 */
export async function expectLedgerToSum(db: TestDatabase): Promise<void> {
  expect(await db.query(WRONG)).toEqual([]);
  expect(await db.query(LEAPS)).toEqual([]);
}
