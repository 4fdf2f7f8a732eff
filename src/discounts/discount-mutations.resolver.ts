import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { DeletePayload } from '../platform/graphql/delete-payload.type';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { deleteDiscount } from './delete-discount';
import { DiscountInput } from './discount.input';
import { DiscountPayload } from './discount.type';
import { findDiscounts } from './list-discounts';
import { createDiscount, updateDiscount } from './save-discount';

/** Admins make codes. A stale version changes nothing, and comes back with the discount as it is now. */
@Resolver()
export class DiscountMutationsResolver {
  @Mutation(() => DiscountPayload, {
    description: 'Needs a code, a kind and a value; TAKEN for a code that there is.',
  })
  async discountCreate(
    @Arg('input', () => DiscountInput) input: DiscountInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    const { currencyCode } = context.workspace;
    return answer(
      async () => current(context, await context.write((tx) => createDiscount(tx, input, currencyCode))),
      { discount: null },
    );
  }

  @Mutation(() => DiscountPayload)
  async discountUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => DiscountInput) input: DiscountInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    const { currencyCode } = context.workspace;
    const uuid = decodeOrNil('Discount', id);
    return answer(
      async () => {
        await context.write((tx) => updateDiscount(tx, uuid, version, input, currencyCode));
        return current(context, uuid);
      },
      async (refusal) => (refusal.has(UserErrorCode.CONFLICT) ? current(context, uuid) : { discount: null }),
    );
  }

  @Mutation(() => DeletePayload, {
    description:
      'Who used it is forgotten with it, so that its code may be made anew; orders keep what it took off. ' +
      'To end it and remember that, set `active` to false.',
  })
  async discountDelete(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    return answer<Pick<DeletePayload, 'deletedId'>>(
      async () => {
        await context.write((tx) => deleteDiscount(tx, decodeOrNil('Discount', id), version));
        return { deletedId: id };
      },
      { deletedId: null },
    );
  }
}

async function current({ db }: WorkspaceContext, id: string) {
  const [discount = null] = await findDiscounts(db, [id]);
  return { discount };
}
