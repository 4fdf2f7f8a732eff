import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type Metrics } from '../../metrics';
import { type RequestFacts } from '../make-context';
import { SocketConnection } from './socket-connection';
import { type SocketLimits } from './socket-limits';

export interface SocketServerParts {
  readonly path: string;
  readonly protocol: Server<SocketConnection>;
  readonly limits: SocketLimits;
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean;
  readonly readFacts: (request: IncomingMessage) => RequestFacts;
  readonly metrics: Metrics;
}

const GOING_AWAY = 1001;
/** Close codes that may label a metric; clients can send any number. */
const KNOWN_CODES: ReadonlySet<number> = new Set([
  1000,
  1001,
  1005,
  1006,
  1009,
  1013,
  ...numbersOf(CloseCode),
]);

/** The WebSockets of one process. */
export class SocketServer {
  private readonly server: WebSocketServer;
  private isClosing = false;

  constructor(private readonly parts: SocketServerParts) {
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: parts.limits.messageBytes,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
  }

  /** Takes a connection over, or refuses it with a status; for the `upgrade` event of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const status = this.refusal(request);
    if (status !== null) {
      socket.on('error', () => undefined); // a client that does not wait for the refusal
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.open(webSocket, request));
  }

  /** Tells every client to come back elsewhere (1001), and refuses new ones. */
  closeAll(): void {
    this.isClosing = true;
    for (const socket of this.server.clients) socket.close(GOING_AWAY, 'Going away');
  }

  /** Cuts those that are still there; answers how many. */
  terminateAll(): number {
    const { size } = this.server.clients;
    for (const socket of this.server.clients) socket.terminate();
    return size;
  }

  /** The status to refuse with; null for a connection that is welcome. */
  private refusal(request: IncomingMessage): number | null {
    const { path, limits, isOriginAllowed } = this.parts;
    const { origin, host } = request.headers;
    if (request.url?.split('?', 1)[0] !== path) return 404;
    if (origin !== undefined && !isOriginAllowed(origin, host)) return 403;
    if (this.isClosing || this.server.clients.size >= limits.connections) return 503;
    return null;
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const { protocol, limits, metrics, readFacts } = this.parts;
    const facts = readFacts(request);
    const connection = new SocketConnection(socket, facts, limits, metrics);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => connection.send(message),
        close: (code, reason) => connection.close(code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            receive(textOf(data)).catch((err: unknown) => {
              facts.log.error({ err }, 'a WebSocket message failed');
              connection.close(CloseCode.InternalServerError, 'Something went wrong on our side.');
            });
          }),
      },
      connection,
    );
    socket.once('close', (code, reason) => {
      metrics.socketsClosed.inc({ code: KNOWN_CODES.has(code) ? String(code) : '(other)' });
      closed(code, reason.toString()).catch((err: unknown) => {
        facts.log.error({ err }, 'a WebSocket did not close cleanly');
      });
    });
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

function numbersOf(codes: object): number[] {
  return Object.values(codes).filter((code) => typeof code === 'number');
}
