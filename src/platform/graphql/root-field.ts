import { type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';

/**
 * What an operation is counted under: its one root field, else `(several)`. A name of our schema, where the
 * operation's own name is whatever its client likes.
 */
export function rootFieldOf(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  const [first, ...others] = operation.selectionSet.selections;
  if (first?.kind !== Kind.FIELD || others.length > 0) return '(several)';
  const { value: name } = first.name;
  const isKnown = schema.getRootType(operation.operation)?.getFields()[name] !== undefined;
  return isKnown || name.startsWith('__') ? name : '(unknown)';
}

const LONGEST_NAME = 64;

/** For the log: the operation's type, and its name or its root field. */
export function describeOperation(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  const name = operation.name?.value.slice(0, LONGEST_NAME) ?? rootFieldOf(schema, operation);
  return `${operation.operation} ${name}`;
}
