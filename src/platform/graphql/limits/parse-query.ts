import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Measure, measureDocument } from './measure-document';
import { type QueryLimits, queryTooComplex } from './query-limits';

/** Characters of documents that are remembered. */
const REMEMBERED = 8 * 1024 * 1024;

type Figures = Measure & { readonly rootFields: number };

const CHECKED = [
  'depth',
  'breadth',
  'fields',
  'rootFields',
  'aliases',
  'directives',
  'literalDepth',
  'introspections',
  'introspectionDepth',
] as const;

/** Parses documents within the limits, and remembers those that passed. */
export class QueryParser {
  private readonly passed = new LRUCache<string, DocumentNode>({
    maxSize: REMEMBERED,
    sizeCalculation: (_document, source) => source.length + 1,
  });

  constructor(private readonly limits: QueryLimits) {}

  /**
   * The document, if it keeps the limits that can be seen without a schema. Throws GraphQL errors with the codes
   * QUERY_TOO_COMPLEX and GRAPHQL_PARSE_FAILED. This comes before validation, some of whose rules are quadratic in what a document
   * repeats.
   */
  parse(source: string): DocumentNode {
    const known = this.passed.get(source);
    if (known) return known;
    const document = this.parseWithinTokens(source);
    const { operations, fragments } = measureDocument(document);
    for (const operation of operations) this.check({ ...operation, rootFields: operation.width }, CHECKED);
    // What no operation uses is validated all the same.
    for (const fragment of fragments) this.check({ ...fragment, rootFields: 0 }, ['breadth', 'fields']);
    this.passed.set(source, document);
    return document;
  }

  private parseWithinTokens(source: string): DocumentNode {
    const { tokens } = this.limits;
    try {
      return parse(source, { maxTokens: tokens });
    } catch (error) {
      if (error instanceof GraphQLError && error.message.includes(`more that ${tokens} tokens`)) {
        throw queryTooComplex('tokens', tokens);
      }
      // The parser calls itself for each level, so some thousand of them are more than the stack holds.
      if (error instanceof RangeError) throw queryTooComplex('depth', this.limits.depth);
      if (!(error instanceof GraphQLError)) throw error;
      const { message, source: origin, positions } = error;
      const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } };
      throw new GraphQLError(message, { source: origin, positions, extensions });
    }
  }

  private check(figures: Figures, names: readonly (keyof Figures & keyof QueryLimits)[]): void {
    for (const name of names) {
      if (figures[name] > this.limits[name]) throw queryTooComplex(name, this.limits[name], figures[name]);
    }
  }
}
