import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { loadUser, User } from '../accounts/api';
import { Role } from '../platform/actor';
import { RequestError, RequestErrorCode, requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { buildConnection } from '../platform/graphql/build-connection';
import { decodeId, decodeOrNil, encodeId } from '../platform/graphql/global-id';
import { ForwardPageArgs, type Page, readPage } from '../platform/graphql/page.input';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Tx } from '../platform/unit-of-work/transaction';
import { adjustStock, setStock } from './change-stock';
import {
  countMovements,
  countStockLevels,
  listMovements,
  listStockLevels,
  type StockPage,
} from './list-stock';
import { loadStockLevels } from './load-stock-levels';
import { presentStock, StockLevel, StockLevelConnection, StockPayload } from './stock-level.type';
import { type StockMovement as MovementRow } from './stock-movement.entity';
import { StockMovement, StockMovementConnection } from './stock-movement.type';

/** What is on hand: staff look at it, admins change it. */
@Resolver()
export class StockResolver {
  @Query(() => StockMovementConnection, {
    description:
      'The ledger of a variant, the newest line first; staff only. It is kept when the variant is deleted.',
  })
  async stockMovements(
    @Arg('variantId', () => ID) variantId: string,
    @Args() args: ForwardPageArgs,
    @Ctx() { actor, db }: WorkspaceContext,
  ) {
    requireRole(actor, Role.EDITOR);
    const id = decodeOrNil('ProductVariant', variantId);
    const page = readPage(args);
    const rows = await listMovements(db, id, placeOf(page, 'StockMovement'));
    return buildConnection(rows, page, cursorOf, () => countMovements(db, id));
  }

  @Query(() => StockLevelConnection, {
    description: 'What is on hand of each variant, in the order in which the variants were made; staff only.',
  })
  async stockLevels(
    @Arg('low', () => Boolean, {
      nullable: true,
      description: 'Those alone that are low, or not; all when left out.',
    })
    low: boolean | null | undefined,
    @Args() args: ForwardPageArgs,
    @Ctx() { actor, db }: WorkspaceContext,
  ) {
    requireRole(actor, Role.EDITOR);
    const page = readPage(args);
    const which = low ?? null;
    const rows = await listStockLevels(db, which, placeOf(page, 'ProductVariant'));
    const levels = rows.map(presentStock);
    const placeIn = ({ variantId }: StockLevel) => encodeId('ProductVariant', variantId);
    return buildConnection(levels, page, placeIn, () => countStockLevels(db, which));
  }

  @Mutation(() => StockPayload, {
    description: 'Sets what is on hand; a stale version is a CONFLICT, and sales make it stale too.',
  })
  async stockSet(
    @Arg('variantId', () => ID) variantId: string,
    @Arg('onHand', () => Int) onHand: number,
    @Arg('version', () => Int) version: number,
    @Arg('reason', () => String, { nullable: true }) reason: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    const id = decodeOrNil('ProductVariant', variantId);
    return change(context, id, (tx) => setStock(tx, { variantId: id, onHand, version, reason }));
  }

  @Mutation(() => StockPayload, {
    description: 'Adds to what is on hand, or takes away below 0; never below what is reserved.',
  })
  async stockAdjust(
    @Arg('variantId', () => ID) variantId: string,
    @Arg('delta', () => Int) delta: number,
    @Arg('reason', () => String, { nullable: true }) reason: string | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.ADMIN);
    const id = decodeOrNil('ProductVariant', variantId);
    return change(context, id, (tx) => adjustStock(tx, { variantId: id, delta, reason }));
  }
}

@Resolver(() => StockMovement)
export class StockMovementResolver {
  @FieldResolver(() => ID)
  id(@Root() { id }: MovementRow): string {
    return encodeId('StockMovement', id);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'Who did it; null: the system, or a buyer who was not signed in.',
  })
  actor(@Root() { actorId }: MovementRow, @Ctx() context: WorkspaceContext): Promise<User | null> | null {
    return actorId === null ? null : loadUser(context, actorId);
  }
}

/** Answers with the level as it is after the work, and in a conflict as it is without it. */
function change(context: WorkspaceContext, variantId: string, work: (tx: Tx) => Promise<void>) {
  const now = async () => {
    const level = (await loadStockLevels(context.db, [variantId])).get(variantId);
    return { stock: level ? presentStock(level) : null };
  };
  return answer(
    async () => {
      await context.write(work);
      return now();
    },
    (refusal) => (refusal.has(UserErrorCode.CONFLICT) ? now() : { stock: null }),
  );
}

function cursorOf({ id }: MovementRow): string {
  return encodeId('StockMovement', id);
}

/** Where a page begins, with one row more to learn whether there are further ones; its cursor is an id of this type. */
function placeOf({ cursor, size }: Page, type: string): StockPage {
  const after = cursor === null ? null : decodeId(type, cursor);
  if (cursor !== null && after === null) {
    throw new RequestError(RequestErrorCode.BAD_USER_INPUT, 'This is no cursor of this list.');
  }
  return { after, limit: size + 1 };
}
