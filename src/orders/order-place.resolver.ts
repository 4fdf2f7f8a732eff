import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { emailAddress, postalAddress } from '../accounts';
import { loadCartLine } from '../carts/api';
import { canonicalCode } from '../discounts';
import { Refusal, refuse, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { parsePrice } from '../platform/money';
import { loadPayments } from '../payments';
import { type ShortLine } from './order-attempt.entity';
import { loadOrders } from './load-orders';
import { OrderPlaceInput } from './order-place.input';
import { type OrderTokens } from './order-token';
import { type Order } from './order.entity';
import { OrderPlacePayload, type PaymentAction } from './order.type';
import { type OrderPlacement } from './place/order-placement';
import { type PlaceDeps, placeOrder, type PlacementOutcome } from './place/place-order';

const KEY = /^[\x21-\x7e]{8,200}$/;
const MAX_TOKEN = 500;
const MAX_CODE = 100;

/** A buyer who has just placed an order sees it, signed in or not. */
const EVERYBODYS = { all: true, userId: null };

/** What the payload is filled with: rows, which the types' resolvers present. */
interface Answer {
  readonly order: Order | null;
  readonly orderToken: string | null;
  readonly paymentAction: PaymentAction | null;
  readonly unavailableLines: readonly object[];
}

const NOTHING: Answer = { order: null, orderToken: null, paymentAction: null, unavailableLines: [] };

/** Buyers place orders: anonymous ones too, whose cart is theirs by its id. */
@Resolver()
export class OrderPlaceResolver {
  constructor(
    private readonly deps: PlaceDeps,
    private readonly tokens: OrderTokens,
  ) {}

  @Mutation(() => OrderPlacePayload, {
    description:
      'Places the order for a cart, once for each idempotency key. SERVICE_UNAVAILABLE: it is not known yet what came of it; send the same again.',
  })
  async orderPlace(
    @Arg('input', () => OrderPlaceInput) input: OrderPlaceInput,
    @Ctx() context: WorkspaceContext,
  ) {
    const { workspace, actor, requestId, ip } = context;
    const buyer = {
      ...{ workspaceId: workspace.id, workspaceSlug: workspace.slug, currencyCode: workspace.currencyCode },
      ...{ actor, requestId },
      ...(ip !== null && { ip }),
    };
    let shortLines: readonly ShortLine[] = [];
    return answer<Answer>(
      async () => {
        const outcome = await placeOrder(this.deps, buyer, toPlacement(input, workspace.currencyCode));
        context.loaders.clear();
        if (outcome.is !== 'failed') return this.present(context, outcome);
        shortLines = outcome.failure.shortLines;
        throw new Refusal(outcome.failure.faults);
      },
      async () => ({ ...NOTHING, unavailableLines: await unavailableLines(context, shortLines) }),
    );
  }

  private async present(
    { db, workspace }: WorkspaceContext,
    outcome: Exclude<PlacementOutcome, { readonly is: 'failed' }>,
  ): Promise<Answer> {
    if (outcome.is === 'action') {
      const payment = (await loadPayments(db, [outcome.paymentId])).get(outcome.paymentId);
      const { clientSecret = null, redirectUrl = null } = payment?.action ?? {};
      return { ...NOTHING, paymentAction: { clientSecret, redirectUrl, expiresAt: outcome.expiresAt } };
    }
    const { orderId } = outcome;
    const order = (await loadOrders(db, EVERYBODYS, [orderId])).get(orderId) ?? null;
    return { ...NOTHING, order, orderToken: this.tokens.tokenOf(workspace.id, orderId) };
  }
}

/** The short lines as they lie in the cart now; those that were taken out since are left out. */
async function unavailableLines(context: WorkspaceContext, shortLines: readonly ShortLine[]) {
  const lines = await Promise.all(
    shortLines.map(async ({ lineId, requested, available }) => {
      const line = await loadCartLine(context, lineId);
      return line && { line, requested, available };
    }),
  );
  return lines.filter((line) => line !== null);
}

/** The input as the domain takes it, checked by itself. */
function toPlacement(input: OrderPlaceInput, currencyCode: string): OrderPlacement {
  const email = emailAddress(input.email);
  if (email === null) throw invalid('This is not an e-mail address.', 'email');
  if (!KEY.test(input.idempotencyKey)) {
    throw invalid('A key has 8 to 200 characters of ASCII without blanks.', 'idempotencyKey');
  }
  const { shippingAddress, billingAddress, shippingMethod, discountCode, expectedTotal, payment } = input;
  const address = (name: 'shippingAddress' | 'billingAddress') => {
    const typed = { shippingAddress, billingAddress }[name];
    return typed ? postalAddress(typed, ['input', name]) : null;
  };
  if (!payment.token || payment.token.length > MAX_TOKEN) {
    throw invalid('This is no token of a payment provider.', 'payment', 'token');
  }
  return {
    cartId: decodeOrNil('Cart', input.cartId),
    idempotencyKey: input.idempotencyKey,
    request: {
      email,
      shippingAddress: address('shippingAddress'),
      billingAddress: address('billingAddress'),
      shippingMethodId: shippingMethod ? decodeOrNil('ShippingMethod', shippingMethod) : null,
      discountCode: canonicalCode(discountCode ?? '').slice(0, MAX_CODE) || null,
    },
    expectedTotal: expectedTotal ? parsePrice(expectedTotal, currencyCode, ['input', 'expectedTotal']) : null,
    payment: { provider: payment.provider, token: payment.token },
  };
}

function invalid(message: string, ...path: string[]) {
  return refuse(UserErrorCode.INVALID, message, ['input', ...path]);
}
