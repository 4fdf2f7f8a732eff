import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const INTEGER = /^-?\d{1,19}$/;

/**
 * A whole number beyond 32 bits: a bigint inside; outside a JSON number while that is exact, else a string.
 * PostgreSQL's bigint columns come as strings and are taken as they are.
 */
export const BigIntScalar = new GraphQLScalarType<bigint, number | string>({
  name: 'BigInt',
  description: 'A whole number of any size: a JSON number while that is exact, a string beyond.',
  serialize(value) {
    const integer = toBigInt(value);
    return integer >= Number.MIN_SAFE_INTEGER && integer <= Number.MAX_SAFE_INTEGER
      ? Number(integer)
      : integer.toString();
  },
  parseValue: (value) => toBigInt(value),
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return toBigInt(node.value, node);
    throw new GraphQLError('BigInt must be a whole number.', { nodes: node });
  },
});

function toBigInt(value: unknown, nodes?: ASTNode): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && INTEGER.test(value)) return BigInt(value);
  throw new GraphQLError('BigInt must be a whole number.', { nodes });
}
