import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Role } from '../platform/actor';
import { cursorOf } from '../platform/database/keyset';
import { requireRole } from '../platform/errors';
import { buildConnection } from '../platform/graphql/build-connection';
import { encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { ConnectionArgs, readPage } from '../platform/graphql/page.input';
import { Decimal } from '../platform/graphql/scalars/decimal';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { formatAmount } from '../platform/money';
import { formatPercent } from '../platform/percent';
import { type Discount as DiscountRow, DiscountKind } from './discount.entity';
import { Discount, DiscountConnection } from './discount.type';
import { countDiscounts, listDiscounts } from './list-discounts';

@Resolver(() => Discount)
export class DiscountResolver {
  @Query(() => DiscountConnection, {
    description: 'Newest first, for admins; `query` is what their codes begin with.',
  })
  async discounts(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Ctx() { actor, db }: WorkspaceContext,
  ) {
    requireRole(actor, Role.ADMIN);
    const page = readPage(args);
    const rows = await listDiscounts(db, query ?? '', page);
    return buildConnection(rows, page, cursorOf, () => countDiscounts(db, query ?? ''));
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: DiscountRow): string {
    return encodeId('Discount', id);
  }

  @FieldResolver(() => Decimal, { description: 'Percent, or an amount in the currency of the workspace.' })
  value(@Root() { kind, value }: DiscountRow, @Ctx() { workspace }: WorkspaceContext): string {
    return kind === DiscountKind.PERCENT ? formatPercent(value) : formatAmount(value, workspace.currencyCode);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'For orders whose goods cost at least this; null: for all.',
  })
  minimumSubtotal(
    @Root() { minimumSubtotal }: DiscountRow,
    @Ctx() { workspace }: WorkspaceContext,
  ): Money | null {
    return minimumSubtotal === null ? null : money(minimumSubtotal, workspace.currencyCode);
  }
}
