import { Role } from '../platform/actor';
import { refuse, requireRole, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { LockedStock } from './locked-stock';
import { type StockLevel } from './stock-level.entity';

/** As many pieces as a level can have. */
const MOST = 2_000_000_000;
const MOST_CHARACTERS = 200;

export interface StockSetting {
  readonly variantId: string;
  readonly onHand: number;
  /** Of the level as it was seen. */
  readonly version: number;
  /** Left out: the pieces were counted. */
  readonly reason?: string | null;
}

/**
 * Sets what is on hand of a variant, for ADMIN and above; the difference goes into the ledger. Locks the level. Refuses
 * a level that changed since it was seen, be it by a sale (CONFLICT), and fewer pieces than are reserved (INVALID).
 * Setting what is there already changes nothing.
 */
export async function setStock(tx: Tx, { variantId, onHand, version, reason }: StockSetting): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const cause = causeOf(reason, 'counted');
  const { stock, level } = await lockLevel(tx, variantId);
  if (level.version !== version) {
    throw refuse(UserErrorCode.CONFLICT, 'The stock changed meanwhile.', ['version']);
  }
  await change(tx, 'stock.set', stock, level, onHand, cause, 'onHand');
}

export interface StockAdjustment {
  readonly variantId: string;
  /** Pieces that come; below 0: that go. */
  readonly delta: number;
  /** Left out: the stock was adjusted. */
  readonly reason?: string | null;
}

/**
 * Adds pieces to what is on hand of a variant, whatever it is by now, or takes some away; for ADMIN and above. Locks the
 * level. Refuses to leave fewer pieces than are reserved, and a change of nothing (INVALID).
 */
export async function adjustStock(tx: Tx, { variantId, delta, reason }: StockAdjustment): Promise<void> {
  requireRole(tx.actor, Role.ADMIN);
  const cause = causeOf(reason, 'adjusted');
  if (delta === 0) throw refuse(UserErrorCode.INVALID, 'Say how many pieces come or go.', ['delta']);
  const { stock, level } = await lockLevel(tx, variantId);
  await change(tx, 'stock.adjust', stock, level, level.onHand + delta, cause, 'delta');
}

async function lockLevel(tx: Tx, variantId: string) {
  const stock = await LockedStock.lock(tx, [variantId]);
  const level = stock.level(variantId);
  if (!level) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such variant.', ['variantId']);
  return { stock, level };
}

async function change(
  tx: Tx,
  action: string,
  stock: LockedStock,
  { variantId, onHand, reserved }: Readonly<StockLevel>,
  wanted: number,
  reason: string,
  field: string,
): Promise<void> {
  if (wanted < reserved) {
    const held = reserved > 0 ? `${reserved} are reserved for buyers who are paying` : 'none can go below 0';
    throw refuse(UserErrorCode.INVALID, `Of ${onHand} on hand ${held}.`, [field]);
  }
  if (wanted > MOST) throw refuse(UserErrorCode.INVALID, 'These are more than can be counted.', [field]);
  if (wanted === onHand) return;
  stock.move(variantId, wanted - onHand, { reason });
  await stock.write();
  const subject = { type: 'variant', id: variantId };
  tx.audit({ action, subject, before: { onHand }, after: { onHand: wanted, reason } });
}

/** A reason as the ledger has it. */
function causeOf(reason: string | null | undefined, fallback: string): string {
  const text = reason?.trim();
  if (!text) return fallback;
  if (text.length <= MOST_CHARACTERS) return text;
  throw refuse(UserErrorCode.INVALID, `A reason has at most ${MOST_CHARACTERS} characters.`, ['reason']);
}
