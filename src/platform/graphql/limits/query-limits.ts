import { GraphQLError } from 'graphql';

/** How much one request may ask for; checked before anything of it runs, over HTTP and WebSocket alike. */
export interface QueryLimits {
  /** Lexical tokens of a document. */
  readonly tokens: number;
  /** Fields within fields; a field of the root is at depth 1. Introspection has `introspectionDepth` instead. */
  readonly depth: number;
  /** Fields of one selection set, with those that its fragments bring. */
  readonly breadth: number;
  /** Fields of a whole operation, counted again for each time that their fragment is spread. */
  readonly fields: number;
  /** Fields of the root; `__typename` and introspection are not counted. */
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Lists and objects within each other in a literal argument. */
  readonly literalDepth: number;
  /** `__schema` and `__type` fields of an operation. */
  readonly introspections: number;
  readonly introspectionDepth: number;
  /** Operations of a batch. */
  readonly batch: number;
  /** Field values that the operations of one request could ask for, lists taken at their full size. */
  readonly cost: number;
}

export const QUERY_LIMITS: QueryLimits = {
  tokens: 4_000,
  depth: 12,
  breadth: 100,
  fields: 1_000,
  rootFields: 20,
  aliases: 50,
  directives: 50,
  literalDepth: 16,
  introspections: 3,
  introspectionDepth: 20,
  batch: 10,
  cost: 25_000,
};

export const QUERY_TOO_COMPLEX = 'QUERY_TOO_COMPLEX';

/**
 * The error of a request over a limit, which it names, with what was allowed and what was found (left out where
 * counting stopped early). Answered with status 400.
 */
export function queryTooComplex(limit: keyof QueryLimits, maximum: number, actual?: number): GraphQLError {
  const found = actual === undefined ? '' : `, and this has ${Number.isFinite(actual) ? actual : 'far more'}`;
  return new GraphQLError(`The request asks for too much: at most ${maximum} ${NOUNS[limit]}${found}.`, {
    extensions: {
      code: QUERY_TOO_COMPLEX,
      limit,
      maximum,
      ...(actual !== undefined && Number.isFinite(actual) && { actual }),
      http: { status: 400 },
    },
  });
}

const NOUNS: Record<keyof QueryLimits, string> = {
  tokens: 'tokens in a document',
  depth: 'levels of fields',
  breadth: 'fields in one selection',
  fields: 'fields in an operation, fragments expanded',
  rootFields: 'fields at the root of an operation',
  aliases: 'aliases in an operation',
  directives: 'directives in an operation',
  literalDepth: 'levels of lists and objects in an argument',
  introspections: 'introspection fields in an operation',
  introspectionDepth: 'levels of introspection',
  batch: 'operations in a batch',
  cost: 'field values in all, lists at their full size',
};
