import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { checkListSize } from '../platform/graphql/check-list-size';
import { DeletePayload } from '../platform/graphql/delete-payload.type';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { deleteShippingMethod } from './delete-shipping-method';
import { findShippingMethods } from './load-shipping-methods';
import { createShippingMethod, MAX_METHODS, updateShippingMethod } from './save-shipping-method';
import { ShippingMethodInput } from './shipping-method.input';
import { ShippingMethodPayload } from './shipping-method.type';

/** Admins say how the workspace sends. A stale version changes nothing, and comes back with the method as it is now. */
@Resolver()
export class ShippingMethodMutationsResolver {
  @Mutation(() => ShippingMethodPayload, {
    description: `Needs a title and a price; LIMIT_EXCEEDED beyond ${MAX_METHODS}.`,
  })
  async shippingMethodCreate(
    @Arg('input', () => ShippingMethodInput) input: ShippingMethodInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    checkListSize(input.countries ?? [], 'countries');
    const { currencyCode } = context.workspace;
    return answer(
      async () => {
        const id = await context.write((tx) => createShippingMethod(tx, input, currencyCode));
        return current(context, id);
      },
      { shippingMethod: null },
    );
  }

  @Mutation(() => ShippingMethodPayload)
  async shippingMethodUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => ShippingMethodInput) input: ShippingMethodInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    checkListSize(input.countries ?? [], 'countries');
    const { currencyCode } = context.workspace;
    const uuid = decodeOrNil('ShippingMethod', id);
    return answer(
      async () => {
        await context.write((tx) => updateShippingMethod(tx, uuid, version, input, currencyCode));
        return current(context, uuid);
      },
      async (refusal) =>
        refusal.has(UserErrorCode.CONFLICT) ? current(context, uuid) : { shippingMethod: null },
    );
  }

  @Mutation(() => DeletePayload, { description: 'Orders that were placed with it keep its title and price.' })
  async shippingMethodDelete(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    return answer<Pick<DeletePayload, 'deletedId'>>(
      async () => {
        await context.write((tx) => deleteShippingMethod(tx, decodeOrNil('ShippingMethod', id), version));
        return { deletedId: id };
      },
      { deletedId: null },
    );
  }
}

async function current({ db }: WorkspaceContext, id: string) {
  const [shippingMethod = null] = await findShippingMethods(db, [id]);
  return { shippingMethod };
}
