import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { answer } from '../platform/graphql/answer';
import { checkListSize } from '../platform/graphql/check-list-size';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Tx } from '../platform/unit-of-work/transaction';
import { addLines } from './add-lines';
import { loadCart } from './cart-loaders';
import { CartLineInput, CartLineUpdateInput } from './cart.input';
import { CartPayload } from './cart.type';
import { createCart } from './create-cart';
import { type NewLine } from './reckon-lines';
import { updateLines } from './update-lines';

/** Whoever fills a cart: nobody has to be signed in. */
@Resolver()
export class CartMutationsResolver {
  constructor(private readonly ttlDays: number) {}

  @Mutation(() => CartPayload, {
    description: 'Begins a cart; who is signed in has one, which the lines are then added to.',
  })
  async cartCreate(
    @Arg('lines', () => [CartLineInput], { nullable: true }) lines: CartLineInput[] | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const added = toNewLines(lines ?? []);
    return change(context, (tx) => createCart(tx, this.ttlDays, added));
  }

  @Mutation(() => CartPayload, {
    description: 'Adds pieces: to the line of a variant that is there, else as a new one.',
  })
  async cartLinesAdd(
    @Arg('cartId', () => ID) cartId: string,
    @Arg('lines', () => [CartLineInput]) lines: CartLineInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    const added = toNewLines(lines);
    const id = decodeOrNil('Cart', cartId);
    return change(context, (tx) => addLines(tx, this.ttlDays, id, added).then(() => id));
  }

  @Mutation(() => CartPayload, { description: 'Sets how many pieces lines have.' })
  async cartLinesUpdate(
    @Arg('cartId', () => ID) cartId: string,
    @Arg('lines', () => [CartLineUpdateInput]) lines: CartLineUpdateInput[],
    @Ctx() context: WorkspaceContext,
  ) {
    checkListSize(lines, 'lines');
    const changes = lines.map(({ id, quantity }) => ({ id: decodeOrNil('CartLine', id), quantity }));
    const id = decodeOrNil('Cart', cartId);
    return change(context, (tx) => updateLines(tx, this.ttlDays, id, changes).then(() => id));
  }
}

/** Answers with the cart whose id the work returns, as it is after it. */
function change(context: WorkspaceContext, work: (tx: Tx) => Promise<string>) {
  return answer(async () => ({ cart: await loadCart(context, await context.write(work)) }), { cart: null });
}

/** Lines as the domain takes them: ids as UUIDs. An overlong list is BAD_USER_INPUT. */
function toNewLines(lines: readonly CartLineInput[]): NewLine[] {
  checkListSize(lines, 'lines');
  return lines.map(({ variantId, quantity }) => ({
    variantId: decodeOrNil('ProductVariant', variantId),
    quantity,
  }));
}
