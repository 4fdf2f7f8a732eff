import pino from 'pino';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { systemActor } from '../actor';
import { OutboxRelay, type RelayedEvent } from './outbox-relay';

describe('OutboxRelay', () => {
  let db: TestDatabase;
  let workspaceId: string;
  const log = pino({ level: 'silent' });

  beforeAll(async () => {
    db = await createTestDatabase();
    workspaceId = (await givenWorkspace(db)).id;
  });
  afterAll(() => db.close());
  beforeEach(() => db.query('DELETE FROM outbox_event'));

  /** Publishes events whose payloads carry these numbers. */
  const publish = (numbers: readonly number[]) =>
    db.unitOfWork.run({ workspaceId, actor: systemActor('test') }, async (tx) => {
      await Promise.resolve();
      for (const number of numbers) {
        tx.publish('product.changed', { productId: String(number), kind: 'UPDATED' });
      }
    });
  const left = async () =>
    (await db.query<{ n: number }>('SELECT count(*)::integer AS n FROM outbox_event'))[0]?.n;
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('hands on what was committed, with its workspace, and takes it away', async () => {
    await publish([7]);
    const heard: RelayedEvent[] = [];
    const relay = new OutboxRelay(db.database, (event) => Promise.resolve(void heard.push(event)), log);
    expect(await relay.relayBatch()).toBe(1);
    expect(heard).toEqual([
      {
        id: expect.any(String) as string,
        workspaceId,
        name: 'product.changed',
        payload: { productId: '7', kind: 'UPDATED' },
      },
    ]);
    expect(await left()).toBe(0);
    expect(await relay.relayBatch()).toBe(0);
  });

  it('shares the work of several relays: each event goes out once', async () => {
    await publish(upTo(450));
    const heard: string[] = [];
    const relays = upTo(4).map(
      () =>
        new OutboxRelay(
          db.database,
          (event) => Promise.resolve(void heard.push(String(event.payload.productId))),
          log,
        ),
    );
    let handled = 0;
    while (handled < 450) {
      const batches = await Promise.all(relays.map((relay) => relay.relayBatch()));
      handled += batches.reduce((sum, batch) => sum + batch, 0);
    }
    expect(heard.map(Number).sort((a, b) => a - b)).toEqual(upTo(450));
    expect(await left()).toBe(0);
  });

  it('puts off an event that cannot be handed on, and delays no other', async () => {
    await publish([1, 2, 3]);
    const heard: string[] = [];
    const relay = new OutboxRelay(
      db.database,
      ({ payload }) => {
        if (payload.productId === '2') return Promise.reject(new Error('nobody there'));
        heard.push(String(payload.productId));
        return Promise.resolve();
      },
      log,
    );
    expect(await relay.relayBatch()).toBe(3);
    expect(heard).toEqual(['1', '3']);
    const waiting = await db.query(
      'SELECT payload, attempts, leased_until > now() AS later FROM outbox_event',
    );
    expect(waiting).toEqual([{ payload: { productId: '2', kind: 'UPDATED' }, attempts: 1, later: true }]);
    expect(await relay.relayBatch()).toBe(0);
  });

  it('sends again what a relay that died had leased, once the lease has run out', async () => {
    await publish([1]);
    const dead = new OutboxRelay(db.database, () => new Promise(() => undefined), log);
    void dead.relayBatch();
    const isLeased = async () =>
      (await db.query('SELECT 1 FROM outbox_event WHERE leased_until > now()')).length === 1;
    while (!(await isLeased()));

    const heard: RelayedEvent[] = [];
    const relay = new OutboxRelay(db.database, (event) => Promise.resolve(void heard.push(event)), log);
    expect(await relay.relayBatch()).toBe(0);
    await db.query("UPDATE outbox_event SET leased_until = now() - interval '1 second'");
    expect(await relay.relayBatch()).toBe(1);
    expect(heard).toHaveLength(1);
    expect(await left()).toBe(0);
  });

  it('goes out at once when nudged, finishes its batch when stopped, and starts no other', async () => {
    const heard: string[] = [];
    let heardOne: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (heardOne = resolve));
    const relay = new OutboxRelay(
      db.database,
      ({ payload }) => {
        heard.push(String(payload.productId));
        heardOne();
        return Promise.resolve();
      },
      log,
    );
    relay.start();
    await publish([5]);
    relay.nudge();
    await first;
    await relay.stop();
    expect(await left()).toBe(0);
    await publish([6]);
    relay.nudge();
    expect(heard).toEqual(['5']);
    expect(await left()).toBe(1);
  });
});
