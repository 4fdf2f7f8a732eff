import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.fixture';

/** A server on this machine that tests fetch from. */
export interface TestServer {
  readonly port: number;
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  /** What was asked of it, oldest first. */
  readonly requests: readonly Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly host?: string;
  readonly port?: number;
  /** Shows a certificate for pictures.test and 127.0.0.1 that signed itself. */
  readonly secure?: boolean;
}

export async function startServer(
  listener: RequestListener,
  { host = '127.0.0.1', port = 0, secure = false }: TestServerOptions = {},
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const noting: RequestListener = (request, response) => {
    requests.push(request);
    listener(request, response);
  };
  const server: Server = secure
    ? createSecureServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, noting)
    : createServer(noting);
  const bound = await listening(server, host, port);
  return {
    port: bound,
    url: `${secure ? 'https' : 'http'}://${host}:${bound}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return closing(server);
    },
  };
}

/** A server that speaks no HTTP but what `speak` says, once something was asked. */
export async function startRawServer(speak: (socket: Socket) => void): Promise<Omit<TestServer, 'requests'>> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => speak(socket));
  });
  const port = await listening(server, '127.0.0.1', 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return closing(server);
    },
  };
}

async function listening(server: TcpServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function closing(server: TcpServer): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
