import { RequestError, RequestErrorCode } from '../../errors';
import { ANONYMOUS, Role } from '../../actor';
import { type Credentials, type Session } from '../../graphql/context';
import { createLog } from '../../log';
import { createMetrics, type Metrics } from '../../metrics';
import { createHttpServer, type HttpServer, type HttpServerParts } from '../http-server';
import { type HttpConfig, HTTP_DEFAULTS } from '../http-config';
import { buildEchoSchema } from './echo-schema';
import { type EchoContext } from './echo-types';

export interface EchoServer {
  readonly server: HttpServer;
  readonly port: number;
  readonly url: string;
  readonly metrics: Metrics;
  /** The lines of the log so far. */
  readonly lines: Record<string, unknown>[];
  close(): Promise<void>;
}

/** The session of a token that the tests made up: `staff`, `until:<epoch ms>`; everything else is refused. */
export function authenticateForTests({ authorization, workspace }: Credentials): Promise<Session> {
  const slug = workspace ?? 'demo';
  const facts = { id: '00000000-0000-4000-8000-000000000001', slug, currencyCode: 'EUR' };
  if (authorization === null) return Promise.resolve({ actor: ANONYMOUS, workspace: facts, expiresAt: null });
  const [kind, time] = authorization.replace('Bearer ', '').split(':');
  if (slug === 'other') {
    return Promise.reject(new RequestError(RequestErrorCode.FORBIDDEN, 'The token is of another workspace.'));
  }
  if (kind !== 'staff' && kind !== 'until') {
    return Promise.reject(new RequestError(RequestErrorCode.UNAUTHENTICATED, 'The token is not valid.'));
  }
  const actor = { kind: 'user', id: 'u1', role: Role.ADMIN } as const;
  return Promise.resolve({ actor, workspace: facts, expiresAt: time ? new Date(Number(time)) : null });
}

/** A server of the echo schema on a free port of the loopback. */
export async function startEchoServer(
  config: Partial<HttpConfig> = {},
  parts: Partial<HttpServerParts<EchoContext>> = {},
): Promise<EchoServer> {
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics();
  const server = await createHttpServer<EchoContext>({
    schema: buildEchoSchema(),
    authenticate: authenticateForTests,
    createContext: (base) => ({ ...base, greeting: 'hello' }),
    config: { ...HTTP_DEFAULTS, ...config },
    log: createLog({
      level: 'info',
      destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    }),
    metrics,
    routes: [],
    checks: {},
    playground: null,
    ...parts,
  });
  const port = await server.listen(0, '127.0.0.1');
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    metrics,
    lines,
    close: async () => {
      await server.drain(1_000);
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors:
    | readonly {
        readonly message: string;
        readonly extensions: Record<string, unknown>;
        readonly path?: unknown;
      }[]
    | undefined;
  readonly text: string;
}

/** Posts an operation, or whatever body is given, as JSON. */
export async function post(
  { url }: EchoServer,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return read(response);
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const parsed = (text.startsWith('{') ? JSON.parse(text) : {}) as Pick<Answer, 'data' | 'errors'>;
  return {
    status: response.status,
    headers: response.headers,
    data: parsed.data,
    errors: parsed.errors,
    text,
  };
}
