import { randomBytes } from 'node:crypto';

// What a server that speaks Stripe's protocol knows of payment intents and refunds; see stripe-server.fixture.ts, which
// says what is not checked.

interface Intent {
  id: string;
  object: 'payment_intent';
  status: string;
  amount: number;
  currency: string;
  client_secret: string;
  metadata: Record<string, string>;
  next_action: object | null;
  last_payment_error: object | null;
  latest_charge: string;
  refunded: number;
}

interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  payment_intent: string;
  status: string;
  failure_reason: string | null;
  metadata: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export type Params = Record<string, string>;

const DECLINE = 'Your card was declined.';

/** The state of an account, and the answers that its API gives. */
export class StripeBooks {
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  /** How refunds begin. */
  refundStatus = 'succeeded';

  /** What the buyer does in Stripe's script. */
  authenticate(id: string, isConfirmed: boolean): void {
    const intent = this.intent(id);
    intent.next_action = null;
    if (isConfirmed) intent.status = 'requires_capture';
    else {
      intent.status = 'requires_payment_method';
      intent.last_payment_error = {
        type: 'card_error',
        code: 'payment_intent_authentication_failure',
        message: 'We are unable to authenticate your payment method.',
      };
    }
  }

  /** What happens to a hold that nobody captures for a week. */
  expire(id: string): void {
    this.intent(id).status = 'canceled';
  }

  intent(id: string): Intent {
    const intent = this.intents.get(id);
    if (!intent) throw new Error(`There is no intent ${id}.`);
    return intent;
  }

  /** What is answered to a request, which is done. */
  answer(method: string, path: string, params: Params): Answer {
    const [, , resource = '', id, verb] = path.split('/');
    if (resource === 'refunds') return this.answerRefunds(method, id, params);
    if (resource !== 'payment_intents') return notFound(path);
    if (id === undefined) return this.create(params);
    const intent = this.intents.get(id);
    if (!intent) return notFound(id);
    if (verb === 'capture') return this.capture(intent, params);
    if (verb === 'cancel') return this.cancel(intent);
    return { status: 200, body: shown(intent, params['expand[0]'] === 'latest_charge') };
  }

  private create(params: Params): Answer {
    if (params['capture_method'] !== 'manual' || params['confirm'] !== 'true') {
      return failure(
        400,
        'invalid_request_error',
        'parameter_missing',
        'This server knows manual capture alone.',
      );
    }
    const method = params['payment_method'] ?? '';
    if (!method.startsWith('pm_card_')) {
      return failure(400, 'invalid_request_error', 'resource_missing', `No such PaymentMethod: '${method}'`);
    }
    const id = `pi_${randomBytes(12).toString('hex')}`;
    const intent: Intent = {
      ...{ id, object: 'payment_intent', status: 'requires_capture' },
      ...{ amount: Number(params['amount']), currency: params['currency'] ?? '' },
      ...{ client_secret: `${id}_secret_of_tests`, metadata: metadataOf(params) },
      ...{ next_action: null, last_payment_error: null, latest_charge: `ch_${id}`, refunded: 0 },
    };
    this.intents.set(id, intent);
    if (method === 'pm_card_authenticationRequired') {
      Object.assign(intent, { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    }
    if (method !== 'pm_card_chargeDeclined') return { status: 200, body: shown(intent) };
    intent.status = 'requires_payment_method';
    intent.last_payment_error = { type: 'card_error', code: 'card_declined', message: DECLINE };
    return failure(402, 'card_error', 'card_declined', DECLINE, intent);
  }

  private capture(intent: Intent, params: Params): Answer {
    if (intent.status !== 'requires_capture') return unexpectedState(intent, 'captured');
    if (Number(params['amount_to_capture']) !== intent.amount) {
      return failure(400, 'invalid_request_error', 'amount_too_large', 'This server captures all of it.');
    }
    intent.status = 'succeeded';
    return { status: 200, body: shown(intent) };
  }

  private cancel(intent: Intent): Answer {
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      return unexpectedState(intent, 'canceled');
    intent.status = 'canceled';
    return { status: 200, body: shown(intent) };
  }

  private answerRefunds(method: string, id: string | undefined, params: Params): Answer {
    if (id !== undefined) {
      const refund = this.refunds.get(id);
      return refund ? { status: 200, body: refund } : notFound(id);
    }
    const intent = this.intents.get(params['payment_intent'] ?? '');
    if (!intent) return notFound(params['payment_intent'] ?? '');
    if (method === 'GET') {
      const data = [...this.refunds.values()].filter(({ payment_intent: of }) => of === intent.id);
      return { status: 200, body: { object: 'list', data, has_more: false, url: '/v1/refunds' } };
    }
    const amount = Number(params['amount']);
    if (intent.status !== 'succeeded' || intent.refunded + amount > intent.amount) {
      const said = 'Refund amount is greater than unrefunded amount on charge.';
      return failure(400, 'invalid_request_error', 'charge_already_refunded', said);
    }
    intent.refunded += amount;
    const refund: Refund = {
      ...{ id: `re_${randomBytes(12).toString('hex')}`, object: 'refund', amount, currency: intent.currency },
      ...{ payment_intent: intent.id, status: this.refundStatus, failure_reason: null },
      metadata: metadataOf(params),
    };
    this.refunds.set(refund.id, refund);
    return { status: 200, body: refund };
  }
}

function metadataOf(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const [, inner] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
      return inner ? [[inner, value]] : [];
    }),
  );
}

function shown({ refunded, ...intent }: Intent, isExpanded = false): object {
  const charge = { id: intent.latest_charge, object: 'charge', amount_refunded: refunded };
  return { ...intent, latest_charge: isExpanded ? charge : intent.latest_charge };
}

export function failure(
  status: number,
  type: string,
  code: string | null,
  message: string,
  intent?: Intent,
): Answer {
  return {
    status,
    body: {
      error: { type, message, ...(code && { code }), ...(intent && { payment_intent: shown(intent) }) },
    },
  };
}

function unexpectedState(intent: Intent, wanted: string): Answer {
  const message = `This PaymentIntent could not be ${wanted} because it has a status of ${intent.status}.`;
  return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state', message, intent);
}

function notFound(what: string): Answer {
  return failure(404, 'invalid_request_error', 'resource_missing', `No such object: '${what}'`);
}
