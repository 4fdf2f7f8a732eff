import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { DeletePayload } from '../platform/graphql/delete-payload.type';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { deleteTaxRate } from './delete-tax-rate';
import { findTaxRates } from './load-tax-rates';
import { createTaxRate, MAX_RATES, updateTaxRate } from './save-tax-rate';
import { TaxRateInput } from './tax-rate.input';
import { TaxRatePayload } from './tax-rate.type';

/** Admins say how the workspace taxes. A stale version changes nothing, and comes back with the rate as it is now. */
@Resolver()
export class TaxRateMutationsResolver {
  @Mutation(() => TaxRatePayload, {
    description: `TAKEN for a country that has one; LIMIT_EXCEEDED beyond ${MAX_RATES}.`,
  })
  async taxRateCreate(
    @Arg('input', () => TaxRateInput) input: TaxRateInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    return answer(async () => current(context, await context.write((tx) => createTaxRate(tx, input))), {
      taxRate: null,
    });
  }

  @Mutation(() => TaxRatePayload)
  async taxRateUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => TaxRateInput) input: TaxRateInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    const uuid = decodeOrNil('TaxRate', id);
    return answer(
      async () => {
        await context.write((tx) => updateTaxRate(tx, uuid, version, input));
        return current(context, uuid);
      },
      async (refusal) => (refusal.has(UserErrorCode.CONFLICT) ? current(context, uuid) : { taxRate: null }),
    );
  }

  @Mutation(() => DeletePayload, {
    description: 'The country is not taxed then. Orders that were placed keep their tax.',
  })
  async taxRateDelete(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    return answer<Pick<DeletePayload, 'deletedId'>>(
      async () => {
        await context.write((tx) => deleteTaxRate(tx, decodeOrNil('TaxRate', id), version));
        return { deletedId: id };
      },
      { deletedId: null },
    );
  }
}

async function current({ db }: WorkspaceContext, id: string) {
  const [taxRate = null] = await findTaxRates(db, [id]);
  return { taxRate };
}
