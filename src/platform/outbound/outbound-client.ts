import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type Readable } from 'node:stream';
import { AddressGuard } from './address-guard';
import { OutboundError } from './outbound-error';
import { requestOnce } from './request-once';
import { resolveByDns, type ResolveHost } from './resolve-host';
import { type BodyLimits, ResponseBody } from './response-body';
import { hostOf, parseWebUrl, portOf } from './web-url';

export interface OutboundLimits extends Omit<BodyLimits, 'maxBytes'> {
  /** From the question for a host's addresses to the end of its answer's head; anew for each redirect. */
  readonly answerMs: number;
  /** For everything. */
  readonly totalMs: number;
  /** The most bytes of an answer's head. */
  readonly headBytes: number;
  readonly redirects: number;
}

const DEFAULT_LIMITS: OutboundLimits = {
  answerMs: 30_000,
  totalMs: 30 * 60_000,
  headBytes: 16 * 1024,
  redirects: 5,
  paceMs: 30_000,
  paceBytes: 32 * 1024,
};

export interface OutboundOptions {
  /** Networks of the operator's own, in CIDR notation, that are fetched from although they are not public. */
  readonly ownNetworks?: readonly string[];
  readonly resolveHost?: ResolveHost;
  readonly limits?: Partial<OutboundLimits>;
  /** Certificate authorities, in PEM, instead of those that Node trusts. */
  readonly ca?: string;
}

/** What was found at a URL, while it is being read. */
export interface Fetched {
  /** Where it was found, behind all redirects. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Bytes as the server announced them; null where it did not. */
  readonly byteSize: number | null;
  /** Bytes that have arrived so far. */
  readonly received: () => number;
}

export interface FetchOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** A body as it is, or as a proxy passed it on. */
const FOUND = new Set([200, 203]);
/** Request timeout, too early, too many requests: the same request may be answered later. */
const COME_BACK = new Set([408, 425, 429]);

/**
 * Fetches what strangers name, from public addresses alone. A host's addresses are all looked up and checked, and
 * the connection goes to one of those: the name is not resolved a second time. Each redirect begins anew. Nothing
 * but the URL is sent, and what comes is bounded in bytes and in time.
 */
export class OutboundClient {
  readonly #guard: AddressGuard;
  readonly #limits: OutboundLimits;

  constructor(private readonly options: OutboundOptions = {}) {
    this.#guard = new AddressGuard(options.ownNetworks ?? []);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  /**
   * Fetches a URL and gives `use` what is there, to be read while it runs: the connection ends with it. Throws an
   * OutboundError, what `use` throws, and the signal's reason once it is aborted. Errors of the body are
   * OutboundErrors too.
   */
  async fetch<T>(
    text: string,
    { maxBytes, signal }: FetchOptions,
    use: (fetched: Fetched) => Promise<T>,
  ): Promise<T> {
    return withDeadline(this.#limits.totalMs, signal, async (inTime) => {
      const { url, response } = await this.follow(parseWebUrl(text), inTime);
      const body = new ResponseBody(response, { ...this.#limits, maxBytes }, inTime);
      try {
        const { stream, byteSize } = body;
        return await use({
          url,
          headers: response.headers,
          body: stream,
          byteSize,
          received: () => body.received,
        });
      } finally {
        body.close();
      }
    });
  }

  private async follow(
    url: URL,
    signal: AbortSignal,
    hops = 0,
  ): Promise<{ url: URL; response: IncomingMessage }> {
    const response = await withDeadline(this.#limits.answerMs, signal, async (inTime) => {
      const addresses = await this.addressesOf(url, inTime);
      const { headBytes } = this.#limits;
      return requestOnce(
        url,
        { addresses, headBytes, ...(this.options.ca && { ca: this.options.ca }) },
        inTime,
      );
    });
    const status = response.statusCode ?? 0;
    if (FOUND.has(status)) return { url, response };
    response.destroy();
    if (!REDIRECTS.has(status)) {
      const mayPass = status >= 500 || COME_BACK.has(status);
      throw new OutboundError('STATUS', `The server answered ${status}.`, { mayPass });
    }
    if (hops === this.#limits.redirects) {
      throw new OutboundError('REDIRECT', `The server redirected more than ${this.#limits.redirects} times.`);
    }
    return this.follow(redirection(url, response), signal, hops + 1);
  }

  /** All addresses of the URL's host, each of which may be connected to. */
  private async addressesOf(url: URL, signal: AbortSignal): Promise<readonly string[]> {
    const host = hostOf(url);
    const resolve = this.options.resolveHost ?? resolveByDns;
    const addresses = isIP(host) === 0 ? await resolve(host, signal) : [host];
    if (addresses.length === 0) throw new OutboundError('NAME', 'There is no host of this name.');
    for (const address of addresses) this.#guard.check(address, portOf(url));
    return addresses;
  }
}

/** Where a redirect leads to; never from https to http, where others could read along and answer. */
function redirection(from: URL, { headers: { location } }: IncomingMessage): URL {
  if (!location) throw new OutboundError('REDIRECT', 'The server redirected to nowhere.');
  // Node reads headers as Latin-1, browsers this one as UTF-8.
  const to = parseWebUrl(Buffer.from(location, 'latin1').toString(), from);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new OutboundError('REDIRECT', 'The server redirected from https to http.');
  }
  return to;
}

/** Runs `work` under a signal that is aborted with the outer one, and after so long with an OutboundError. */
async function withDeadline<T>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new OutboundError('TIMEOUT', 'The server took too long.', { mayPass: true }));
  }, ms);
  const signal = AbortSignal.any([outer, late.signal]);
  try {
    return await work(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
