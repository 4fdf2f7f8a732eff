import { Arg, Ctx, Extensions, ID, Query, Resolver } from 'type-graphql';
import { isCountry } from '../accounts';
import { findCarts, loadCartLines } from '../carts';
import { decodeId } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { ShippingMethod } from './shipping-method.type';
import { type ShippingRate, type ShippingRates } from './shipping-rates';

/** What cost is reckoned with: few carts can be sent in more ways. */
const USUAL_METHODS = 5;

/** How a cart can be sent. */
@Resolver()
export class CartShippingResolver {
  constructor(private readonly rates: ShippingRates) {}

  @Extensions({ listSize: USUAL_METHODS })
  @Query(() => [ShippingMethod], {
    description:
      'The ways in which a cart can be sent as it is now, to a country where one is named. ' +
      'None where nothing of it has to be sent, and where there is no such cart.',
  })
  async shippingMethods(
    @Arg('cartId', () => ID) cartId: string,
    @Arg('countryCode', () => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
    countryCode: string | null | undefined,
    @Ctx() { db, actor }: WorkspaceContext,
  ): Promise<readonly ShippingRate[]> {
    const destination = countryCode == null ? null : countryCode.trim().toUpperCase();
    const uuid = decodeId('Cart', cartId);
    if (uuid === null || (destination !== null && !isCountry(destination))) return [];
    const carts = await findCarts(db, actor, [uuid]);
    const lines = carts.has(uuid) ? ((await loadCartLines(db, [uuid])).get(uuid) ?? []) : [];
    if (lines.every(({ digital }) => digital)) return [];
    const offer = await this.rates.look(db);
    const subtotal = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    return offer.ratesFor({ countryCode: destination, subtotal });
  }
}
