import { type ApiClient } from './api-client';
import { type DemoCategory } from './products';

const KNOWN = 'query ($slug: String!) { category(slug: $slug) { id } }';
const CREATE = `mutation ($input: CategoryInput!) {
  categoryCreate(input: $input) { category { id } userErrors { message } }
}`;

/** The id of a demo category, which is made with this picture where the shop does not have it yet. */
export async function ensureCategory(
  api: ApiClient,
  category: DemoCategory,
  picture: { readonly mediaId: string | undefined; readonly alt: string },
): Promise<string> {
  const { category: known } = await api.ask<{ category: { id: string } | null }>(KNOWN, {
    slug: category.slug,
  });
  if (known) return known.id;
  const { categoryCreate } = await api.ask<{
    categoryCreate: { category: { id: string } | null; userErrors: { message: string }[] };
  }>(CREATE, { input: { ...category, media: [{ ...picture, role: 'image' }] } });
  if (!categoryCreate.category) {
    throw new Error(categoryCreate.userErrors[0]?.message ?? 'The category failed.');
  }
  return categoryCreate.category.id;
}
