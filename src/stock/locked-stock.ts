import { v7 as uuid } from 'uuid';
import { type Actor } from '../platform/actor';
import { type Tx } from '../platform/unit-of-work/transaction';
import { availableOf } from './load-stock-levels';
import { lockStock } from './lock-stock';
import { stockChanged } from './stock-changed';
import { type StockLevel } from './stock-level.entity';
import { type StockReservation } from './stock-reservation.entity';

/** So many pieces of a variant. Several lines may name one variant: they are summed before anything is decided. */
export interface StockLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** A variant of which less is there than is wanted. */
export interface Shortage {
  readonly variantId: string;
  readonly requested: number;
  readonly available: number;
}

/** Why stock changes, what it belongs to, e.g. an order's id, and by whom: all of it stands in the ledger. */
export interface StockCause {
  readonly reason: string;
  readonly reference?: string;
  /** Where it is not the transaction's own. */
  readonly actor?: Actor;
}

interface Movement extends StockCause {
  readonly variantId: string;
  readonly delta: number;
  readonly onHand: number;
}

type Quantities = ReadonlyMap<string, number>;

const RESERVATIONS = `
  SELECT holder_id, variant_id, quantity FROM stock_reservation WHERE workspace_id = $1 AND holder_id = ANY($2)`;

const WRITE_LEVELS = `
  UPDATE stock_level s
  SET on_hand = c.on_hand, reserved = c.reserved, version = c.version, updated_at = now()
  FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) AS c (variant_id, on_hand, reserved, version)
  WHERE s.workspace_id = $1 AND s.variant_id = c.variant_id`;

const WRITE_LEDGER = `
  INSERT INTO stock_movement (workspace_id, id, variant_id, delta, on_hand, reason, reference, actor_id)
  SELECT $1, m.id, m.variant_id, m.delta, m.on_hand, m.reason, m.reference, m.actor_id
  FROM jsonb_to_recordset($2)
    AS m (id uuid, variant_id uuid, delta int, on_hand int, reason text, reference text, actor_id uuid)`;

const WRITE_RESERVATIONS = `
  INSERT INTO stock_reservation (workspace_id, holder_id, variant_id, quantity, expires_at)
  SELECT $1, r.holder_id, r.variant_id, r.quantity, r.expires_at
  FROM jsonb_to_recordset($2) AS r (holder_id uuid, variant_id uuid, quantity int, expires_at timestamptz)`;

const DELETE_RESERVATIONS = 'DELETE FROM stock_reservation WHERE workspace_id = $1 AND holder_id = ANY($2)';

/**
 * The stock of some variants under lock, and the one place that says what may be done with it. Changes are decided in
 * memory, several in a row if need be, and `write` puts them down together: levels, ledger, reservations and events.
 * A level's version rises by one with each change.
 */
export class LockedStock {
  readonly #tx: Tx;
  readonly #levels: Map<string, Readonly<StockLevel>>;
  readonly #held: Map<string, Map<string, number>>;
  readonly #changed = new Set<string>();
  readonly #movements: Movement[] = [];
  readonly #holds: Omit<StockReservation, 'workspaceId'>[] = [];
  readonly #ended = new Set<string>();

  private constructor(tx: Tx, levels: ReadonlyMap<string, StockLevel>, held: readonly StockReservation[]) {
    this.#tx = tx;
    this.#levels = new Map(levels);
    this.#held = new Map();
    for (const { holderId, variantId, quantity } of held) {
      const ofHolder = this.#held.get(holderId) ?? new Map<string, number>();
      this.#held.set(holderId, ofHolder.set(variantId, quantity));
    }
  }

  /**
   * Locks the levels of these variants until the commit, ascending by id. Who may hold reservations of them is named
   * too; all that a holder holds has to be among the variants.
   */
  static async lock(
    tx: Tx,
    variantIds: Iterable<string>,
    holderIds: readonly string[] = [],
  ): Promise<LockedStock> {
    const levels = await lockStock(tx, [...new Set(variantIds)]);
    // Read behind the locks: whoever changes a reservation holds them.
    const held = holderIds.length > 0 ? await tx.rows<StockReservation>(RESERVATIONS, holderIds) : [];
    return new LockedStock(tx, levels, held);
  }

  /** A level as it is by now; undefined for a variant that has none, of which nothing can be had. */
  level(variantId: string): Readonly<StockLevel> | undefined {
    return this.#levels.get(variantId);
  }

  /** What of these lines cannot be had, each variant once; what `holderId` holds counts as there. */
  shortages(lines: readonly StockLine[], holderId?: string): Shortage[] {
    const held = this.heldBy(holderId);
    return [...sum(lines)].flatMap(([variantId, requested]) => {
      const level = this.#levels.get(variantId);
      const available = (level ? availableOf(level) : 0) + (held.get(variantId) ?? 0);
      return available < requested ? [{ variantId, requested, available }] : [];
    });
  }

  /** Takes lines that are not short away for good, from what `holderId` holds first, and lets the rest of that go. */
  take(lines: readonly StockLine[], cause: StockCause, holderId?: string): void {
    this.release(holderId);
    for (const [variantId, quantity] of sum(lines)) this.move(variantId, -quantity, cause);
  }

  /** Holds lines that are not short for somebody who holds nothing yet. */
  hold(lines: readonly StockLine[], holderId: string, expiresAt: Date): void {
    for (const [variantId, quantity] of sum(lines)) {
      this.change(variantId, { reserved: quantity });
      this.#holds.push({ holderId, variantId, quantity, expiresAt });
    }
  }

  /** Lets go all that somebody holds, if anything. */
  release(holderId: string | undefined): void {
    if (holderId === undefined) return;
    for (const [variantId, quantity] of this.heldBy(holderId)) {
      if (this.#levels.has(variantId)) this.change(variantId, { reserved: -quantity });
      this.#ended.add(holderId);
    }
    this.#held.delete(holderId);
  }

  /** Adds pieces to what is on hand, or takes some away. A variant that has no level any more is passed over. */
  move(variantId: string, delta: number, cause: StockCause): void {
    if (delta === 0 || !this.#levels.has(variantId)) return;
    const { onHand } = this.change(variantId, { onHand: delta });
    this.#movements.push({ variantId, delta, onHand, actor: this.#tx.actor, ...cause });
  }

  /** Puts down all changes since the lock, and says which variants they were of. To be called once, last. */
  async write(): Promise<void> {
    const tx = this.#tx;
    if (this.#ended.size > 0) await tx.rows(DELETE_RESERVATIONS, [...this.#ended]);
    if (this.#changed.size === 0) return;
    const levels = [...this.#changed].map((variantId) => this.known(variantId));
    await tx.rows(
      WRITE_LEVELS,
      levels.map(({ variantId }) => variantId),
      levels.map(({ onHand }) => onHand),
      levels.map(({ reserved }) => reserved),
      levels.map(({ version }) => version),
    );
    await this.writeLedger();
    if (this.#holds.length > 0) await tx.rows(WRITE_RESERVATIONS, JSON.stringify(this.#holds.map(asColumns)));
    stockChanged(tx, [...this.#changed]);
  }

  private async writeLedger(): Promise<void> {
    if (this.#movements.length === 0) return;
    const lines = this.#movements.map(({ variantId, delta, onHand, reason, reference, actor }) => ({
      ...{ id: uuid(), variant_id: variantId, on_hand: onHand, delta, reason, reference },
      actor_id: actor?.kind === 'user' ? actor.id : null,
    }));
    await this.#tx.rows(WRITE_LEDGER, JSON.stringify(lines));
  }

  private heldBy(holderId: string | undefined): Quantities {
    return (holderId !== undefined && this.#held.get(holderId)) || new Map<string, number>();
  }

  private change(variantId: string, { onHand = 0, reserved = 0 }: Partial<StockLevel>): Readonly<StockLevel> {
    const level = this.known(variantId);
    const changed = {
      ...level,
      onHand: level.onHand + onHand,
      reserved: level.reserved + reserved,
      version: level.version + 1,
    };
    this.#levels.set(variantId, changed);
    this.#changed.add(variantId);
    return changed;
  }

  private known(variantId: string): Readonly<StockLevel> {
    const level = this.#levels.get(variantId);
    if (!level) throw new Error(`The stock of variant ${variantId} is not locked.`);
    return level;
  }
}

function asColumns({ holderId, variantId, quantity, expiresAt }: Omit<StockReservation, 'workspaceId'>) {
  return { holder_id: holderId, variant_id: variantId, quantity, expires_at: expiresAt };
}

function sum(lines: readonly StockLine[]): Quantities {
  const summed = new Map<string, number>();
  for (const { variantId, quantity } of lines) summed.set(variantId, (summed.get(variantId) ?? 0) + quantity);
  return summed;
}
