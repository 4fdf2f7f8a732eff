import pino from 'pino';
import { type PaymentDeps, PaymentProviders, wantCapture, wantRefund, wantVoid } from '../../src/payments';
import { authorize, open as openAt } from '../../src/payments/payments.fixture';
import { TestProvider } from '../../src/payments/test-provider/test-provider';
import { type Tx } from '../../src/platform/unit-of-work/transaction';
import { eventually } from '../support/eventually';
import { Fleet, SLUG } from './fleet';
import { DONE, KILLED } from './running-process';

describe('a payment whose worker is killed', () => {
  let fleet: Fleet;
  let workspaceId: string;
  let deps: PaymentDeps;

  beforeAll(async () => {
    fleet = await Fleet.create();
    const { database, unitOfWork } = fleet.db;
    [{ id: workspaceId } = { id: '' }] = await fleet.db.query<{ id: string }>(
      'SELECT id FROM workspace WHERE slug = $1',
      SLUG,
    );
    const provider = new TestProvider({ database, baseUrl: () => '', webhookSecret: 'unused' });
    deps = {
      database,
      unitOfWork,
      log: pino({ level: 'silent' }),
      providers: new PaymentProviders([provider]),
    };
  });
  afterAll(() => fleet.close());

  const run = <T>(work: (tx: Tx) => Promise<T>) =>
    deps.unitOfWork.run({ workspaceId, actor: { kind: 'system', name: 'test' } }, work);
  const open = () => run((tx) => openAt(tx, deps.providers.accept({ provider: 'test', token: 'tok_ok' })));
  const authorized = async () => {
    const id = await open();
    await authorize(deps, workspaceId, id);
    return id;
  };
  const state = async (id: string) =>
    (
      await fleet.db.query(
        `SELECT p.observed, p.refunded, t.state AS there, t.refunded AS given,
                t.authorize_calls AS authorize, t.capture_calls AS capture, t.void_calls AS void,
                (SELECT count(*)::int FROM test_refund r WHERE r.payment_ref = t.ref) AS refunds,
                (SELECT count(*)::int FROM audit_log a WHERE a.subject_id = p.id AND a.action = 'payment.observe') AS seen
         FROM payment p LEFT JOIN test_payment t ON t.key = p.id::text WHERE p.id = $1`,
        id,
      )
    )[0];
  const letTimePass = async () => {
    await fleet.letTimePass();
    await fleet.db.query(
      "UPDATE payment SET due_at = due_at - interval '1 hour', leased_until = leased_until - interval '1 hour'",
    );
  };

  const HELD = { observed: 'authorized', refunded: 0, there: 'authorized', given: 0, refunds: 0 };
  const CAPTURED = { observed: 'captured', refunded: 0, there: 'captured', given: 0, refunds: 0 };
  const RETURNED = { observed: 'captured', refunded: 900, there: 'captured', given: 900, refunds: 1 };
  const VOIDED = { observed: 'voided', refunded: 0, there: 'voided', given: 0, refunds: 0 };

  it.each([
    {
      place: 'payment:claimed',
      want: async () => {
        const id = await authorized();
        await run((tx) => wantCapture(tx, [id]));
        return id;
      },
      left: { ...HELD, authorize: 1, capture: 0, void: 0, seen: 1 },
      healed: { ...CAPTURED, authorize: 1, capture: 1, void: 0, seen: 2 },
    },
    {
      place: 'payment:authorize',
      want: async () => {
        const id = await open();
        await run((tx) => wantVoid(tx, [id]));
        return id;
      },
      left: { ...HELD, observed: 'none', authorize: 1, capture: 0, void: 0, seen: 0 },
      healed: { ...VOIDED, authorize: 2, capture: 0, void: 1, seen: 2 },
    },
    {
      place: 'payment:capture',
      want: async () => {
        const id = await authorized();
        await run((tx) => wantCapture(tx, [id]));
        return id;
      },
      left: { ...CAPTURED, observed: 'authorized', authorize: 1, capture: 1, void: 0, seen: 1 },
      healed: { ...CAPTURED, authorize: 1, capture: 2, void: 0, seen: 2 },
    },
    {
      place: 'payment:void',
      want: async () => {
        const id = await authorized();
        await run((tx) => wantVoid(tx, [id]));
        return id;
      },
      left: { ...VOIDED, observed: 'authorized', authorize: 1, capture: 0, void: 1, seen: 1 },
      healed: { ...VOIDED, authorize: 1, capture: 0, void: 2, seen: 2 },
    },
    {
      place: 'payment:refund',
      want: async () => {
        const id = await authorized();
        await run(async (tx) => {
          await wantCapture(tx, [id]);
          await wantRefund(tx, { paymentId: id, amount: 900, reference: id });
        });
        return id;
      },
      left: { ...RETURNED, refunded: 0, authorize: 1, capture: 1, void: 0, seen: 2 },
      healed: { ...RETURNED, authorize: 1, capture: 1, void: 0, seen: 3 },
    },
  ])(
    'at $place, after the provider did it, is settled by the next, and nothing is done twice',
    async (each) => {
      const id = await each.want();
      const doomed = await fleet.startWorker('relay,payments', { FAILPOINTS: each.place });
      expect(await doomed.ended).toEqual(KILLED);
      expect(await state(id)).toEqual(each.left);

      await letTimePass();
      const heir = await fleet.startWorker('relay,payments,orders,housekeeping');
      await eventually(async () => {
        expect(await state(id)).toEqual(each.healed);
      });
      await fleet.untilIdle();
      expect(await heir.terminate()).toEqual(DONE);
      expect(await state(id)).toEqual(each.healed);
      expect(await fleet.db.query('SELECT due_at, lease_id FROM payment WHERE id = $1', id)).toEqual([
        { due_at: null, lease_id: null },
      ]);
    },
  );
});
