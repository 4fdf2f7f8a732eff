import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { lockStock } from './lock-stock';
import { StockMovement } from './stock-movement.entity';

const REMOVE = 'DELETE FROM stock_level WHERE workspace_id = $1 AND variant_id = ANY($2)';

/** Takes away the stock levels of variants that are deleted; the ledger stays, with a last line that sums it to 0. */
export async function closeStock(tx: Tx, variantIds: readonly string[]): Promise<void> {
  const levels = [...(await lockStock(tx, variantIds)).values()];
  await tx.insert(
    StockMovement,
    levels
      .filter(({ onHand }) => onHand > 0)
      .map(({ variantId, onHand }) => ({
        id: uuid(),
        variantId,
        delta: -onHand,
        onHand: 0,
        reason: 'variant deleted',
        actorId: tx.actor.kind === 'user' ? tx.actor.id : null,
      })),
  );
  await tx.rows(REMOVE, variantIds);
}
