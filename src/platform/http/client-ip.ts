import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Reads the address of a client behind `trustedProxies` proxies, each of which appends the address that it was
 * reached from to X-Forwarded-For: what stands further left was written by the client, and is not believed.
 */
export function clientIp(trustedProxies: number): (request: IncomingMessage) => string | null {
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const hops = forwarded.split(',').map((address) => address.trim());
    const address = trustedProxies > 0 ? hops.at(-trustedProxies) : undefined;
    return address !== undefined && isIP(address) ? address : (socket.remoteAddress ?? null);
  };
}
