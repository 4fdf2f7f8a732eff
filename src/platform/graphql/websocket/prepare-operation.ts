import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  validate,
} from 'graphql';
import { type SubscribePayload } from 'graphql-ws';
import { type RequestUsage } from '../context';
import { type CostLimit } from '../limits/limit-cost';
import { type QueryParser } from '../limits/parse-query';
import { describeOperation } from '../root-field';
import { type Metrics } from '../../metrics';

export interface OperationParts {
  readonly schema: GraphQLSchema;
  readonly parser: QueryParser;
  readonly costLimit: CostLimit;
  readonly metrics: Metrics;
}

const MOST_VALIDATION_ERRORS = 20;
const VALID = new WeakMap<GraphQLSchema, WeakSet<DocumentNode>>();

/**
 * Parses, validates and limits an operation that came over a WebSocket, as those over HTTP are. Answers what is
 * to be executed, but for the context, or the errors. Adds to the usage.
 */
export function prepareOperation(
  { query, operationName, variables }: SubscribePayload,
  usage: RequestUsage,
  { schema, parser, costLimit, metrics }: OperationParts,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = parser.parse(query);
    const invalid = validateOnce(schema, document);
    if (invalid.length > 0) return invalid;
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
      return [new GraphQLError('The document has no such operation.', { extensions })];
    }
    usage.operations.push(describeOperation(schema, operation));
    const cost = costLimit.spend(usage, document, operation, variables ?? {});
    metrics.operationCost.observe({ type: operation.operation }, cost);
    return {
      schema,
      document,
      operationName: operationName ?? null,
      variableValues: variables ?? null,
      options: { maxCoercionErrors: MOST_VALIDATION_ERRORS },
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** What a thousand subscribers send is validated for the first of them; the parser keeps the document. */
function validateOnce(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const valid = VALID.get(schema) ?? new WeakSet();
  VALID.set(schema, valid);
  if (valid.has(document)) return [];
  const errors = validate(schema, document, undefined, { maxErrors: MOST_VALIDATION_ERRORS });
  if (errors.length === 0) valid.add(document);
  return errors.map(
    ({ message, nodes }) =>
      new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
  );
}
