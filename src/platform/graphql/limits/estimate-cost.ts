import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../page-size';

/** Taken for lists that say nothing about their size. A field's `extensions.listSize` says better. */
const USUAL_LIST_SIZE = 10;

type Variables = Readonly<Record<string, unknown>>;

/**
 * How many field values the answer to an operation could hold: each selected field counts once, times the sizes
 * of the lists around it. Sizes are, in this order: `first` or `last`; for `edges` and `nodes` those of their
 * connection; the length of a list of ids that was passed in; the field's `extensions.listSize`; ten. A field that
 * has no fields counts as often as there are elements in the lists that were passed to it, as what it says grows with
 * them, or else as its `extensions.listSize` says. Of fragments on different object types the dearest counts, as an
 * object is of one type only. Introspection is free: it has limits of its own.
 *
 * The operation is assumed to be valid. Fragments are estimated once for each size of connection around them.
 */
export function estimateCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  return new CostEstimate(schema, document, withDefaults(operation, variables)).ofSelections(
    operation.selectionSet,
    root,
    undefined,
  );
}

class CostEstimate {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly estimated = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  /** `around`: the size of the connection whose fields these are. */
  ofSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType,
    around: number | undefined,
  ): number {
    let always = 0;
    const byObjectType = new Map<string, number>();
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        always += this.ofField(selection, parent, around);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? this.fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const type = condition === undefined ? parent : this.schema.getType(condition);
      if (!fragment || !type) continue;
      const cost = isSpread
        ? this.ofFragment(selection.name.value, fragment.selectionSet, type, around)
        : this.ofSelections(fragment.selectionSet, type, around);
      if (isObjectType(type) && type !== parent) {
        byObjectType.set(type.name, (byObjectType.get(type.name) ?? 0) + cost);
      } else {
        always += cost;
      }
    }
    return always + Math.max(0, ...byObjectType.values());
  }

  private ofFragment(
    name: string,
    selectionSet: SelectionSetNode,
    type: GraphQLNamedType,
    around: number | undefined,
  ): number {
    const key = `${name} ${around ?? ''}`;
    const known = this.estimated.get(key);
    if (known !== undefined) return known;
    this.estimated.set(key, 0); // what a cycle finds
    const cost = this.ofSelections(selectionSet, type, around);
    this.estimated.set(key, cost);
    return cost;
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType, around: number | undefined): number {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 1;
    const field = parent.getFields()[node.name.value];
    if (!field) return node.name.value === '__typename' ? 1 : 0;
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type))
      return this.lengthOfLists(field, node) || sizeSaidBy(field) || 1;

    const page = this.pageSize(field, node);
    if (!isList(field.type)) return 1 + this.ofSelections(node.selectionSet, type, page);
    const isOfConnection = field.name === 'edges' || field.name === 'nodes';
    const size =
      page ?? (isOfConnection ? around : undefined) ?? this.listSize(field, node) ?? USUAL_LIST_SIZE;
    return 1 + size * this.ofSelections(node.selectionSet, type, undefined);
  }

  /** The size that a field which pages will have; undefined for one that does not page. */
  private pageSize(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    if (!field.args.some(({ name }) => name === 'first' || name === 'last')) return undefined;
    const asked = field.args
      .filter(({ name }) => name === 'first' || name === 'last')
      .map(({ name, defaultValue }) => this.argument(node, name) ?? defaultValue)
      .find((value) => value != null);
    // Sizes outside the range are refused when the field is resolved.
    return typeof asked === 'number' ? Math.min(Math.max(asked, 1), MAX_PAGE_SIZE) : DEFAULT_PAGE_SIZE;
  }

  /** How many elements the lists have that were passed in. */
  private lengthOfLists(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const lists = field.args.map(({ name }) => this.argument(node, name)).filter(Array.isArray);
    return lists.reduce((sum, list) => sum + list.length, 0);
  }

  private listSize(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    const passed = field.args
      .filter(({ name }) => name === 'ids')
      .map(({ name }) => this.argument(node, name))
      .find(Array.isArray);
    return passed ? passed.length : sizeSaidBy(field);
  }

  private argument(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return value && this.valueOf(value);
  }

  private valueOf(value: ValueNode): unknown {
    return value.kind === Kind.VARIABLE ? this.variables[value.name.value] : sizeOf(value);
  }
}

/** What sizes need of a value that stands in the document: integers, and lists for their length. */
function sizeOf(value: ValueNode): unknown {
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.LIST ? value.values : null;
}

function sizeSaidBy({ extensions: { listSize } }: GraphQLField<unknown, unknown>): number | undefined {
  return typeof listSize === 'number' ? listSize : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** The variables as sent, with what sizes need of the operation's defaults for those that were left out. */
function withDefaults(operation: OperationDefinitionNode, variables: Variables): Variables {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, sizeOf(defaultValue)] as const] : [],
  );
  return defaults.length === 0 ? variables : { ...Object.fromEntries(defaults), ...variables };
}
