import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { requireRole, UserErrorCode } from '../platform/errors';
import { answer } from '../platform/graphql/answer';
import { checkListSize } from '../platform/graphql/check-list-size';
import { DeletePayload } from '../platform/graphql/delete-payload.type';
import { decodeOrNil } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { toAttachItem } from '../media/api';
import { deleteProduct } from './delete-product';
import { type ProductInput as ProductChanges } from './product-input';
import { ProductInput } from './product.input';
import { loadProduct } from './product-loaders';
import { ProductPayload } from './product.type';
import { createProduct, updateProduct } from './save-product';

/** Staff change products. A stale version changes nothing, and comes back with the product as it is now. */
@Resolver()
export class ProductMutationsResolver {
  @Mutation(() => ProductPayload, {
    description:
      'For staff. Needs a title; it is a DRAFT, which buyers do not see, unless `status` says otherwise.',
  })
  async productCreate(
    @Arg('input', () => ProductInput) input: ProductInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    const changes = toChanges(input);
    return answer(
      async () => {
        const id = await context.write((tx) => createProduct(tx, changes, context.workspace.currencyCode));
        return { product: await loadProduct(context, id) };
      },
      { product: null },
    );
  }

  @Mutation(() => ProductPayload, {
    description: 'For staff. A stale version changes nothing: CONFLICT, with the product as it is now.',
  })
  async productUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Arg('input', () => ProductInput) input: ProductInput,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    const changes = toChanges(input);
    const uuid = decodeOrNil('Product', id);
    return answer(
      async () => {
        const { currencyCode } = context.workspace;
        await context.write((tx) => updateProduct(tx, uuid, version, changes, currencyCode));
        return { product: await loadProduct(context, uuid) };
      },
      async (refusal) => ({
        product: refusal.has(UserErrorCode.CONFLICT) ? await loadProduct(context, uuid) : null,
      }),
    );
  }

  @Mutation(() => DeletePayload)
  async productDelete(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int) version: number,
    @Ctx() context: WorkspaceContext,
  ) {
    requireRole(context.actor, Role.EDITOR);
    return answer<Pick<DeletePayload, 'deletedId'>>(
      async () => {
        await context.write((tx) => deleteProduct(tx, decodeOrNil('Product', id), version));
        return { deletedId: id };
      },
      { deletedId: null },
    );
  }
}

/** An input as the domain takes it: ids as UUIDs. An overlong list is BAD_USER_INPUT. */
function toChanges({ categoryId, variants, variantsRemove, media, ...rest }: ProductInput): ProductChanges {
  checkListSize(variants ?? [], 'variants');
  checkListSize(variantsRemove ?? [], 'variantsRemove');
  checkListSize(media ?? [], 'media');
  checkListSize(rest.tags ?? [], 'tags');
  for (const { options } of variants ?? []) checkListSize(options ?? [], 'options');
  return {
    ...rest,
    ...(categoryId !== undefined && { categoryId: categoryId && decodeOrNil('Category', categoryId) }),
    variants: variants?.map(({ id, ...variant }) => ({
      ...variant,
      ...(id && { id: decodeOrNil('ProductVariant', id) }),
    })),
    variantsRemove: variantsRemove?.map((id) => decodeOrNil('ProductVariant', id)),
    media: media?.map(toAttachItem),
  };
}
