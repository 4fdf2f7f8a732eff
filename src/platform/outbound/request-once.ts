import { type LookupAddress } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { connectionFault } from './connection-fault';
import { hostOf } from './web-url';

export interface RequestOptions {
  /** The only addresses that are connected to, one after the other until one answers. */
  readonly addresses: readonly string[];
  /** The most bytes of an answer's head. */
  readonly headBytes: number;
  /** Certificate authorities, in PEM, instead of those that Node trusts. */
  readonly ca?: string;
}

// The same for everyone: nothing of a user, of a page or of an earlier request is ever sent.
const HEADERS = { 'user-agent': 'Vitrine', accept: '*/*', 'accept-encoding': 'identity' };
/** From one address of a host to the next, where the first does not answer. */
const NEXT_ADDRESS_MS = 2_500;

/**
 * Sends one GET request, and resolves with its answer once the head is there; redirects are not followed. The name
 * in the URL is not resolved again. Rejects with an OutboundError, or with the signal's reason once it is aborted.
 */
export async function requestOnce(
  url: URL,
  { addresses, headBytes, ca }: RequestOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const host = hostOf(url);
  const connecting = {
    keepAlive: false,
    lookup: answering(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  };
  const common = {
    host,
    port: url.port,
    path: url.pathname + url.search,
    headers: { ...HEADERS, host: url.host },
    maxHeaderSize: headBytes,
  };
  const request =
    url.protocol === 'https:'
      ? https.request({
          ...common,
          agent: new https.Agent(connecting),
          rejectUnauthorized: true,
          // An address is no server name; its certificate is held against it all the same.
          servername: isIP(host) === 0 ? host : '',
          ca,
        })
      : http.request({ ...common, agent: new http.Agent(connecting) });
  const abort = () => request.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort);
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', (response) => {
        // Whoever reads it sees its errors; before that nobody listens.
        response.on('error', () => undefined);
        resolve(response);
      });
      request.on('error', reject);
      // All that there is of an answer that changes to another protocol; behind an answer it says nothing new.
      request.on('close', () => reject(new Error('The connection was closed without an answer.')));
      request.end();
    });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionFault(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A lookup that knows one answer, whatever it is asked. Node does not ask where the host is an address. */
function answering(addresses: readonly string[]): LookupFunction {
  const answers: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    const [first] = answers;
    if (all === true || !first) callback(null, answers);
    else callback(null, first.address, first.family);
  };
}
