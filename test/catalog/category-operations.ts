import { type TestClient } from '../support/test-client';
import { type Fault } from './product-operations';

export interface ShownCategory {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly position: number;
  readonly version: number;
  readonly parent: { readonly id: string } | null;
}

export interface CategoryAnswer {
  readonly category: ShownCategory | null;
  readonly userErrors: readonly Fault[];
}

const ANSWER = 'category { id slug title position version parent { id } } userErrors { code field message }';

export async function createCategory(client: TestClient, input: object): Promise<CategoryAnswer> {
  const { categoryCreate } = await client.data<{ categoryCreate: CategoryAnswer }>(
    `mutation ($input: CategoryInput!) { categoryCreate(input: $input) { ${ANSWER} } }`,
    { input },
  );
  return categoryCreate;
}

/** A category that was created as asked. */
export async function givenCategory(client: TestClient, input: object): Promise<ShownCategory> {
  const { category, userErrors } = await createCategory(client, input);
  if (!category) throw new Error(JSON.stringify(userErrors));
  return category;
}

/** Categories within each other, the first of them a root. */
export async function givenBranch(client: TestClient, ...titles: string[]): Promise<ShownCategory[]> {
  const branch: ShownCategory[] = [];
  for (const title of titles) {
    branch.push(await givenCategory(client, { title, parentId: branch.at(-1)?.id ?? null }));
  }
  return branch;
}

export async function updateCategory(
  client: TestClient,
  { id, version }: { readonly id: string; readonly version: number },
  input: object,
): Promise<CategoryAnswer> {
  const { categoryUpdate } = await client.data<{ categoryUpdate: CategoryAnswer }>(
    `mutation ($id: ID!, $version: Int!, $input: CategoryInput!) {
      categoryUpdate(id: $id, version: $version, input: $input) { ${ANSWER} } }`,
    { id, version, input },
  );
  return categoryUpdate;
}

export async function deleteCategory(
  client: TestClient,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<{ readonly deletedId: string | null; readonly userErrors: readonly Fault[] }> {
  const { categoryDelete } = await client.data<{
    categoryDelete: { deletedId: string | null; userErrors: Fault[] };
  }>(
    `mutation ($id: ID!, $version: Int!) {
      categoryDelete(id: $id, version: $version) { deletedId userErrors { code field message } } }`,
    { id, version },
  );
  return categoryDelete;
}
