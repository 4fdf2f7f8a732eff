import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DECIMAL = /^-?\d{1,18}(?:\.\d{1,9})?$/;
/** A double holds any decimal of so many digits, so what the client wrote can be had back from it. */
const EXACT_DIGITS = 15;

/** An exact decimal number, a string inside as outside: money never passes through binary fractions. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string, e.g. "19.90".',
  serialize(value) {
    if (typeof value === 'string' && DECIMAL.test(value)) return value;
    throw new GraphQLError('Decimal cannot represent this value.');
  },
  parseValue(value) {
    if (typeof value === 'string') return parse(value);
    if (typeof value === 'number') return fromNumber(value);
    throw new GraphQLError('Decimal must be a string such as "19.90".');
  },
  parseLiteral(node) {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) {
      return parse(node.value, node);
    }
    throw new GraphQLError('Decimal must be a string such as "19.90".', { nodes: node });
  },
});

function parse(text: string, nodes?: ASTNode): string {
  if (DECIMAL.test(text)) return text;
  throw new GraphQLError('Decimal must be digits with at most 9 after the point, e.g. "19.90".', { nodes });
}

function fromNumber(value: number): string {
  const text = String(value);
  if (text.replace(/\D/g, '').length > EXACT_DIGITS) {
    throw new GraphQLError('A number of so many digits is not exact: send this Decimal as a string.');
  }
  return parse(text);
}
