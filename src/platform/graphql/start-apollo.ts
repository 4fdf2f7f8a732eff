import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLFormattedError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { type Log } from '../log';
import { type Metrics } from '../metrics';
import { type RequestContext } from './context';
import { type CostLimit } from './limits/limit-cost';
import { type QueryLimits } from './limits/query-limits';
import { type PersistedQueryCache } from './persisted-queries';
import { presentError } from './present-error';
import { describeOperation, rootFieldOf } from './root-field';

export interface ApolloParts {
  readonly schema: GraphQLSchema;
  readonly limits: QueryLimits;
  readonly costLimit: CostLimit;
  readonly persistedQueries: PersistedQueryCache;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Errors that a validation reports before it stops. */
const MOST_VALIDATION_ERRORS = 20;

/**
 * The server that runs the operations of HTTP requests: limited in cost, counted, its errors presented by us and
 * logged with their request. It neither phones home nor listens to signals.
 */
export async function startApollo<C extends RequestContext>(parts: ApolloParts): Promise<ApolloServer<C>> {
  const presented = new WeakMap<object, GraphQLFormattedError>();
  const { log, metrics } = parts;
  const apollo = new ApolloServer<C>({
    schema: parts.schema,
    logger: log,
    introspection: true,
    allowBatchedHttpRequests: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: parts.limits.tokens },
    validationOptions: { maxErrors: MOST_VALIDATION_ERRORS },
    executionOptions: { maxCoercionErrors: MOST_VALIDATION_ERRORS },
    persistedQueries: { cache: parts.persistedQueries },
    stringifyResult: (result) => JSON.stringify(result),
    formatError: (_formatted, error) =>
      presented.get(error as object) ?? presentError(error, { log, metrics }),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      presentWithRequest(parts, presented),
      limitAndCount(parts),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Apollo's formatter does not hear of the request: so errors are presented where it is known, and kept. */
function presentWithRequest<C extends RequestContext>(
  { metrics }: ApolloParts,
  presented: WeakMap<object, GraphQLFormattedError>,
): ApolloServerPlugin<C> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, contextValue: { log, requestId } }) {
          for (const error of errors) presented.set(error, presentError(error, { log, metrics, requestId }));
          return Promise.resolve();
        },
      }),
  };
}

function limitAndCount<C extends RequestContext>({
  schema,
  costLimit,
  metrics,
}: ApolloParts): ApolloServerPlugin<C> {
  return {
    requestDidStart() {
      const startedAt = performance.now();
      return Promise.resolve({
        didResolveOperation({ document, request, contextValue: { usage }, ...resolved }) {
          // Typed as always there; but a document may lack the operation that is asked for.
          const { operation }: { operation?: OperationDefinitionNode } = resolved;
          if (!operation) return Promise.resolve();
          usage.operations.push(describeOperation(schema, operation));
          const cost = costLimit.spend(usage, document, operation, request.variables ?? {});
          metrics.operationCost.observe({ type: operation.operation }, cost);
          return Promise.resolve();
        },
        willSendResponse({ operation, errors }) {
          if (operation) {
            const labels = {
              type: operation.operation,
              field: rootFieldOf(schema, operation),
              outcome: errors?.length ? 'errors' : 'ok',
            };
            metrics.operationDuration.observe(labels, (performance.now() - startedAt) / 1_000);
          }
          return Promise.resolve();
        },
      });
    },
  };
}
