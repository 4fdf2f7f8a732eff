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
  let level = [value].filter(isHolder);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === DEEPEST) throw new GraphQLError(`JSON may be at most ${DEEPEST} levels deep.`);
    level = level.flatMap((holder): unknown[] => Object.values(holder)).filter(isHolder);
  }
  return value;
}

/** An object or an array. */
function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
