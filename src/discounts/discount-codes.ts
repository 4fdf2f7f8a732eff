import { type WorkspaceRows } from '../platform/database/workspace-rows';
import { type Tx } from '../platform/unit-of-work/transaction';
import { type Discount, DiscountKind } from './discount.entity';

/** What a discount is asked about an order. */
export interface Purchase {
  /** What the goods cost, in minor units. */
  readonly subtotal: number;
  readonly email: string;
  readonly at: Date;
}

/** A discount that applies, and what it takes off; or a sentence for the buyer that says why it does not. */
export type Reduction =
  { readonly discountId: string; readonly amount: number } | { readonly refused: string };

/** The use of a discount by an order that is being placed. */
export interface Redemption {
  readonly discountId: string;
  readonly orderId: string;
  readonly email: string;
}

/** Some discounts as of one look; under lock, when it was made to redeem them. */
export interface DiscountTable {
  reductionOf(code: string, purchase: Purchase): Reduction;
  /** Counts a use, so that what is asked next in the same look knows of it. */
  redeem(redemption: Redemption): void;
}

/** Where discounts come from. A look reads the database alone, since it happens in the transaction that places an order too. */
export interface Discounts {
  /** Looks codes up, with what these buyers have used; nothing is locked. */
  look(rows: WorkspaceRows, codes: readonly string[], emails: readonly string[]): Promise<DiscountTable>;
  /** The same under lock, by id, until the commit, so that what is redeemed cannot be used too often. */
  lock(tx: Tx, codes: readonly string[], emails: readonly string[]): Promise<DiscountTable>;
  /** Puts down what was redeemed. */
  write(tx: Tx, redemptions: readonly Redemption[]): Promise<void>;
  /** Gives the use of an order back. Locks the discount. */
  giveBack(tx: Tx, orderId: string): Promise<void>;
}

const LOOK = 'SELECT * FROM discount WHERE workspace_id = $1 AND code = ANY($2)';
const LOCK = `${LOOK} ORDER BY id FOR UPDATE`;
const USED = `
  SELECT discount_id, email FROM discount_use
  WHERE workspace_id = $1 AND discount_id = ANY($2) AND email = ANY($3)`;
const COUNT = `
  UPDATE discount d SET uses = d.uses + u.uses
  FROM (SELECT unnest($2::uuid[]) AS id, unnest($3::int[]) AS uses) AS u
  WHERE d.workspace_id = $1 AND d.id = u.id`;
const INSERT = `
  INSERT INTO discount_use (workspace_id, discount_id, order_id, email)
  SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[])`;
const LOCK_OF_ORDER = `
  SELECT d.id FROM discount d
  WHERE d.workspace_id = $1 AND d.id = (
    SELECT u.discount_id FROM discount_use u WHERE u.workspace_id = $1 AND u.order_id = $2)
  FOR UPDATE`;
const GIVE_BACK = `
  WITH given AS (
    DELETE FROM discount_use WHERE workspace_id = $1 AND order_id = $2 RETURNING workspace_id, discount_id)
  UPDATE discount d SET uses = d.uses - 1 FROM given g
  WHERE d.workspace_id = $1 AND g.workspace_id = $1 AND d.id = g.discount_id`;

/** The default: the codes that the workspace has made. */
export const discountCodes: Discounts = {
  async look(rows, codes, emails) {
    if (codes.length === 0) return new CodeTable([], []);
    return tableOf(rows, await rows.rows<Discount>(LOOK, codes.map(canonicalCode)), emails);
  },

  async lock(tx, codes, emails) {
    if (codes.length === 0) return new CodeTable([], []);
    return tableOf(tx, await tx.rows<Discount>(LOCK, codes.map(canonicalCode)), emails);
  },

  async write(tx, redemptions) {
    if (redemptions.length === 0) return;
    const counts = new Map<string, number>();
    for (const { discountId } of redemptions) counts.set(discountId, (counts.get(discountId) ?? 0) + 1);
    await tx.rows(COUNT, [...counts.keys()], [...counts.values()]);
    await tx.rows(
      INSERT,
      redemptions.map(({ discountId }) => discountId),
      redemptions.map(({ orderId }) => orderId),
      redemptions.map(({ email }) => email.toLowerCase()),
    );
  },

  async giveBack(tx, orderId) {
    if (await tx.row(LOCK_OF_ORDER, orderId)) await tx.rows(GIVE_BACK, orderId);
  },
};

/** A code as it is stored: buyers write it in small letters and with blanks around it. */
export function canonicalCode(code: string): string {
  return code.trim().toUpperCase();
}

async function tableOf(
  rows: WorkspaceRows,
  discounts: readonly Discount[],
  emails: readonly string[],
): Promise<DiscountTable> {
  const perBuyer = discounts.filter(({ oncePerBuyer }) => oncePerBuyer).map(({ id }) => id);
  const buyers = emails.map((email) => email.toLowerCase());
  const used =
    perBuyer.length > 0 ? await rows.rows<{ discountId: string; email: string }>(USED, perBuyer, buyers) : [];
  return new CodeTable(discounts, used);
}

class CodeTable implements DiscountTable {
  readonly #byCode: Map<string, Discount>;
  readonly #used: Set<string>;
  readonly #redeemed = new Map<string, number>();

  constructor(discounts: readonly Discount[], used: readonly { discountId: string; email: string }[]) {
    this.#byCode = new Map(discounts.map((discount) => [discount.code, discount]));
    this.#used = new Set(used.map(({ discountId, email }) => `${discountId} ${email}`));
  }

  reductionOf(code: string, { subtotal, email, at }: Purchase): Reduction {
    const discount = this.#byCode.get(canonicalCode(code));
    if (!discount || !isValid(discount, at))
      return { refused: 'There is no such discount code, or its time is over.' };
    const { id, maxUses, uses, oncePerBuyer, minimumSubtotal } = discount;
    if (maxUses !== null && uses + (this.#redeemed.get(id) ?? 0) >= maxUses) {
      return { refused: 'This discount code has been used up.' };
    }
    if (oncePerBuyer && this.#used.has(`${id} ${email.toLowerCase()}`)) {
      return { refused: 'You have used this discount code already.' };
    }
    if (subtotal < (minimumSubtotal ?? 0)) return { refused: 'This discount code is for larger orders.' };
    return { discountId: id, amount: amountOff(discount, subtotal) };
  }

  redeem({ discountId, email }: Redemption): void {
    this.#redeemed.set(discountId, (this.#redeemed.get(discountId) ?? 0) + 1);
    this.#used.add(`${discountId} ${email.toLowerCase()}`);
  }
}

function isValid({ active, startsAt, endsAt }: Discount, at: Date): boolean {
  return active && (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);
}

/** What a discount takes off goods, in minor units: never more than they cost; percents are rounded half up. */
export function amountOff({ kind, value }: Pick<Discount, 'kind' | 'value'>, subtotal: number): number {
  if (kind === DiscountKind.FIXED) return Math.min(value, subtotal);
  return Number((2n * BigInt(subtotal) * BigInt(value) + 100_000n) / 200_000n);
}
