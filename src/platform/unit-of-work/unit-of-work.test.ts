import { v7 as uuid } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { givenWorkspace } from '../../../test/support/factories';
import { StockLevel } from '../../stock';
import { systemActor } from '../actor';
import { RequestError } from '../errors';
import { type Origin } from './transaction';
import { UnitOfWork } from './unit-of-work';

// Stock levels serve as an example of a table: they need nothing but a workspace.
describe('UnitOfWork', () => {
  let db: TestDatabase;
  let origin: Origin;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    origin = { workspaceId: (await givenWorkspace(db)).id, actor: systemActor('test') };
  });

  const count = async (table: string) =>
    (
      await db.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM ${table} WHERE workspace_id = $1`,
        origin.workspaceId,
      )
    )[0]?.count;
  const onHandOf = async (variantId: string) =>
    (
      await db.query<{ on_hand: number }>('SELECT on_hand FROM stock_level WHERE variant_id = $1', variantId)
    )[0]?.on_hand;

  it('commits the data, its audit rows and its events together', async () => {
    const variantId = uuid();
    await db.unitOfWork.run({ ...origin, requestId: 'r-1', ip: '::1' }, async (tx) => {
      await tx.insert(StockLevel, { variantId, onHand: 3 });
      tx.audit({ action: 'stock.open', subject: { type: 'variant', id: variantId }, after: { onHand: 3 } });
      tx.audit({ action: 'stock.note', subject: { type: 'variant', id: variantId } });
      tx.publish('product.changed', { productId: variantId, kind: 'UPDATED' });
    });

    const logged = await db.query(
      'SELECT action, actor_kind, actor_name, actor_id, before, after, request_id, ip FROM audit_log WHERE workspace_id = $1 ORDER BY id',
      origin.workspaceId,
    );
    expect(logged).toEqual([
      {
        action: 'stock.open',
        actor_kind: 'system',
        actor_name: 'test',
        actor_id: null,
        before: null,
        after: { onHand: 3 },
        request_id: 'r-1',
        ip: '::1',
      },
      {
        action: 'stock.note',
        actor_kind: 'system',
        actor_name: 'test',
        actor_id: null,
        before: null,
        after: null,
        request_id: 'r-1',
        ip: '::1',
      },
    ]);
    const operations = await db.query(
      'SELECT DISTINCT operation_id FROM audit_log WHERE workspace_id = $1',
      origin.workspaceId,
    );
    expect(operations).toHaveLength(1);
    const events = await db.query(
      'SELECT name, payload, attempts, leased_until FROM outbox_event WHERE workspace_id = $1',
      origin.workspaceId,
    );
    expect(events).toEqual([
      {
        name: 'product.changed',
        payload: { productId: variantId, kind: 'UPDATED' },
        attempts: 0,
        leased_until: null,
      },
    ]);
    expect(await onHandOf(variantId)).toBe(3);
  });

  it('leaves nothing of a change that throws', async () => {
    const failing = db.unitOfWork.run(origin, async (tx) => {
      await tx.insert(StockLevel, { variantId: uuid(), onHand: 1 });
      tx.audit({ action: 'stock.open', subject: { type: 'variant', id: uuid() } });
      tx.publish('product.changed', { productId: uuid(), kind: 'UPDATED' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await count('stock_level'), await count('audit_log'), await count('outbox_event')]).toEqual([
      0, 0, 0,
    ]);
  });

  it('runs both of two transactions that deadlock, each exactly once in effect', async () => {
    const [a, b] = [uuid(), uuid()];
    await db.unitOfWork.run(origin, (tx) =>
      tx.insert(StockLevel, [
        { variantId: a, onHand: 0 },
        { variantId: b, onHand: 0 },
      ]),
    );
    let attempts = 0;
    let arrived = 0;
    let bothHoldOne: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (bothHoldOne = resolve));
    const add = (first: string, second: string) =>
      db.unitOfWork.run(origin, async (tx) => {
        attempts += 1;
        const raise =
          'UPDATE stock_level SET on_hand = on_hand + 1 WHERE workspace_id = $1 AND variant_id = $2';
        await tx.rows(raise, first);
        arrived += 1;
        if (arrived === 2) bothHoldOne();
        await meeting;
        await tx.rows(raise, second);
      });
    await Promise.all([add(a, b), add(b, a)]);
    expect([await onHandOf(a), await onHandOf(b)]).toEqual([2, 2]);
    expect(attempts).toBe(3);
  });

  it('gives up on a lock that is never free with a typed error, and leaves nothing', async () => {
    const impatient = new UnitOfWork(db.database, { retryBudgetMs: 0 });
    const variantId = uuid();
    await db.unitOfWork.run(origin, (tx) => tx.insert(StockLevel, { variantId, onHand: 0 }));
    await db.unitOfWork.run(origin, async (holder) => {
      await holder.rows(
        'SELECT 1 FROM stock_level WHERE workspace_id = $1 AND variant_id = $2 FOR UPDATE',
        variantId,
      );
      const waiting = impatient.run(origin, async (tx) => {
        await tx.insert(StockLevel, { variantId: uuid(), onHand: 0 });
        await tx.rows(
          'SELECT 1 FROM stock_level WHERE workspace_id = $1 AND variant_id = $2 FOR UPDATE',
          variantId,
        );
      });
      await expect(waiting).rejects.toEqual(
        new RequestError('SERVICE_UNAVAILABLE' as never, 'Too busy just now; try again.'),
      );
    });
    expect(await count('stock_level')).toBe(1);
  });

  it('answers a statement that runs out of time as busy', async () => {
    const busy = { code: 'SERVICE_UNAVAILABLE', message: 'Too busy just now; try again.' };
    const slow = db.unitOfWork.run(origin, async (tx) => {
      await tx.rows(
        "SELECT set_config('statement_timeout', '50', true) WHERE $1::uuid IS NOT NULL -- workspace_id = $1",
      );
      await tx.rows('SELECT pg_sleep(5) WHERE $1::uuid IS NOT NULL -- workspace_id = $1');
    });
    await expect(slow).rejects.toMatchObject(busy);
  });

  it('answers a violated constraint as the refusal that its module has named', async () => {
    const named = new UnitOfWork(db.database, {
      faults: { stock_level_pk: { code: 'TAKEN' as never, message: 'There is one.' } },
    });
    const twice = [{ variantId: uuid(), onHand: 0 }];
    await named.run(origin, (tx) => tx.insert(StockLevel, twice));
    await expect(named.run(origin, (tx) => tx.insert(StockLevel, twice))).rejects.toMatchObject({
      faults: [{ code: 'TAKEN', message: 'There is one.' }],
    });
  });

  it('says after the commit, and only then, that there are events', async () => {
    const heard: number[] = [];
    const listening = new UnitOfWork(db.database, { onEvents: () => heard.push(1) });
    await listening.run(origin, () => Promise.resolve());
    expect(heard).toHaveLength(0);
    const publish = (fails: boolean) =>
      listening.run(origin, (tx) => {
        tx.publish('product.changed', { productId: uuid(), kind: 'UPDATED' });
        return fails ? Promise.reject(new Error('no')) : Promise.resolve();
      });
    await expect(publish(true)).rejects.toThrow('no');
    expect(heard).toHaveLength(0);
    await publish(false);
    expect(heard).toHaveLength(1);
  });

  it('refuses statements and conditions that would reach beyond the workspace', async () => {
    await db.unitOfWork.run(origin, async (tx) => {
      await expect(tx.rows('SELECT * FROM stock_level')).rejects.toThrow('does not say "workspace_id = $1"');
      await expect(tx.delete(StockLevel, { variantId: undefined })).rejects.toThrow(
        'The condition on "variantId" has no value.',
      );
    });
    await expect(
      db.unitOfWork.run({ ...origin, workspaceId: "x'; --" }, () => Promise.resolve()),
    ).rejects.toThrow('needs the id of a workspace');
  });
});

describe('row security, as production has it', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase({ policies: 'production' });
  });
  afterAll(() => db.close());

  it('keeps a write without a condition inside the workspace of its transaction', async () => {
    const [mine, theirs] = [await givenWorkspace(db), await givenWorkspace(db)];
    for (const workspaceId of [mine.id, theirs.id]) {
      const origin = { workspaceId, actor: systemActor('test') };
      await db.unitOfWork.run(origin, (tx) => tx.insert(StockLevel, { variantId: uuid(), onHand: 1 }));
    }
    await db.unitOfWork.run({ workspaceId: mine.id, actor: systemActor('test') }, (tx) =>
      // true for every row: only the policy is left to hold it
      tx.rows('UPDATE stock_level SET on_hand = 9 WHERE workspace_id = $1 OR workspace_id <> $1'),
    );
    const levels = await db.query('SELECT workspace_id, on_hand FROM stock_level ORDER BY on_hand');
    expect(levels).toEqual([
      { workspace_id: theirs.id, on_hand: 1 },
      { workspace_id: mine.id, on_hand: 9 },
    ]);
  });

  it('refuses an insert into another workspace, and any write without one', async () => {
    const [mine, theirs] = [await givenWorkspace(db), await givenWorkspace(db)];
    const foreign = db.unitOfWork.run({ workspaceId: mine.id, actor: systemActor('test') }, (tx) =>
      tx.rows(
        'INSERT INTO stock_level (workspace_id, variant_id, on_hand) SELECT $2::uuid, $1::uuid, 1',
        theirs.id,
      ),
    );
    await expect(foreign).rejects.toThrow('row-level security');
    const bare = db.database.everyWorkspace(
      'INSERT INTO stock_level (workspace_id, variant_id, on_hand) VALUES ($1, $1, 1)',
      mine.id,
    );
    await expect(bare).rejects.toThrow('row-level security');
    expect(
      await db.query('SELECT 1 FROM stock_level WHERE workspace_id = ANY($1)', [mine.id, theirs.id]),
    ).toEqual([]);
  });

  it('lets the audit log and the ledger be added to, and nothing else', async () => {
    const { id: workspaceId } = await givenWorkspace(db);
    const origin = { workspaceId, actor: systemActor('test') };
    await db.unitOfWork.run(origin, async (tx) => {
      await Promise.resolve();
      tx.audit({ action: 'test.note', subject: { type: 'test', id: workspaceId } });
    });
    await db.unitOfWork.run(origin, async (tx) => {
      await tx.rows("UPDATE audit_log SET action = 'forged' WHERE workspace_id = $1");
      await tx.rows('DELETE FROM audit_log WHERE workspace_id = $1');
    });
    expect(await db.query('SELECT action FROM audit_log WHERE workspace_id = $1', workspaceId)).toEqual([
      { action: 'test.note' },
    ]);
  });
});
