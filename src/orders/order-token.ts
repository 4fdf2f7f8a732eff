import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}\.[0-9a-f-]{36}$/;

/**
 * What lets an anonymous buyer read one order: its id, and an HMAC-SHA256 over it and its workspace by a key derived
 * (RFC 5869) from the installation's secret. Nothing has to be stored for it, and every repeat of an order's placing
 * answers the same one.
 */
export class OrderTokens {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'order tokens', 32));
  }

  tokenOf(workspaceId: string, orderId: string): string {
    return `${this.mac(workspaceId, orderId).toString('base64url')}.${orderId}`;
  }

  /** The id of the order that a token of this workspace is for; null for one that we did not make. */
  read(workspaceId: string, token: string): string | null {
    if (!SHAPE.test(token)) return null;
    const [mac = '', orderId = ''] = token.split('.');
    const given = Buffer.from(mac, 'base64url');
    const made = this.mac(workspaceId, orderId);
    return given.length === made.length && timingSafeEqual(given, made) ? orderId : null;
  }

  private mac(workspaceId: string, orderId: string): Buffer {
    return createHmac('sha256', this.#key).update(`${workspaceId} ${orderId}`).digest();
  }
}
