import { type TestClient } from '../support/test-client';
import { eventually } from '../support/eventually';
import {
  expectMoneyToMatch,
  expectStockToBalance,
  givenCart,
  place,
  placementOf,
  stockOf,
} from '../orders/ordering';
import { givenWares, type Wares } from '../orders/given-wares';
import { type Api, Fleet } from './fleet';
import { DONE, KILLED } from './running-process';

const ENDS = `
  SELECT (SELECT count(*)::int FROM sales_order) AS orders,
         (SELECT count(*)::int FROM order_attempt WHERE due_at IS NOT NULL) AS open,
         (SELECT count(*)::int FROM stock_reservation) AS held,
         (SELECT coalesce(sum(authorize_calls), 0)::int FROM test_payment WHERE state = 'captured') AS "paidBy",
         (SELECT count(*)::int FROM audit_log WHERE action = 'order.place') AS placings`;
const ONE_ORDER = { orders: 1, open: 0, held: 0, placings: 1 };
const UNSETTLED = 'SELECT id FROM payment WHERE due_at IS NOT NULL';

describe('an order whose API process is killed', () => {
  let fleet: Fleet;
  let api: Api;
  let wares: Wares<'cup'>;
  beforeAll(async () => {
    fleet = await Fleet.create({ PAYMENT_TEST: 'on' });
    api = await fleet.startApi();
  });
  beforeEach(async () => {
    await fleet.db.query(
      'TRUNCATE product, product_variant, stock_level, stock_movement, stock_reservation, cart, order_attempt, sales_order, payment, test_payment, audit_log, outbox_event, bullmq.job CASCADE',
    );
    wares = await givenWares(fleet.db, fleet.workspaceId, { cup: { price: '10.00', onHand: 5 } });
  });
  afterAll(() => fleet.close());

  const ends = async () => (await fleet.db.query(ENDS))[0];
  const givenCups = (buyer: TestClient, quantity: number) =>
    givenCart(buyer, [{ variantId: wares.variants.cup, quantity }]);
  /** Housekeeping brings to its end what the dead left, with nobody asking. */
  async function untilReconciled(): Promise<void> {
    await fleet.letTimePass();
    const worker = await fleet.startWorker('relay,payments,orders,housekeeping');
    await eventually(async () => {
      expect(await ends()).toMatchObject({ open: 0 });
      expect(await fleet.db.query(UNSETTLED)).toEqual([]);
    });
    expect(await worker.terminate()).toEqual(DONE);
    await expectStockToBalance(fleet.db);
    await expectMoneyToMatch(fleet.db, fleet.workspaceId);
  }

  const PLACES = ['order:claimed', 'payment:authorize', 'order:authorized', 'order:written', 'order:placed'];

  it.each(PLACES)('at %s is placed once by the reconciler, and paid once', async (point) => {
    const doomed = await fleet.startApi({ FAILPOINTS: point });
    const input = placementOf(await givenCups(api.visitor, 2));
    await expect(place(doomed.visitor, input)).rejects.toThrow();
    expect(await doomed.process.ended).toEqual(KILLED);

    await untilReconciled();
    expect(await ends()).toMatchObject(ONE_ORDER);
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 3, reserved: 0 });
    expect(await place(api.visitor, input)).toMatchObject({
      order: { paymentStatus: 'PAID' },
      userErrors: [],
    });
    expect(await ends()).toMatchObject(ONE_ORDER);
  });

  it.each(PLACES)('at %s is placed once by the buyer who asks again', async (point) => {
    const doomed = await fleet.startApi({ FAILPOINTS: point });
    const input = placementOf(await givenCups(api.visitor, 2));
    await expect(place(doomed.visitor, input)).rejects.toThrow();
    expect(await doomed.process.ended).toEqual(KILLED);

    // At the first place the dead process's lease runs out while the buyer waits; at the others it has run out before.
    if (point !== PLACES[0]) await fleet.letTimePass();
    const [first, second] = await Promise.all([place(api.visitor, input), place(api.visitor, input)]);
    expect(first.order).toMatchObject({ total: { amount: '20.00' } });
    expect(second.order?.id).toBe(first.order?.id);
    await untilReconciled();
    expect(await ends()).toMatchObject(ONE_ORDER);
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 3, reserved: 0 });
  });

  it('and that nobody wants any more gives the money and the stock back', async () => {
    const doomed = await fleet.startApi({ FAILPOINTS: 'order:authorized' });
    const input = placementOf(await givenCups(api.visitor, 2));
    await expect(place(doomed.visitor, input)).rejects.toThrow();
    await fleet.db.query(`UPDATE order_attempt SET expires_at = now() - interval '1 second'`);
    await untilReconciled();
    expect(await ends()).toMatchObject({ orders: 0, open: 0, held: 0 });
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 5, reserved: 0 });
    expect(await place(api.visitor, input)).toMatchObject({ userErrors: [{ code: 'PAYMENT_DECLINED' }] });
  });

  it('while the buyer has to do something holds the stock until their time is over', async () => {
    const slow = { payment: { provider: 'test', token: 'tok_3ds' } };
    const doomed = await fleet.startApi();
    const { paymentAction } = await place(doomed.visitor, placementOf(await givenCups(api.visitor, 2), slow));
    expect(paymentAction?.redirectUrl).toContain('/payments/test/');
    expect(await doomed.process.kill()).toEqual(KILLED);
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 5, reserved: 2 });
    await fleet.db.query(`UPDATE order_attempt SET expires_at = now() - interval '1 second'`);
    await untilReconciled();
    expect(await ends()).toMatchObject({ orders: 0, open: 0, held: 0 });
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 5, reserved: 0 });
  });

  it('is placed when the time-out of its provider was after the authorisation', async () => {
    const late = { payment: { provider: 'test', token: 'tok_timeout' } };
    const { order } = await place(api.visitor, placementOf(await givenCups(api.visitor, 2), late));
    expect(order).toMatchObject({ number: expect.any(String) as string });
    await untilReconciled();
    expect(await ends()).toMatchObject({ ...ONE_ORDER, paidBy: 2 });
  });

  it('whose capture fails for good is cancelled, and its stock comes back', async () => {
    const failing = { payment: { provider: 'test', token: 'tok_capture_fails' } };
    const { order } = await place(api.visitor, placementOf(await givenCups(api.visitor, 2), failing));
    expect(order?.status).toBe('PLACED');
    await untilReconciled();
    await eventually(async () =>
      expect(await fleet.db.query('SELECT status FROM sales_order')).toEqual([{ status: 'CANCELLED' }]),
    );
    expect(await stockOf(fleet.db, fleet.workspaceId, 'cup')).toEqual({ on_hand: 5, reserved: 0 });
  });
});
