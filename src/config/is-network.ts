import { isIP } from 'node:net';

/** True for a network in CIDR notation: `10.1.0.0/16`, `fd12:3456::/32`. */
export function isNetwork(text: string): boolean {
  const [, base = '', bits = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(base);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
}
