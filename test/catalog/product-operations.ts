import { type TestClient } from '../support/test-client';

/** What a mutation refused, and why. */
export interface Fault {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

export interface ShownProduct {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly status: string;
  readonly version: number;
  readonly media: readonly { readonly id: string; readonly media: { readonly id: string } }[];
  readonly variants: readonly { readonly id: string; readonly sku: string }[];
}

export interface ProductAnswer {
  readonly product: ShownProduct | null;
  readonly userErrors: readonly Fault[];
}

const ANSWER = `product { id slug title status version media { id media { id } } variants { id sku } }
  userErrors { code field message }`;

export async function createProduct(client: TestClient, input: object): Promise<ProductAnswer> {
  const { productCreate } = await client.data<{ productCreate: ProductAnswer }>(
    `mutation ($input: ProductInput!) { productCreate(input: $input) { ${ANSWER} } }`,
    { input },
  );
  return productCreate;
}

/** A product that was created as asked. */
export async function givenProduct(client: TestClient, input: object): Promise<ShownProduct> {
  const { product, userErrors } = await createProduct(client, input);
  if (!product) throw new Error(JSON.stringify(userErrors));
  return product;
}

export async function updateProduct(
  client: TestClient,
  { id, version }: { readonly id: string; readonly version: number },
  input: object,
): Promise<ProductAnswer> {
  const { productUpdate } = await client.data<{ productUpdate: ProductAnswer }>(
    `mutation ($id: ID!, $version: Int!, $input: ProductInput!) {
      productUpdate(id: $id, version: $version, input: $input) { ${ANSWER} } }`,
    { id, version, input },
  );
  return productUpdate;
}

export async function deleteProduct(
  client: TestClient,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<{ readonly deletedId: string | null; readonly userErrors: readonly Fault[] }> {
  const { productDelete } = await client.data<{
    productDelete: { deletedId: string | null; userErrors: Fault[] };
  }>(
    `mutation ($id: ID!, $version: Int!) {
      productDelete(id: $id, version: $version) { deletedId userErrors { code field message } } }`,
    { id, version },
  );
  return productDelete;
}

/** Where faults are and what they are, without their words. */
export function faultsOf(answer: { readonly userErrors: readonly Fault[] }): string[] {
  return answer.userErrors.map(({ code, field }) => `${code} ${field?.join('.') ?? '-'}`);
}
