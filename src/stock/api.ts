import { isStaff } from '../platform/actor';
import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadMovements } from './list-stock';

export { presentStock, StockLevel } from './stock-level.type';
export { StockMovementResolver, StockResolver } from './stock.resolver';

/** How `node` finds the records of this module: the ledger's lines, for staff. */
export const stockNodes: NodeRegistry<WorkspaceContext> = {
  StockMovement: async ({ actor, db }, ids) => {
    if (!isStaff(actor)) return ids.map(() => null);
    const movements = await loadMovements(db, ids);
    return ids.map((id) => named('StockMovement', movements.get(id)));
  },
};

function named<T extends object>(typeName: string, row: T | undefined): (T & { __typename: string }) | null {
  return row ? { ...row, __typename: typeName } : null;
}
