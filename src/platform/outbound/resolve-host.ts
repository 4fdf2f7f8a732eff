import { Resolver } from 'node:dns/promises';
import { OutboundError } from './outbound-error';

/** All addresses of a host name. Throws an OutboundError where there are none. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

const QUERY_MS = 3_000;
const TRIES = 2;
/** A name without such records, or one that is none. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'EFORMERR']);

/**
 * Asks DNS for all addresses of a host, IPv4 first; by the system's name servers, or by these. Not by the system's own
 * resolver: each of its queries holds one of the few threads that files are read with, for as long as a name server
 * likes; and it knows names of this machine.
 */
export async function resolveByDns(
  host: string,
  signal: AbortSignal,
  servers?: readonly string[],
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: QUERY_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const faults = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Error] : [],
    );
    const unclear = faults.find((fault) => !NOTHING.has(String(Reflect.get(fault, 'code'))));
    if (!unclear) throw new OutboundError('NAME', 'There is no host of this name.');
    throw new OutboundError('NAME', 'The host of this URL could not be looked up.', {
      mayPass: true,
      cause: unclear,
    });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
