import {
  Arg,
  Ctx,
  FieldResolver,
  ID,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
} from 'type-graphql';
import { checkListSize } from '../platform/graphql/check-list-size';
import { expandEvents } from '../platform/graphql/expand-events';
import { decodeId } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { StockLevel } from '../stock/api';
import { loadVariants } from './load-products';
import { loadVariant, sightOf } from './product-loaders';
import { type ProductVariant as VariantRow } from './product-variant.entity';
import { ProductVariant } from './product.type';

interface StockChanged {
  readonly variantIds: readonly string[];
}

interface Watched {
  readonly variantIds?: readonly string[] | null;
}

/** The stock of variants, told by what everyone may see of it; exact levels are for staff. */
@Resolver()
export class StockUpdatedResolver {
  @Subscription(() => ProductVariant, {
    description:
      'Variants whose stock changed, of these or of all that the caller sees: those on sale, or to staff every one.',
    subscribe: ({ args, context }: SubscribeResolverData<unknown, Watched, WorkspaceContext>) => {
      checkListSize(args.variantIds ?? [], 'variantIds');
      const watched = args.variantIds && new Set(args.variantIds.map((id) => decodeId('ProductVariant', id)));
      return expandEvents(context.hear('stock.changed'), async (event) => {
        const { variantIds } = event as StockChanged;
        const due = watched ? variantIds.filter((id) => watched.has(id)) : variantIds;
        if (due.length === 0) return [];
        return [...(await loadVariants(context.db, due, sightOf(context))).values()];
      });
    },
  })
  stockUpdated(
    @Arg('variantIds', () => [ID], { nullable: true }) _variantIds: string[] | null | undefined,
    @Root() variant: VariantRow,
  ): VariantRow {
    return variant;
  }
}

/** Levels by the variant that they are of. */
@Resolver(() => StockLevel)
export class StockVariantResolver {
  @FieldResolver(() => ProductVariant, { nullable: true, description: 'null: it was deleted just now.' })
  variant(@Root() { variantId }: StockLevel, @Ctx() context: WorkspaceContext): Promise<VariantRow | null> {
    return loadVariant(context, variantId);
  }
}
