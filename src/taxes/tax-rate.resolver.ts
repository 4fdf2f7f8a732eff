import { Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { encodeId } from '../platform/graphql/global-id';
import { Decimal } from '../platform/graphql/scalars/decimal';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { formatPercent } from '../platform/percent';
import { loadTaxRates } from './load-tax-rates';
import { MAX_RATES } from './save-tax-rate';
import { type TaxRate as TaxRateRow } from './tax-rate.entity';
import { TaxRate } from './tax-rate.type';

/** What cost is reckoned with: few workspaces have more. */
const USUAL_RATES = 30;

@Resolver(() => TaxRate)
export class TaxRateResolver {
  @Extensions({ listSize: USUAL_RATES })
  @Query(() => [TaxRate], {
    description: `By country, for admins; at most ${MAX_RATES}. A country without one is not taxed.`,
  })
  taxRates(@Ctx() { actor, db }: WorkspaceContext): Promise<TaxRateRow[]> {
    requireRole(actor, Role.ADMIN);
    return loadTaxRates(db);
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: TaxRateRow): string {
    return encodeId('TaxRate', id);
  }

  @FieldResolver(() => Decimal, { description: 'Percent, with at most 3 decimals.' })
  rate(@Root() { rate }: TaxRateRow): string {
    return formatPercent(rate);
  }
}
