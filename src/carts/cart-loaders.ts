import DataLoader from 'dataloader';
import { loadVariant } from '../catalog/api';
import { loaderKey } from '../platform/graphql/loaders';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Cart } from './cart.entity';
import { findCartLines, loadCartLines, type SellableLine } from './load-cart-lines';
import { findCarts } from './find-cart';

const CARTS = loaderKey<string, Cart | null>('carts');
const LINES = loaderKey<string, SellableLine | null>('cart lines');
const LINES_OF = loaderKey<string, readonly SellableLine[]>('lines of carts');

/** An open cart that the caller may use; one statement for all of a request's. */
export function loadCart(context: WorkspaceContext, id: string): Promise<Cart | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await findCarts(context.db, context.actor, ids);
    return ids.map((each) => found.get(each) ?? null);
  };
  return context.loaders.get(CARTS, () => new DataLoader(batch)).load(id);
}

/** A line of an open cart that the caller may use, if its variant is on sale. */
export function loadCartLine(context: WorkspaceContext, id: string): Promise<SellableLine | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await findCartLines(context.db, context.actor, ids);
    return withVariants(
      context,
      ids.map((each) => found.get(each) ?? null),
    );
  };
  return context.loaders.get(LINES, () => new DataLoader(batch)).load(id);
}

/** The lines of a cart whose variants are on sale, in the order in which they were added. */
export function linesOf(context: WorkspaceContext, cartId: string): Promise<readonly SellableLine[]> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadCartLines(context.db, ids);
    const lines = await withVariants(context, [...found.values()].flat());
    const shown = new Set(lines);
    return ids.map((each) => (found.get(each) ?? []).filter((line) => shown.has(line)));
  };
  return context.loaders.get(LINES_OF, () => new DataLoader(batch)).load(cartId);
}

/** null for a line whose variant went off sale just now, between two statements: a line always shows its variant. */
async function withVariants(
  context: WorkspaceContext,
  lines: readonly (SellableLine | null)[],
): Promise<(SellableLine | null)[]> {
  return Promise.all(lines.map(async (line) => line && (await loadVariant(context, line.variantId)) && line));
}
