import { OutboundError } from './outbound-error';

const SCHEMES = ['http:', 'https:'];

/**
 * Reads a URL that may be fetched, relative to `base` where that is given: http or https, without credentials. The
 * host of the result is in its one spelling: numbers in other notations, full-width digits and letters of other
 * scripts are gone (https://url.spec.whatwg.org/#host-parsing). Throws an OutboundError.
 */
export function parseWebUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new OutboundError('URL', 'This is no URL.');
  const url = new URL(text, base);
  if (!SCHEMES.includes(url.protocol))
    throw new OutboundError('URL', 'Only http and https URLs are fetched.');
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('URL', 'A URL with a user name or a password in it is not fetched.');
  }
  return url;
}

/** The host of a URL as resolvers and certificates know it: no brackets, no dot at the end. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** The port that a URL leads to. */
export function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
