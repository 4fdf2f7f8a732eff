import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { type RequestUsage } from '../context';
import { estimateCost } from './estimate-cost';
import { queryTooComplex } from './query-limits';

/** Holds the operations of each request within one cost. */
export class CostLimit {
  /** Of operations without variables, whose cost is always the same. */
  private readonly known = new WeakMap<OperationDefinitionNode, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly maximum: number,
  ) {}

  /** Adds the operation's cost to the request's; throws QUERY_TOO_COMPLEX when that is over the limit now. */
  spend(
    usage: RequestUsage,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): number {
    const cost = this.costOf(document, operation, variables);
    usage.cost += cost;
    if (usage.cost > this.maximum) throw queryTooComplex('cost', this.maximum, usage.cost);
    return cost;
  }

  private costOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): number {
    if (operation.variableDefinitions?.length) {
      return estimateCost(this.schema, document, operation, variables);
    }
    const cost = this.known.get(operation) ?? estimateCost(this.schema, document, operation, {});
    this.known.set(operation, cost);
    return cost;
  }
}
