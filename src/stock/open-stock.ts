import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { StockLevel } from './stock-level.entity';
import { StockMovement } from './stock-movement.entity';

export interface OpeningStock {
  readonly variantId: string;
  readonly onHand: number;
  readonly minLevel: number;
}

/** Gives new variants their stock levels, with what is on hand from the start as the ledger's first line. */
export async function openStock(tx: Tx, levels: readonly OpeningStock[]): Promise<void> {
  await tx.insert(
    StockLevel,
    levels.map((level) => ({ ...level })),
  );
  await tx.insert(
    StockMovement,
    levels
      .filter(({ onHand }) => onHand > 0)
      .map(({ variantId, onHand }) => ({
        id: uuid(),
        variantId,
        delta: onHand,
        onHand,
        reason: 'opening stock',
        actorId: tx.actor.kind === 'user' ? tx.actor.id : null,
      })),
  );
}
