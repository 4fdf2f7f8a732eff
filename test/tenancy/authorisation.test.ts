import { type GraphQLSchema } from 'graphql';
import { composeApi } from '../../src/app';
import { MODULES } from '../../src/modules';
import { eventually } from '../support/eventually';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { openSubscription } from '../support/test-subscription';
import { rowsOf } from '../support/workspace-rows';
import { askWithFile } from './ask-with-file';
import { type Arguments, type FieldCases, ownArguments } from './field-case';
import { MUTATION_CASES } from './mutation-cases';
import { QUERY_CASES } from './query-cases';
import { EVERYTHING, fieldsOf, operationOf } from './select-everything';
import { announce, SUBSCRIPTION_CASES } from './subscription-cases';

type Caller = 'anonymous' | 'customer' | 'editor' | 'admin' | 'owner';
type Rule = Readonly<Record<Caller, 'allowed' | 'UNAUTHENTICATED' | 'FORBIDDEN'>>;

const EVERYONE: Rule = {
  anonymous: 'allowed',
  customer: 'allowed',
  editor: 'allowed',
  admin: 'allowed',
  owner: 'allowed',
};
const SIGNED_IN: Rule = { ...EVERYONE, anonymous: 'UNAUTHENTICATED' };
const STAFF: Rule = { ...EVERYONE, anonymous: 'UNAUTHENTICATED', customer: 'FORBIDDEN' };
const ADMINS: Rule = { ...STAFF, editor: 'FORBIDDEN' };
const OWNERS: Rule = { ...ADMINS, admin: 'FORBIDDEN' };
const CALLERS = Object.keys(EVERYONE) as Caller[];

/** Who may call each field of the roots at all; what they then see is a matter of its own. */
const RULES: Readonly<Record<string, Rule>> = {
  'Query.allShippingMethods': ADMINS,
  'Query.auditLog': STAFF,
  'Query.cart': EVERYONE,
  'Query.categories': EVERYONE,
  'Query.category': EVERYONE,
  'Query.discounts': ADMINS,
  'Query.entityMedia': EVERYONE,
  'Query.me': EVERYONE,
  'Query.media': STAFF,
  'Query.mediaEntityTypes': EVERYONE,
  'Query.mediaFolders': STAFF,
  'Query.mediaTags': STAFF,
  'Query.node': EVERYONE,
  'Query.nodes': EVERYONE,
  'Query.order': EVERYONE,
  'Query.orders': SIGNED_IN,
  'Query.product': EVERYONE,
  'Query.productVariant': EVERYONE,
  'Query.products': EVERYONE,
  'Query.recentMedia': STAFF,
  'Query.shippingMethods': EVERYONE,
  'Query.stockLevels': STAFF,
  'Query.stockMovements': STAFF,
  'Query.storageUsage': STAFF,
  'Query.taxRates': ADMINS,
  'Query.workspace': EVERYONE,
  'Mutation.avatarUpload': SIGNED_IN,
  'Mutation.cartCreate': EVERYONE,
  'Mutation.cartLinesAdd': EVERYONE,
  'Mutation.cartLinesUpdate': EVERYONE,
  'Mutation.categoryCreate': STAFF,
  'Mutation.categoryDelete': STAFF,
  'Mutation.categoryUpdate': STAFF,
  'Mutation.discountCreate': ADMINS,
  'Mutation.discountDelete': ADMINS,
  'Mutation.discountUpdate': ADMINS,
  'Mutation.entityMediaUpdate': STAFF,
  'Mutation.login': EVERYONE,
  'Mutation.logout': EVERYONE,
  'Mutation.mediaDelete': STAFF,
  'Mutation.mediaRestore': STAFF,
  'Mutation.mediaPurge': STAFF,
  'Mutation.mediaReprocess': STAFF,
  'Mutation.mediaAttach': STAFF,
  'Mutation.mediaDetach': STAFF,
  'Mutation.mediaReorder': STAFF,
  'Mutation.mediaSetPrimary': STAFF,
  'Mutation.mediaImport': STAFF,
  'Mutation.mediaTagsAdd': STAFF,
  'Mutation.mediaTagsRemove': STAFF,
  'Mutation.mediaUpdate': STAFF,
  'Mutation.mediaUpload': STAFF,
  'Mutation.orderCancel': ADMINS,
  'Mutation.orderDeliver': ADMINS,
  'Mutation.orderFulfill': ADMINS,
  'Mutation.orderPlace': EVERYONE,
  'Mutation.orderRefund': ADMINS,
  'Mutation.productCreate': STAFF,
  'Mutation.productDelete': STAFF,
  'Mutation.productUpdate': STAFF,
  'Mutation.shippingMethodCreate': ADMINS,
  'Mutation.shippingMethodDelete': ADMINS,
  'Mutation.shippingMethodUpdate': ADMINS,
  'Mutation.taxRateCreate': ADMINS,
  'Mutation.taxRateDelete': ADMINS,
  'Mutation.taxRateUpdate': ADMINS,
  'Mutation.stockAdjust': ADMINS,
  'Mutation.stockSet': ADMINS,
  'Mutation.tokenRefresh': EVERYONE,
  'Subscription.mediaImportUpdated': STAFF,
  'Subscription.mediaUpdated': STAFF,
  // By its token; who hears of an order without it is a matter of who sees it.
  'Subscription.orderUpdated': EVERYONE,
  'Subscription.stockUpdated': EVERYONE,
};

const CASES: FieldCases = { ...QUERY_CASES, ...MUTATION_CASES };

describe('who may call what', () => {
  let app: TestApp;
  let schema: GraphQLSchema;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp({ app: { queries: EVERYTHING } });
    schema = composeApi(app.platform, MODULES, () => app.url).schema;
    shop = await givenShop(app, 'shop');
  });
  afterAll(() => app.close());

  /** Holds what a caller gets against the rule; who is denied has changed nothing. */
  async function expectRule(rule: Rule, caller: Caller, query: string, variables: Arguments): Promise<void> {
    const before = await rowsOf(app.db, shop.id);
    const { data, errors } = await askWithFile(shop[caller], query, variables);
    const expected = rule[caller];
    if (expected === 'allowed') {
      expect([caller, errors]).toEqual([caller, undefined]);
      const [payload] = Object.values(data ?? {}) as ({ userErrors?: unknown } | null)[];
      expect([caller, payload?.userErrors ?? []]).toEqual([caller, []]);
      return;
    }
    expect([caller, data, errors?.map(({ extensions }) => extensions.code)]).toEqual([
      caller,
      null,
      [expected],
    ]);
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  }

  it('has a rule for every field of the roots', () => {
    const roots = fieldsOf(schema).map(({ coordinate }) => coordinate);
    expect(Object.keys(RULES).sort()).toEqual(
      roots.filter((coordinate) => /^(Query|Mutation|Subscription)\./.test(coordinate)).sort(),
    );
  });

  it.each(Object.keys(RULES).filter((coordinate) => coordinate in CASES))('%s', async (coordinate) => {
    for (const caller of CALLERS) {
      for (const own of await ownArguments(CASES[coordinate] ?? {}, shop)) {
        await expectRule(RULES[coordinate] ?? EVERYONE, caller, operationOf(schema, coordinate), own);
      }
    }
  });

  const CREATE = `mutation ($input: ProductInput!) { productCreate(input: $input) {
    product { variants { stock { onHand minLevel } } } userErrors { code } } }`;
  const UPDATE = `mutation ($id: ID!, $version: Int!, $input: ProductInput!) {
    productUpdate(id: $id, version: $version, input: $input) { product { id } userErrors { code } } }`;

  it.each([
    ['stock on hand', { onHand: 3 }],
    ['a least level', { minLevel: 3 }],
    ['a least level and nothing on hand', { onHand: 0, minLevel: 3 }],
  ])('a new variant with %s is for admins', async (_, stock) => {
    for (const caller of CALLERS) {
      const variants = [{ sku: `${caller} ${JSON.stringify(stock)}`, price: { amount: '1' }, ...stock }];
      await expectRule(ADMINS, caller, CREATE, { input: { title: 'new', variants } });
      const { draft: id } = shop.references;
      const added = [{ ...variants[0], sku: `${caller} added ${JSON.stringify(stock)}` }];
      await expectRule(ADMINS, caller, UPDATE, {
        id,
        version: await versionOf(id),
        input: { variants: added },
      });
    }
  });

  it('the least level of a variant that is there is for admins', async () => {
    const { product: id, variant } = shop.references;
    for (const caller of CALLERS) {
      for (const minLevel of [5, 0]) {
        const input = { variants: [{ id: variant, minLevel }] };
        await expectRule(ADMINS, caller, UPDATE, { id, version: await versionOf(id), input });
      }
    }
  });

  const ATTACH = `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
    mediaAttach(entity: $entity, items: $items) { entityMedia { id } userErrors { code } } }`;
  const DETACH = `mutation ($entity: EntityRefInput!, $ids: [ID!]!) {
    mediaDetach(entity: $entity, ids: $ids) { entityMedia { id } userErrors { code } } }`;

  it.each(CALLERS)('the avatar of someone else as %s: for admins', async (caller) => {
    const { portrayed: id, userAttachment } = shop.references;
    const entity = { type: 'user', id };
    await expectRule(ADMINS, caller, ATTACH, { entity, items: [] });
    if (ADMINS[caller] !== 'allowed')
      await expectRule(ADMINS, caller, DETACH, { entity, ids: [userAttachment] });
  });

  it.each(CALLERS)('the logo of the workspace as %s: for the owner', async (caller) => {
    const { workspace: id, workspaceAttachment } = shop.references;
    const entity = { type: 'workspace', id };
    await expectRule(OWNERS, caller, ATTACH, { entity, items: [] });
    if (OWNERS[caller] !== 'allowed')
      await expectRule(OWNERS, caller, DETACH, { entity, ids: [workspaceAttachment] });
  });

  async function versionOf(id: string): Promise<number> {
    const { product } = await shop.owner.data<{ product: { version: number } }>(
      'query ($id: ID!) { product(id: $id) { version } }',
      { id },
    );
    return product.version;
  }

  it.each(
    Object.entries(SUBSCRIPTION_CASES).flatMap(([coordinate, subscribed]) =>
      CALLERS.map((caller) => ({ coordinate, subscribed, caller })),
    ),
  )('$coordinate as $caller', async ({ coordinate, subscribed, caller }) => {
    const before = await rowsOf(app.db, shop.id);
    const id = subscribed.record(shop.references);
    const field = coordinate.replace('Subscription.', '');
    const [variables] = subscribed.subscribe(shop.references);
    const subscription = openSubscription(shop[caller], operationOf(schema, coordinate), variables);
    const expected = RULES[coordinate]?.[caller];
    if (expected === 'allowed') {
      await eventually(async () => {
        await announce(app, subscribed, shop.id, id);
        expect(subscription.events[0]).toMatchObject({ data: { [field]: { id } } });
        expect(subscription.events[0]).not.toHaveProperty('errors');
      });
    } else {
      expect(await subscription.ended).toBeNull();
      expect(subscription.events).toMatchObject([{ errors: [{ extensions: { code: expected } }] }]);
    }
    await subscription.close();
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
  });
});
