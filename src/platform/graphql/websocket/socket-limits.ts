/** What a WebSocket, and all of them, may take. */
export interface SocketLimits {
  /** Sockets of this process; further ones are refused with status 503. */
  readonly connections: number;
  /** Operations open at once on one socket. */
  readonly operations: number;
  /** Bytes of one message from a client. */
  readonly messageBytes: number;
  /** Bytes that may wait to be sent on one socket, before it is cut as too slow. */
  readonly waitingBytes: number;
  /** From the opening of a socket to its `connection_init`. */
  readonly initMs: number;
  /** Between pings; a socket that has not answered one by the next is cut. */
  readonly pingMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  connections: 10_000,
  operations: 50,
  messageBytes: 256 * 1024,
  waitingBytes: 4 * 1024 * 1024,
  initMs: 5_000,
  pingMs: 15_000,
};
