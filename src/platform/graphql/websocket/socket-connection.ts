import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { type WebSocket } from 'ws';
import { type Metrics } from '../../metrics';
import { type Session } from '../context';
import { type RequestFacts } from '../make-context';
import { presentError } from '../present-error';
import { type SocketLimits } from './socket-limits';

/** The longest that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Bytes of a close frame beside its code (RFC 6455, 5.5). */
const LONGEST_REASON = 123;

/** One WebSocket: what goes over it, who is at its other end, and what is open on it. */
export class SocketConnection {
  session: Session | null = null;
  private readonly operations = new Map<string, RequestFacts>();
  private expiry: NodeJS.Timeout | undefined;
  private readonly pings: NodeJS.Timeout;
  private isAlive = true;

  /** `facts`: those of the request that the socket was opened with. */
  constructor(
    private readonly socket: WebSocket,
    private readonly facts: RequestFacts,
    private readonly limits: SocketLimits,
    private readonly metrics: Metrics,
  ) {
    metrics.sockets.inc();
    socket.on('pong', () => {
      this.isAlive = true;
    });
    // Sockets close themselves on errors: oversize messages, invalid frames, resets.
    socket.on('error', (err) => facts.log.debug({ err }, 'a WebSocket broke'));
    socket.once('close', () => this.ended());
    this.pings = setInterval(() => this.ping(), limits.pingMs);
    this.pings.unref();
  }

  /**
   * Fulfilled when the message was handed to the network, so that an operation produces no faster than its
   * client reads. A socket for which too much waits all the same is cut.
   */
  send(message: string): Promise<void> {
    const { socket, limits } = this;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    if (socket.bufferedAmount > limits.waitingBytes) {
      this.facts.log.warn({ waitingBytes: socket.bufferedAmount }, 'a WebSocket was too slow and is cut');
      socket.terminate();
      return Promise.resolve();
    }
    // What cannot be sent any more is of no use to anybody: the closing says what there is to say.
    return new Promise((resolve) => socket.send(message, () => resolve()));
  }

  /** A reason longer than the protocol allows is left out. */
  close(code: number, reason: string): void {
    this.socket.close(code, Buffer.byteLength(reason) <= LONGEST_REASON ? reason : '');
  }

  /** From here on the socket acts for this session, until its token runs out. */
  begin(session: Session): void {
    this.session = session;
    if (session.expiresAt) this.closeAt(session.expiresAt.getTime());
  }

  /** Opens an operation, with facts of its own. */
  beginOperation(id: string): RequestFacts {
    const requestId = randomUUID();
    const log = this.facts.log.child({ requestId });
    const facts = { ...this.facts, requestId, log, usage: { cost: 0, operations: [] } };
    this.operations.set(id, facts);
    this.metrics.subscriptions.inc();
    return facts;
  }

  endOperation(id: string): void {
    if (this.operations.delete(id)) this.metrics.subscriptions.dec();
  }

  /** What the client sees of the errors of one of its operations. */
  present(id: string, errors: readonly unknown[]): GraphQLFormattedError[] {
    const { log, requestId } = this.operations.get(id) ?? this.facts;
    return errors.map((error) => presentError(error, { log, metrics: this.metrics, requestId }));
  }

  /** Null while there is room for one more operation among the `open` ones. */
  overLimit(open: number): GraphQLError | null {
    if (open <= this.limits.operations) return null;
    const message = `At most ${this.limits.operations} operations may be open on one connection.`;
    return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }

  private closeAt(time: number): void {
    const ms = Math.max(0, time - Date.now());
    this.expiry = setTimeout(
      () => {
        if (ms > LONGEST_TIMER_MS) this.closeAt(time);
        else this.close(CloseCode.Forbidden, 'The token has run out.');
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    this.expiry.unref();
  }

  private ping(): void {
    if (!this.isAlive) {
      this.socket.terminate();
      return;
    }
    this.isAlive = false;
    this.socket.ping();
  }

  private ended(): void {
    clearInterval(this.pings);
    clearTimeout(this.expiry);
    for (const id of [...this.operations.keys()]) this.endOperation(id);
    this.metrics.sockets.dec();
  }
}
