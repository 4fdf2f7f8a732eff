import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  isInputObjectType,
} from 'graphql';
import { type References } from '../support/shop';
import { type Attempt } from './field-case';

/** Arguments that name a record though they are no ids. */
const NAMES = new Set(['slug', 'sku', 'number', 'token', 'after', 'before', 'refreshToken']);

/** The paths to all inputs of a field that may name a record, e.g. `input.media.mediaId`; lists are no step. */
export function referencesOf(field: GraphQLField<unknown, unknown>): string[] {
  return field.args.flatMap((argument) => [
    ...(NAMES.has(argument.name) ? [argument.name] : []),
    ...idsWithin(argument, argument.name, []),
  ]);
}

function idsWithin(
  { type }: GraphQLArgument | GraphQLInputField,
  path: string,
  around: readonly GraphQLInputObjectType[],
): string[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return named.name === 'ID' ? [path] : [];
  if (around.includes(named)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    idsWithin(field, `${path}.${field.name}`, [...around, named]),
  );
}

/** The paths at which these attempts name something of theirs. */
export function referencesTried(attempts: Readonly<Record<string, Attempt>> = {}): Set<string> {
  const theirs = new Proxy({} as References, { get: (_, name) => `theirs ${String(name)}` });
  const own = new Proxy({} as References, { get: (_, name) => `own ${String(name)}` });
  const tried = new Set<string>();
  for (const { args } of Object.values(attempts)) noteTheirs(args(theirs, own), '', tried);
  return tried;
}

function noteTheirs(value: unknown, path: string, tried: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('theirs ')) tried.add(path);
  } else if (Array.isArray(value)) {
    for (const each of value) noteTheirs(each, path, tried);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value))
      noteTheirs(each, path ? `${path}.${name}` : name, tried);
  }
}
