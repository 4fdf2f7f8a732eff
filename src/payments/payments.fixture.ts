import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { v7 as uuid } from 'uuid';
import { givenWorkspace } from '../../test/support/factories';
import { type TestDatabase } from '../../test/support/test-database';
import { systemActor } from '../platform/actor';
import { type Tx } from '../platform/unit-of-work/transaction';
import {
  askForPayment,
  loadAskedPayment,
  loadPayments,
  openPayments,
  type PaymentDeps,
  PaymentProviders,
  type PaymentState,
  recordObservations,
} from '.';
import { type PaymentProvider } from './payment-provider';
import { TestProvider } from './test-provider/test-provider';

export const WEBHOOK_SECRET = 'what the test provider signs with';
const SILENT = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

/** A workspace with payments, at the test provider unless told otherwise. */
export interface Till {
  readonly db: TestDatabase;
  readonly workspaceId: string;
  readonly slug: string;
  readonly deps: PaymentDeps;
  readonly provider: PaymentProvider;
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Opens a payment of 25.00; returns its id. */
  open(token?: string, amount?: number): Promise<string>;
  /** What is known of a payment. */
  payment(id: string): Promise<PaymentState | undefined>;
  /** What the test provider knows of a payment, and how often it was asked. */
  atProvider(id: string): Promise<object | undefined>;
  /** How a payment's changes are written in the log: the actions with what they led to. */
  log(id: string): Promise<object[]>;
  /** The names of the events that a payment left, oldest first; hands them on, as it were. */
  takeEvents(): Promise<string[]>;
  /** Has an hour pass for what is due and what is leased. */
  letTimePass(): Promise<void>;
}

const AT_PROVIDER = `
  SELECT state, refunded, authorize_calls AS authorize, capture_calls AS capture, void_calls AS void
  FROM test_payment WHERE key = $1`;

const LOG = 'SELECT action, after FROM audit_log WHERE subject_id = $1 ORDER BY id';

export async function givenTill(db: TestDatabase, provider?: PaymentProvider): Promise<Till> {
  const { id: workspaceId, slug } = await givenWorkspace(db);
  const taken: PaymentProvider =
    provider ??
    new TestProvider({
      ...{ database: db.database, webhookSecret: WEBHOOK_SECRET },
      baseUrl: () => 'https://shop.example.com',
    });
  const { database, unitOfWork } = db;
  const deps = { database, unitOfWork, log: SILENT, providers: new PaymentProviders([taken]) };
  const run = <T>(work: (tx: Tx) => Promise<T>) =>
    unitOfWork.run({ workspaceId, actor: { kind: 'system', name: 'test' } }, work);
  return {
    ...{ db, workspaceId, slug, deps, provider: taken, run },
    open: (token = 'tok_ok', amount = 2_500) => run((tx) => open(tx, { provider: taken, token }, amount)),
    payment: async (id) => (await loadPayments(database.workspace(workspaceId), [id])).get(id),
    atProvider: async (id) => (await db.query(AT_PROVIDER, id))[0],
    log: (id) => db.query(LOG, id),
    takeEvents: async () => {
      const events = await db.query<{ id: string; name: string }>(
        'DELETE FROM outbox_event WHERE workspace_id = $1 RETURNING id, name',
        workspaceId,
      );
      return events.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ name }) => name);
    },
    letTimePass: async () => {
      await db.query(
        `UPDATE payment SET due_at = due_at - interval '1 hour', leased_until = leased_until - interval '1 hour'
         WHERE workspace_id = $1`,
        workspaceId,
      );
    },
  };
}

/** Opens a payment as an order does; returns its id. */
export async function open(
  tx: Tx,
  means: { readonly provider: PaymentProvider; readonly token: string },
  amount = 2_500,
): Promise<string> {
  const [id, reference] = [uuid(), randomUUID()];
  const opening = { id, reference, amount, currencyCode: 'EUR', email: 'buyer@example.com', account: 'any' };
  await openPayments(tx, [{ ...opening, ...means }]);
  return id;
}

/** Has a payment authorised as an order does, and writes down what is learned; returns what is known then. */
export async function authorize(deps: PaymentDeps, workspaceId: string, id: string): Promise<PaymentState> {
  const rows = deps.database.workspace(workspaceId);
  const observation = await askForPayment(deps, await loadAskedPayment(rows, id));
  if (observation) {
    const origin = { workspaceId, actor: systemActor('test') };
    await deps.unitOfWork.run(origin, (tx) => recordObservations(tx, [observation]));
  }
  const payment = (await loadPayments(rows, [id])).get(id);
  if (!payment) throw new Error(`There is no payment ${id}.`);
  return payment;
}
