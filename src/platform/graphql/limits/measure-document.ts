import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode, type ValueNode } from 'graphql';

/** The figures of a selection set with everything below it, fragments expanded. */
export interface Measure {
  readonly depth: number;
  /** Fields of this selection set itself. */
  readonly width: number;
  /** The widest selection set: this one or one below. */
  readonly breadth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly literalDepth: number;
  readonly introspections: number;
  readonly introspectionDepth: number;
}

const NOTHING: Measure = {
  depth: 0,
  width: 0,
  breadth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  literalDepth: 0,
  introspections: 0,
  introspectionDepth: 0,
};

/**
 * Measures each operation and each fragment of a document that need not be valid, without a schema.
 *
 * A fragment is measured once and its figures are used again wherever it is spread: a chain of fragments that
 * expands to 2^n fields is counted in n steps. Spreads of unknown fragments and cycles count nothing; validation
 * refuses them later.
 */
export function measureDocument(document: DocumentNode): {
  readonly operations: readonly Measure[];
  readonly fragments: readonly Measure[];
} {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition.selectionSet);
    }
  }
  const measured = new Map<string, Measure>();

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known) return known;
    const selectionSet = fragments.get(name);
    if (!selectionSet) return NOTHING;
    measured.set(name, NOTHING); // what a cycle finds
    const measure = measureSelections(selectionSet);
    measured.set(name, measure);
    return measure;
  }

  function measureSelections({ selections }: SelectionSetNode): Measure {
    let sum = NOTHING;
    for (const selection of selections) {
      const part =
        selection.kind === Kind.FIELD
          ? measureField(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? measureSelections(selection.selectionSet)
            : measureFragment(selection.name.value);
      sum = add(sum, part, selection.directives?.length ?? 0);
    }
    return { ...sum, breadth: Math.max(sum.breadth, sum.width) };
  }

  function measureField(field: FieldNode): Measure {
    const below = field.selectionSet ? measureSelections(field.selectionSet) : NOTHING;
    const isIntrospection = field.name.value === '__schema' || field.name.value === '__type';
    const depth = below.depth + 1;
    const isCounted = !isIntrospection && field.name.value !== '__typename';
    return {
      ...below,
      depth: isIntrospection ? 0 : depth,
      width: isCounted ? 1 : 0,
      fields: below.fields + 1,
      aliases: below.aliases + (field.alias ? 1 : 0),
      literalDepth: Math.max(
        below.literalDepth,
        ...(field.arguments ?? []).map(({ value }) => nesting(value)),
      ),
      introspections: below.introspections + (isIntrospection ? 1 : 0),
      introspectionDepth: isIntrospection ? depth : below.introspectionDepth,
    };
  }

  return {
    operations: document.definitions
      .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
      .map((operation) => measureSelections(operation.selectionSet)),
    fragments: [...fragments.keys()].map(measureFragment),
  };
}

/** Two parts of one selection set together. */
function add(a: Measure, b: Measure, directives: number): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    width: a.width + b.width,
    breadth: Math.max(a.breadth, b.breadth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives + directives,
    literalDepth: Math.max(a.literalDepth, b.literalDepth),
    introspections: a.introspections + b.introspections,
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  };
}

function nesting(value: ValueNode): number {
  if (value.kind === Kind.LIST) return 1 + Math.max(0, ...value.values.map(nesting));
  if (value.kind === Kind.OBJECT)
    return 1 + Math.max(0, ...value.fields.map((field) => nesting(field.value)));
  return 0;
}
