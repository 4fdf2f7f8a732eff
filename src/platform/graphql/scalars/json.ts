import { GraphQLError, GraphQLScalarType, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';

/** Deeper values could not be walked by functions that call themselves. */
const DEEPEST = 32;

/** Any JSON value that is at most 32 levels deep. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: shallow,
  parseLiteral: (node: ValueNode, variables) => shallow(GraphQLJSON.parseLiteral(node, variables)),
});

function shallow(value: unknown): unknown {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw new GraphQLError(`JSON may be at most ${DEEPEST} levels deep.`);
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return value;
}
