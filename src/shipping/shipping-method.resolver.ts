import { Ctx, Extensions, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { hasRole, Role } from '../platform/actor';
import { requireRole } from '../platform/errors';
import { encodeId } from '../platform/graphql/global-id';
import { Money, money } from '../platform/graphql/money.type';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadShippingMethods } from './load-shipping-methods';
import { MAX_METHODS } from './save-shipping-method';
import { type ShippingMethod as ShippingMethodRow } from './shipping-method.entity';
import { ShippingMethod } from './shipping-method.type';
import { type ShippingRate } from './shipping-rates';

/** What cost is reckoned with: few workspaces have more. */
const USUAL_METHODS = 10;

/** A method of the workspace's own, or a rate of whatever else prices are taken from. */
type Shown = ShippingRate & Partial<ShippingMethodRow>;

@Resolver(() => ShippingMethod)
export class ShippingMethodResolver {
  @Extensions({ listSize: USUAL_METHODS })
  @Query(() => [ShippingMethod], {
    description: `All that the workspace has, in their order, for admins; at most ${MAX_METHODS}.`,
  })
  allShippingMethods(@Ctx() { actor, db }: WorkspaceContext): Promise<ShippingMethodRow[]> {
    requireRole(actor, Role.ADMIN);
    return loadShippingMethods(db);
  }

  @FieldResolver(() => ID)
  id(@Root() { id }: Shown): string {
    return encodeId('ShippingMethod', id);
  }

  @FieldResolver(() => Money)
  price(@Root() { price }: Shown, @Ctx() { workspace }: WorkspaceContext): Money {
    return money(price, workspace.currencyCode);
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Where it goes, by ISO 3166-1 alpha-2; everywhere when empty. For admins.',
  })
  countries(@Root() { countries }: Shown, @Ctx() context: WorkspaceContext): string[] | null {
    return forAdmins(context, countries);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'Offered to carts from this subtotal; null: to all. For admins.',
  })
  minimumSubtotal(@Root() { minimumSubtotal }: Shown, @Ctx() context: WorkspaceContext): Money | null {
    const limit = forAdmins(context, minimumSubtotal);
    return limit === null ? null : money(limit, context.workspace.currencyCode);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'Offered to carts up to this subtotal; null: to all. For admins.',
  })
  maximumSubtotal(@Root() { maximumSubtotal }: Shown, @Ctx() context: WorkspaceContext): Money | null {
    const limit = forAdmins(context, maximumSubtotal);
    return limit === null ? null : money(limit, context.workspace.currencyCode);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Buyers see the methods in this order. For admins.',
  })
  position(@Root() { position }: Shown, @Ctx() context: WorkspaceContext): number | null {
    return forAdmins(context, position);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Counts edits by people. For admins.' })
  version(@Root() { version }: Shown, @Ctx() context: WorkspaceContext): number | null {
    return forAdmins(context, version);
  }
}

function forAdmins<T>({ actor }: WorkspaceContext, value: T | null | undefined): T | null {
  return hasRole(actor, Role.ADMIN) ? (value ?? null) : null;
}
