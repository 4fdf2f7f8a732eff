import { execute, type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, makeServer, type Server } from 'graphql-ws';
import { RequestError } from '../../errors';
import { type Authenticate, type CreateContext, type RequestContext, type Session } from '../context';
import { makeContext } from '../make-context';
import { type OperationParts, prepareOperation } from './prepare-operation';
import { type SocketConnection } from './socket-connection';
import { subscribeFreshly } from './subscribe-freshly';

export interface ProtocolParts<C extends RequestContext> extends OperationParts {
  readonly authenticate: Authenticate;
  readonly createContext: CreateContext<C>;
  readonly initMs: number;
}

type ConnectionParams = Readonly<Record<string, unknown>>;

/** The standard's "try again later", which clients do. */
const TRY_AGAIN_LATER = 1013;

const CLOSE_CODES: Record<RequestError['code'], number> = {
  UNAUTHENTICATED: CloseCode.Unauthorized,
  FORBIDDEN: CloseCode.Forbidden,
  BAD_USER_INPUT: CloseCode.BadRequest,
  NOT_FOUND: CloseCode.BadRequest,
  SERVICE_UNAVAILABLE: TRY_AGAIN_LATER,
};

/**
 * The protocol graphql-transport-ws over connections of ours. `connectionParams` `authorization` and `workspace`
 * say who it is, once for the whole connection. Operations keep the limits of those over HTTP.
 */
export function socketProtocol<C extends RequestContext>(parts: ProtocolParts<C>): Server<SocketConnection> {
  const renewals = new WeakMap<ExecutionArgs, () => Promise<C>>();

  return makeServer<ConnectionParams, SocketConnection>({
    connectionInitWaitTimeout: parts.initMs,

    async onConnect({ connectionParams, extra: connection }) {
      try {
        connection.begin(await parts.authenticate(credentialsOf(connectionParams)));
        return true;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        connection.close(CLOSE_CODES[error.code], error.message);
        return false;
      }
    },

    async onSubscribe({ extra: connection, subscriptions }, id, payload) {
      const full = connection.overLimit(Object.keys(subscriptions).length);
      if (full) return [full];
      const facts = connection.beginOperation(id);
      const prepared = prepareOperation(payload, facts.usage, parts);
      if (!('document' in prepared)) return prepared;
      const session = connection.session as Session; // operations come after the acknowledgement
      const renewContext = () => makeContext(parts.createContext, facts, session);
      try {
        const args = { ...prepared, contextValue: await renewContext() };
        renewals.set(args, renewContext);
        return args;
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },

    execute: (args) => execute(args),

    subscribe(args) {
      const renewContext = renewals.get(args);
      if (!renewContext) throw new Error('A subscription was not prepared.');
      return subscribeFreshly(args, renewContext);
    },

    onNext({ extra: connection }, id, _payload, _args, { errors, ...result }: ExecutionResult) {
      return errors ? { ...result, errors: connection.present(id, errors) } : result;
    },

    onError({ extra: connection, subscriptions }, id, _payload, errors) {
      const presented = connection.present(id, errors);
      if (subscriptions[id] == null) connection.endOperation(id);
      return presented;
    },

    onComplete({ extra: connection }, id) {
      connection.endOperation(id);
    },
  });
}

function credentialsOf(params: ConnectionParams | undefined) {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return { authorization: text(params?.['authorization']), workspace: text(params?.['workspace']) };
}

function asGraphQLError(error: unknown): GraphQLError {
  return new GraphQLError('The operation could not begin.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
