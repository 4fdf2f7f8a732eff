import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { type EchoServer } from './start-echo-server';

export const greeting = (payload: object = {}) => JSON.stringify({ type: 'connection_init', payload });

/** The WebSocket clients of a test, all of which it ends together. */
export class SocketClients {
  private readonly clients: Client[] = [];
  private readonly sockets: WebSocket[] = [];

  constructor(private readonly server: () => EchoServer) {}

  /** How many of these the server has just now. */
  async open(what: 'sockets' | 'subscriptions'): Promise<number> {
    return (await this.server().metrics[what].get()).values[0]?.value ?? 0;
  }

  /** Waits until the server has none of these. */
  async none(what: 'sockets' | 'subscriptions'): Promise<void> {
    while ((await this.open(what)) > 0) await sleep(5);
  }

  async end(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.dispose();
    for (const socket of this.sockets.splice(0)) socket.terminate();
    await this.none('sockets');
  }

  client(connectionParams: Record<string, unknown> = {}): Client {
    const client = createClient({
      url: `ws://127.0.0.1:${this.server().port}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
    });
    this.clients.push(client);
    return client;
  }

  /** A bare socket, its messages and how it ended: by a close code, or by the status that refused it. */
  socket(options: { origin?: string; protocol?: string; path?: string } = {}) {
    const { origin, protocol = 'graphql-transport-ws', path = '/graphql' } = options;
    const url = `ws://127.0.0.1:${this.server().port}${path}`;
    const socket = new WebSocket(url, protocol, origin ? { origin } : {});
    this.sockets.push(socket);
    const messages: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) =>
      messages.push(JSON.parse(data.toString()) as Record<string, unknown>),
    );
    const ended = new Promise<number>((resolve) => {
      socket.on('close', (code) => resolve(code));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });
    return { socket, messages, ended };
  }

  /** Subscribes, and waits until the server has the subscription. */
  async subscribe(client: Client, query: string, variables: Record<string, unknown> = {}) {
    const before = await this.open('subscriptions');
    const results = client.iterate({ query, variables });
    const first = results.next();
    while ((await this.open('subscriptions')) <= before) await sleep(5);
    return { first, results };
  }
}

/** Runs an operation that answers once. */
export async function runOnce(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  for await (const result of client.iterate({ query, variables })) return result;
  return undefined;
}
