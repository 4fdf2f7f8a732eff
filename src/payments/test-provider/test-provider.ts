import { type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { v4 as uuid } from 'uuid';
import { databaseError } from '../../platform/database/database-error';
import { type Database } from '../../platform/database/database';
import {
  type AuthorizeRequest,
  type CaptureRequest,
  type PaymentProvider,
  type ProviderPayment,
  ProviderRefusedError,
  type ProviderRefund,
  ProviderUnavailableError,
  type RefundRequest,
  type WebhookNotice,
} from '../payment-provider';
import { type ProviderState } from '../payment-states';
import { type TestPayment } from './test-payment.entity';
import { type TestRefund } from './test-refund.entity';
import { readTestWebhook, testWebhook } from './test-webhooks';

/** What a token makes of the payment that is authorised with it. */
const TOKENS: Readonly<Record<string, ProviderState>> = {
  tok_ok: 'authorized',
  tok_declined: 'declined',
  tok_3ds: 'action_required',
  tok_timeout: 'authorized',
  tok_slow: 'authorized',
  tok_capture_timeout: 'authorized',
  tok_capture_fails: 'authorized',
  tok_refund_fails: 'authorized',
};
const SLOW_MS = 1_000;
const NOTIFY_MS = 10_000;
const UNIQUE_VIOLATION = '23505';

const AUTHORIZE = `
  INSERT INTO test_payment (key, ref, token, account, amount, currency_code, state, authorize_calls)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
  ON CONFLICT (key) DO UPDATE SET authorize_calls = test_payment.authorize_calls + 1
  RETURNING *`;

const FIND = 'SELECT * FROM test_payment WHERE ref = $1';

const CAPTURE = `
  UPDATE test_payment
  SET capture_calls = capture_calls + 1,
      state = CASE WHEN state = 'authorized' AND token <> 'tok_capture_fails' AND amount = $2 THEN 'captured' ELSE state END
  WHERE ref = $1 RETURNING *`;

const VOID = `
  UPDATE test_payment
  SET void_calls = void_calls + 1, state = CASE WHEN state = 'captured' THEN state ELSE 'voided' END
  WHERE ref = $1 RETURNING *`;

const CONFIRM = `
  UPDATE test_payment SET state = CASE WHEN state = 'action_required' THEN $2 ELSE state END
  WHERE ref = $1 RETURNING *`;

// Both or neither; of two at once under one key, the second finds the first one's row in its way.
const REFUND = `
  WITH charged AS (
    UPDATE test_payment SET refunded = refunded + $3
    WHERE ref = $2 AND state = 'captured' AND refunded + $3 <= amount AND token <> 'tok_refund_fails'
      AND NOT EXISTS (SELECT 1 FROM test_refund WHERE key = $1)
    RETURNING ref
  )
  INSERT INTO test_refund (key, ref, payment_ref, amount) SELECT $1, $4, ref, $3 FROM charged`;

const REFUND_BY_KEY = 'SELECT * FROM test_refund WHERE key = $1';
const REFUND_BY_REF = 'SELECT * FROM test_refund WHERE ref = $1';

/** What the buyer is asked about, and who is told of the answer. */
export type Confirmation = Pick<TestPayment, 'key' | 'ref' | 'account' | 'amount' | 'currencyCode' | 'state'>;

export interface TestProviderOptions {
  readonly database: Database;
  /** Where buyers reach us. */
  readonly baseUrl: () => string;
  readonly webhookSecret: string;
}

/**
 * Takes no money. It behaves as providers do: it has a memory of its own, knows keys, declines, wants the buyer to
 * confirm, fails after it has done what it was asked, tells by signed messages; which of it, the token says. It counts
 * how often it is asked.
 */
export class TestProvider implements PaymentProvider {
  readonly name = 'test';

  constructor(private readonly options: TestProviderOptions) {}

  async authorize(request: AuthorizeRequest): Promise<ProviderPayment> {
    const { key, token, account, amount, currencyCode } = request;
    const state = TOKENS[token];
    if (state === undefined) throw new ProviderRefusedError('There is no such token.');
    if (token === 'tok_slow') await sleep(SLOW_MS);
    const ref = `test_${uuid()}`;
    const payment = await this.one<TestPayment>(
      ...[AUTHORIZE, key, ref, token, account, amount, currencyCode, state],
    );
    if (payment.token !== token || payment.amount !== amount || payment.currencyCode !== currencyCode) {
      throw new ProviderRefusedError('The key was used for another payment.');
    }
    if (token === 'tok_timeout' && payment.authorizeCalls === 1) throw unanswered();
    return this.present(payment);
  }

  async find(providerRef: string): Promise<ProviderPayment> {
    return this.present(await this.one<TestPayment>(FIND, providerRef));
  }

  async capture({ providerRef, amount }: CaptureRequest): Promise<ProviderPayment> {
    const payment = await this.one<TestPayment>(CAPTURE, providerRef, amount);
    if (payment.state !== 'captured') throw new ProviderRefusedError('This payment cannot be captured.');
    if (payment.token === 'tok_capture_timeout' && payment.captureCalls === 1) throw unanswered();
    return this.present(payment);
  }

  async void({ providerRef }: { readonly providerRef: string }): Promise<ProviderPayment> {
    const payment = await this.one<TestPayment>(VOID, providerRef);
    if (payment.state !== 'voided') throw new ProviderRefusedError('A captured payment cannot be voided.');
    return this.present(payment);
  }

  async refund({ key, providerRef, amount }: RefundRequest): Promise<ProviderRefund> {
    const { database } = this.options;
    try {
      await database.everyWorkspace(REFUND, key, providerRef, amount, `test_refund_${uuid()}`);
    } catch (error) {
      if (databaseError(error)?.code !== UNIQUE_VIOLATION) throw error;
    }
    const [made] = await database.everyWorkspace<TestRefund>(REFUND_BY_KEY, key);
    if (!made) throw new ProviderRefusedError('So much cannot be given back of this payment.');
    if (made.paymentRef !== providerRef || made.amount !== amount) {
      throw new ProviderRefusedError('The key was used for another refund.');
    }
    return { providerRef: made.ref, state: 'done', failure: null };
  }

  async findRefund(providerRef: string): Promise<ProviderRefund> {
    const { ref } = await this.one<TestRefund>(REFUND_BY_REF, providerRef);
    return { providerRef: ref, state: 'done', failure: null };
  }

  /** A payment that a buyer is asked about; null where there is none. */
  async confirmation(ref: string): Promise<Confirmation | null> {
    const [payment] = await this.options.database.everyWorkspace<TestPayment>(FIND, ref);
    return payment ?? null;
  }

  /** What the buyer answers; a payment that is not asked about any more stays as it is. */
  async confirm(ref: string, isConfirmed: boolean): Promise<Confirmation | null> {
    const state: ProviderState = isConfirmed ? 'authorized' : 'declined';
    const [payment] = await this.options.database.everyWorkspace<TestPayment>(CONFIRM, ref, state);
    return payment ?? null;
  }

  /** Tells the shop that something became of a payment, as providers do. */
  async notify(payment: Confirmation): Promise<void> {
    const { baseUrl, webhookSecret } = this.options;
    const message = testWebhook(webhookSecret, payment);
    const url = `${baseUrl()}/webhooks/${payment.account}/${this.name}`;
    const { ok, status } = await fetch(url, {
      method: 'POST',
      ...message,
      signal: AbortSignal.timeout(NOTIFY_MS),
    });
    if (!ok) throw new Error(`The shop answered ${status}.`);
  }

  async readWebhook(body: Buffer, headers: IncomingHttpHeaders): Promise<readonly WebhookNotice[]> {
    return Promise.resolve(readTestWebhook(this.options.webhookSecret, body, headers));
  }

  private async one<T extends object>(sql: string, ...params: unknown[]): Promise<T> {
    const [row] = await this.options.database.everyWorkspace<T>(sql, ...params);
    if (!row) throw new ProviderRefusedError('There is no such payment.');
    return row;
  }

  private present({ ref, state, refunded }: TestPayment): ProviderPayment {
    const redirectUrl = `${this.options.baseUrl()}/payments/test/3ds/${ref}`;
    return {
      providerRef: ref,
      state,
      action: state === 'action_required' ? { clientSecret: null, redirectUrl } : null,
      declineMessage: state === 'declined' ? 'Your card was declined.' : null,
      refunded,
    };
  }
}

function unanswered(): ProviderUnavailableError {
  return new ProviderUnavailableError('The test provider did it and did not answer.');
}
