import { type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RequestHandler } from 'express';
import { type SocketServer } from '../graphql/websocket/socket-server';

/** How often connections that have become idle meanwhile are closed. */
const SWEEP_MS = 25;

/** Ends a server without ending what runs on it. */
export class Drain {
  private readonly running = new Set<ServerResponse>();
  private readonly connections = new Set<Socket>();
  private begun: Promise<boolean> | null = null;

  get isDraining(): boolean {
    return this.begun !== null;
  }

  /** Notes the connections of a server. */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  /** Notes the requests that are under way. */
  readonly track: RequestHandler = (_request, response, next) => {
    if (this.isDraining) response.setHeader('connection', 'close');
    this.running.add(response);
    response.once('close', () => this.running.delete(response));
    next();
  };

  /**
   * Stops accepting connections, closes those that are idle, tells the clients of WebSockets to come back
   * elsewhere (1001), and lets running requests finish, each connection being closed behind its answer. What is
   * still there after `graceMs` is cut. Answers whether nothing had to be. A second call waits for the first.
   */
  begin(server: Server, sockets: SocketServer, graceMs: number): Promise<boolean> {
    this.begun ??= this.drain(server, sockets, graceMs);
    return this.begun;
  }

  private async drain(server: Server, sockets: SocketServer, graceMs: number): Promise<boolean> {
    const closed = new Promise<'closed'>((resolve) => server.close(() => resolve('closed')));
    for (const response of this.running) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
    sockets.closeAll();
    const sweep = setInterval(() => this.closeIdle(server), SWEEP_MS);
    const end = await Promise.race([closed, sleep(graceMs, 'late' as const, { ref: false })]);
    clearInterval(sweep);
    if (end === 'closed') return true;
    server.closeAllConnections();
    sockets.terminateAll();
    await closed;
    return false;
  }

  /** Node counts a connection on which nothing has come yet as busy. */
  private closeIdle(server: Server): void {
    server.closeIdleConnections();
    for (const socket of this.connections) {
      if (socket.bytesRead === 0) socket.destroy();
    }
  }
}
