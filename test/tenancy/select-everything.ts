import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Everything at once is more than anyone may ask for. */
export const EVERYTHING = { cost: 1e9, depth: 30, breadth: 1_000 };

/**
 * An operation that asks a root field for everything: every field of every type that it leads to, each type that has
 * an id once and only its id from then on, and values without one wherever they are but within themselves. Of the types
 * behind an interface, a field that two of them have in different types is asked of the first. The field's arguments are
 * the operation's variables, under their names.
 */
export function operationOf(schema: GraphQLSchema, coordinate: string): string {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`The schema has no ${coordinate}.`);
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`);
  const passed = field.args.map(({ name }) => `${name}: $${name}`);
  return `${typeName.toLowerCase()} ${inParentheses(declared)} {
    ${fieldName} ${inParentheses(passed)} ${selectionOf(schema, field, new Set())} }`;
}

/** Every field of every object type, by coordinates such as `Query.product`. */
export function fieldsOf(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({ coordinate: `${type.name}.${field.name}`, field })),
    );
}

function selectionOf(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  expanded: Set<string>,
): string {
  const type = getNamedType(field.type);
  return isCompositeType(type) ? subfieldsOf(schema, type, expanded) : '';
}

function subfieldsOf(schema: GraphQLSchema, type: GraphQLCompositeType, expanded: Set<string>): string {
  if (isObjectType(type)) return `{ __typename ${expand(schema, type, expanded, new Map())} }`;
  const taken = new Map<string, string>();
  const types = schema.getPossibleTypes(type);
  // Here, rather than within each other.
  const due = new Set(types.filter(({ name }) => !expanded.has(name)));
  for (const { name } of due) expanded.add(name);
  const fragments = types.map((each) => {
    if (due.has(each)) expanded.delete(each.name);
    return `... on ${each.name} { __typename ${expand(schema, each, expanded, taken)} }`;
  });
  return `{ ${fragments.join(' ')} }`;
}

function expand(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  expanded: Set<string>,
  taken: Map<string, string>,
): string {
  const fields = type.getFields();
  if (expanded.has(type.name)) return 'id' in fields ? 'id' : '';
  expanded.add(type.name);
  const selection = Object.values(fields)
    .filter((field) => {
      const before = taken.get(field.name) ?? String(field.type);
      taken.set(field.name, before);
      return before === String(field.type) && !field.args.some(isRequiredArgument);
    })
    .map((field) => `${field.name} ${selectionOf(schema, field, expanded)}`)
    .join(' ');
  if (!('id' in fields)) expanded.delete(type.name);
  return selection;
}

function inParentheses(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

/** Notes each `Type.field` of an answer that has a value. */
export function noteValues(answer: unknown, seen: Set<string>): void {
  if (Array.isArray(answer)) {
    for (const each of answer) noteValues(each, seen);
    return;
  }
  if (typeof answer !== 'object' || answer === null) return;
  const { __typename: typeName, ...fields } = answer as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    if (typeof typeName === 'string') seen.add(`${typeName}.${name}`);
    noteValues(value, seen);
  }
}
