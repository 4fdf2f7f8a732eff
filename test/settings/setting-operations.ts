import { type Fault } from '../catalog/product-operations';
import { type TestClient } from '../support/test-client';

/** What a workspace configures, by the name of its type, with all that is shown of each. */
const SHOWN = {
  ShippingMethod: `id title price { amount currencyCode } countries minimumSubtotal { amount }
    maximumSubtotal { amount } position version`,
  TaxRate: 'id countryCode title rate included version',
  Discount: `id code kind value minimumSubtotal { amount currencyCode } maxUses oncePerBuyer uses startsAt endsAt
    active version`,
};
export type Kind = keyof typeof SHOWN;

export interface ShownSetting {
  readonly id: string;
  readonly version: number;
  readonly [name: string]: unknown;
}

export interface SettingAnswer {
  readonly setting: ShownSetting | null;
  readonly userErrors: readonly Fault[];
}

export interface DeletedAnswer {
  readonly deletedId: string | null;
  readonly userErrors: readonly Fault[];
}

const ERRORS = 'userErrors { code field message }';
const fieldOf = (kind: Kind) => kind.charAt(0).toLowerCase() + kind.slice(1);
const answerOf = (kind: Kind) => `{ setting: ${fieldOf(kind)} { ${SHOWN[kind]} } ${ERRORS} }`;

export async function createSetting(client: TestClient, kind: Kind, input: object): Promise<SettingAnswer> {
  const { saved } = await client.data<{ saved: SettingAnswer }>(
    `mutation ($input: ${kind}Input!) { saved: ${fieldOf(kind)}Create(input: $input) ${answerOf(kind)} }`,
    { input },
  );
  return saved;
}

/** One that was created as asked. */
export async function givenSetting(client: TestClient, kind: Kind, input: object): Promise<ShownSetting> {
  const { setting, userErrors } = await createSetting(client, kind, input);
  if (!setting) throw new Error(JSON.stringify(userErrors));
  return setting;
}

export async function updateSetting(
  client: TestClient,
  kind: Kind,
  { id, version }: Pick<ShownSetting, 'id' | 'version'>,
  input: object,
): Promise<SettingAnswer> {
  const { saved } = await client.data<{ saved: SettingAnswer }>(
    `mutation ($id: ID!, $version: Int!, $input: ${kind}Input!) {
      saved: ${fieldOf(kind)}Update(id: $id, version: $version, input: $input) ${answerOf(kind)} }`,
    { id, version, input },
  );
  return saved;
}

export async function deleteSetting(
  client: TestClient,
  kind: Kind,
  { id, version }: Pick<ShownSetting, 'id' | 'version'>,
): Promise<DeletedAnswer> {
  const { deleted } = await client.data<{ deleted: DeletedAnswer }>(
    `mutation ($id: ID!, $version: Int!) {
      deleted: ${fieldOf(kind)}Delete(id: $id, version: $version) { deletedId ${ERRORS} } }`,
    { id, version },
  );
  return deleted;
}

/** What `node` shows of it to a client. */
export async function nodeOf(client: TestClient, kind: Kind, id: string): Promise<ShownSetting | null> {
  const { node } = await client.data<{ node: ShownSetting | null }>(
    `query ($id: ID!) { node(id: $id) { ... on ${kind} { ${SHOWN[kind]} } } }`,
    { id },
  );
  return node;
}
