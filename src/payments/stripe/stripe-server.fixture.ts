import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Answer, failure, StripeBooks } from './stripe-books.fixture';

// A server that speaks as much of Stripe's protocol as payments of ours need: payment intents that are confirmed as
// they are made and captured by hand, refunds, idempotency keys (https://docs.stripe.com/api/idempotent_requests),
// errors in their shape, signed events (https://docs.stripe.com/webhooks/signature). It is made after the
// documentation, and was never held against Stripe itself.
//
// What it does not check: the API version, the key's permissions and mode, whether cards, currencies and amounts are
// possible (least and most amounts, three decimals), which parameters there are beyond those it reads, how long keys,
// authorisations and events live, rate limits, partial captures, balances, disputes, charges and their receipts.
// Payment methods are the test ones by name alone. It does not deliver events: it signs those that tests deliver.

export const SECRET_KEY = 'sk_test_of_tests';
export const WEBHOOK_SECRET = 'whsec_of_tests';

/** What shall go wrong with the next request to a path that matches. */
export interface Fault {
  readonly path: RegExp;
  /** Whether it is done all the same. */
  readonly done: boolean;
  /** Its answer; null: none, the connection breaks. 'silence': none, and it stays open. */
  readonly answer: number | 'broken' | 'silence';
}

export class StripeServer {
  readonly books = new StripeBooks();
  /** All that was asked, oldest first: method, path, key. */
  readonly requests: { readonly method: string; readonly path: string; readonly key: string | null }[] = [];
  readonly #answers = new Map<string, { readonly question: string; answer: Answer | null }>();
  readonly #faults: Fault[] = [];

  private constructor(private readonly server: Server) {
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response),
    );
  }

  static async start(): Promise<StripeServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StripeServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Has something go wrong once. */
  fail(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** As Stripe does after a day. */
  forgetKeys(): void {
    this.#answers.clear();
  }

  /** How often something was asked at paths that match, answered or not. */
  asked(path: RegExp): number {
    return this.requests.filter((request) => path.test(request.path)).length;
  }

  /** An event as Stripe delivers it, signed by its scheme `t=…,v1=…`. */
  event(object: object, { secret = WEBHOOK_SECRET, at = Date.now() } = {}) {
    const body = JSON.stringify({
      ...{ id: `evt_${randomBytes(8).toString('hex')}`, object: 'event', type: 'any', api_version: 'any' },
      ...{ created: Math.floor(at / 1000), livemode: false, pending_webhooks: 1, data: { object } },
    });
    const time = Math.floor(at / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return { body, headers: { 'stripe-signature': `t=${time},v1=${signature}` } };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const method = request.method ?? '';
    const key = header(request, 'idempotency-key');
    this.requests.push({ method, path: pathname, key });

    const index = this.#faults.findIndex(({ path }) => path.test(`${method} ${pathname}`));
    const [fault] = index < 0 ? [] : this.#faults.splice(index, 1);
    const params = Object.fromEntries(method === 'POST' ? new URLSearchParams(text) : searchParams);
    const isAllowed = header(request, 'authorization') === `Bearer ${SECRET_KEY}`;
    const perform = () =>
      isAllowed
        ? this.books.answer(method, pathname, params)
        : failure(401, 'invalid_request_error', null, 'Invalid API Key provided.');
    const question = `${method} ${pathname}?${text}`;
    const answer = await (fault && !fault.done
      ? failure(Number(fault.answer) || 500, 'api_error', null, 'Something went wrong.')
      : this.once(method === 'POST' ? key : null, question, perform));
    if (fault?.answer === 'silence') return;
    if (fault?.answer === 'broken') {
      response.destroy();
      return;
    }
    const sent = fault ? failure(fault.answer, 'api_error', null, 'Something went wrong.') : answer;
    response.writeHead(sent.status, { 'content-type': 'application/json', 'request-id': 'req_of_tests' });
    response.end(JSON.stringify(sent.body));
  }

  /** Answers a question under a key as it was answered before, and refuses another one. */
  private async once(key: string | null, question: string, perform: () => Answer): Promise<Answer> {
    if (key === null) return perform();
    const before = this.#answers.get(key);
    if (before && before.question !== question) {
      return failure(
        ...([400, 'idempotency_error', null] as const),
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      );
    }
    if (before?.answer) return before.answer;
    if (before) {
      return failure(
        409,
        'idempotency_error',
        'idempotency_key_in_use',
        'There is another request in progress.',
      );
    }
    const kept: { question: string; answer: Answer | null } = { question, answer: null };
    this.#answers.set(key, kept);
    // As long as a card network may take, so that requests meet.
    await new Promise((resolve) => setTimeout(resolve, 20));
    kept.answer = perform();
    return kept.answer;
  }
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}
