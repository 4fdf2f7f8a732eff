import 'reflect-metadata';
import { type GraphQLSchema, type GraphQLTypeResolver, isAbstractType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchemaSync, type ClassType, getMetadataStorage, type PubSub } from 'type-graphql';

export interface SchemaParts {
  /** Made resolvers: one object of each class that is to be part of the schema. */
  readonly resolvers: readonly object[];
  /** Types that only an interface or a union leads to. */
  readonly orphanedTypes?: readonly ClassType[];
  readonly pubSub: PubSub;
}

/**
 * The schema of these resolvers. Fields without a resolver of their own read the property of their name (no
 * function of TypeGraphQL's runs for each value), arguments are not validated by class, `Date` is DateTime.
 * What an interface or a union stands for is its `__typename`, else the type of its class.
 */
export function buildGraphQLSchema({ resolvers, orphanedTypes, pubSub }: SchemaParts): GraphQLSchema {
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const [first, ...others] = resolvers.map(({ constructor }) => constructor);
  if (!first) throw new Error('A schema needs resolvers.');
  readPropertiesDirectly();
  const schema = buildSchemaSync({
    resolvers: [first, ...others],
    container: { get: (resolverClass) => instances.get(resolverClass) },
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    nullableByDefault: false,
    validate: false,
    pubSub,
    ...(orphanedTypes && { orphanedTypes: [...orphanedTypes] }),
  });
  resolveTypesByName(schema);
  return schema;
}

/** Its `simpleResolvers`, for every type; a field with another name than its property needs TypeGraphQL's own. */
function readPropertiesDirectly(): void {
  const { objectTypes, fields } = getMetadataStorage();
  for (const type of objectTypes) type.simpleResolvers ??= true;
  for (const field of fields) {
    if (field.name !== field.schemaName) field.simple ??= false;
  }
}

/** TypeGraphQL looks classes up, by a promise for each value where it was given a function; rows have a name. */
function resolveTypesByName(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    const byClass: GraphQLTypeResolver<unknown, unknown> | null | undefined = type.resolveType;
    type.resolveType = (value, ...rest) => nameOf(value) ?? byClass?.(value, ...rest);
  }
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('__typename' in value)) return undefined;
  return typeof value.__typename === 'string' ? value.__typename : undefined;
}
