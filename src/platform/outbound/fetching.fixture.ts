import { type RequestListener } from 'node:http';
import { type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type FetchOptions, OutboundClient, type OutboundOptions } from './outbound-client';
import { OutboundError } from './outbound-error';
import { startRawServer, startServer, type TestServer, type TestServerOptions } from './server.fixture';

const HERE = ['127.0.0.1/32'];
export const PICTURE = Buffer.from('the bytes of a picture');

const open: { close(): Promise<void> }[] = [];
// What a test served goes with it.
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** An HTTP server for the test that starts it. */
export async function serve(listener: RequestListener, options?: TestServerOptions): Promise<TestServer> {
  const server = await startServer(listener, options);
  open.push(server);
  return server;
}

/** The URL of a server that says what it likes. */
export async function say(speak: (socket: Socket) => void): Promise<string> {
  const server = await startRawServer(speak);
  open.push(server);
  return server.url;
}

interface Result {
  readonly url: string;
  readonly bytes: Buffer;
  readonly byteSize: number | null;
  readonly received: number;
}

/** Fetches a URL, by default from this machine alone. */
export function get(
  url: string,
  options: OutboundOptions = {},
  { maxBytes = 1_000_000, signal = new AbortController().signal }: Partial<FetchOptions> = {},
): Promise<Result> {
  const client = new OutboundClient({ ownNetworks: HERE, ...options });
  return client.fetch(url, { maxBytes, signal }, async (fetched) => {
    const bytes = await buffer(fetched.body);
    return { url: fetched.url.href, bytes, byteSize: fetched.byteSize, received: fetched.received() };
  });
}

/** The fault of a fetch that fails, whether it may pass, and its message. */
export async function faultOf(fetching: Promise<unknown>): Promise<[string, boolean, string]> {
  const error: unknown = await fetching.then(
    () => new Error('It was fetched.'),
    (error: unknown) => error,
  );
  if (!(error instanceof OutboundError)) throw error as Error;
  return [error.fault, error.mayPass, error.message];
}

/** Answers with a redirect. */
export const redirect =
  (status: number, location: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { location }).end('moved');
