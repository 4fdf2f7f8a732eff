import { v7 as uuid } from 'uuid';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import { givenBranch, givenCategory, type ShownCategory } from './category-operations';
import { createProduct, faultsOf, givenProduct, updateProduct } from './product-operations';

describe('products in categories', () => {
  let app: TestApp;
  let workspaceId: string;
  let owner: TestClient;
  let visitor: TestClient;
  let home: ShownCategory;
  let table: ShownCategory;
  let cups: ShownCategory;
  let garden: ShownCategory;

  beforeAll(async () => {
    app = await startTestApp();
    ({ workspaceId, owner, visitor } = await givenOwner(app, 'shop'));
    [home, table, cups] = (await givenBranch(owner, 'Home', 'Table', 'Cups')) as [
      ...[ShownCategory, ShownCategory, ShownCategory],
    ];
    garden = await givenCategory(owner, { title: 'Garden' });
    const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, workspaceId)) }];
    const onSale = { status: 'ACTIVE', media };
    await givenProduct(owner, { ...onSale, title: 'House', categoryId: home.id });
    await givenProduct(owner, { ...onSale, title: 'Bowl', categoryId: table.id });
    await givenProduct(owner, { ...onSale, title: 'Cup', categoryId: cups.id, tags: ['new'] });
    await givenProduct(owner, { title: 'Secret cup', categoryId: cups.id });
    await givenProduct(owner, { ...onSale, title: 'Spade', categoryId: garden.id });
    await givenProduct(owner, { ...onSale, title: 'Nowhere' });
  });
  afterAll(() => app.close());

  interface Listed {
    readonly products: { readonly totalCount: number; readonly nodes: readonly { readonly title: string }[] };
  }
  const titles = ({ products }: Listed) => {
    expect(products.totalCount).toBe(products.nodes.length);
    return products.nodes.map(({ title }) => title);
  };
  const filtered = async (client: TestClient, filter: object) =>
    titles(
      await client.data<Listed>(
        'query ($filter: ProductFilterInput) { products(filter: $filter, sortKey: TITLE) { totalCount nodes { title } } }',
        { filter },
      ),
    );

  it('are listed by their category’s slug with those of all categories within it', async () => {
    expect(await filtered(visitor, { categorySlug: 'home' })).toEqual(['Bowl', 'Cup', 'House']);
    expect(await filtered(visitor, { categorySlug: 'table' })).toEqual(['Bowl', 'Cup']);
    expect(await filtered(visitor, { categorySlug: 'cups' })).toEqual(['Cup']);
    expect(await filtered(owner, { categorySlug: 'cups' })).toEqual(['Cup', 'Secret cup']);
    expect(await filtered(visitor, { categorySlug: 'table', tags: ['new'] })).toEqual(['Cup']);
    expect(await filtered(visitor, { categorySlug: 'none' })).toEqual([]);
    expect(await filtered(visitor, {})).toHaveLength(5);
  });

  it('are the category’s own list, newest first, in pages', async () => {
    const query = `query ($id: ID!, $after: String) { category(id: $id) {
      products(first: 2, after: $after) { totalCount nodes { title } pageInfo { endCursor hasNextPage } } } }`;
    interface Page {
      category: {
        products: Listed['products'] & { pageInfo: { endCursor: string; hasNextPage: boolean } };
      };
    }
    const first = (await visitor.data<Page>(query, { id: home.id })).category.products;
    expect(first).toMatchObject({
      ...{ totalCount: 3, nodes: [{ title: 'Cup' }, { title: 'Bowl' }] },
      pageInfo: { hasNextPage: true },
    });
    const after = first.pageInfo.endCursor;
    const second = (await visitor.data<Page>(query, { id: home.id, after })).category.products;
    expect(second).toMatchObject({ nodes: [{ title: 'House' }], pageInfo: { hasNextPage: false } });
    const staff = (await owner.data<Page>(query, { id: cups.id })).category.products;
    expect(staff.nodes.map(({ title }) => title)).toEqual(['Secret cup', 'Cup']);
  });

  it('say their category, and change it', async () => {
    const product = await givenProduct(owner, { title: 'Wanderer', categoryId: garden.id });
    const shown = async () =>
      (
        await owner.data<{ product: { category: object | null } }>(
          'query ($id: ID!) { product(id: $id) { category { title parent { title } } } }',
          product,
        )
      ).product.category;
    expect(await shown()).toEqual({ title: 'Garden', parent: null });
    await updateProduct(owner, product, { categoryId: table.id });
    expect(await shown()).toEqual({ title: 'Table', parent: { title: 'Home' } });
    await updateProduct(owner, { ...product, version: 2 }, { title: 'Wanderer still' });
    expect(await shown()).toEqual({ title: 'Table', parent: { title: 'Home' } });
    await updateProduct(owner, { ...product, version: 3 }, { categoryId: null });
    expect(await shown()).toBeNull();
    const logged = await app.db.query(
      `SELECT before ->> 'categoryId' IS NULL AS nowhere, after ? 'categoryId' AS named FROM audit_log
       WHERE workspace_id = $1 AND action = 'product.update' ORDER BY id`,
      workspaceId,
    );
    expect(logged).toEqual([
      { nowhere: false, named: true },
      { nowhere: true, named: false },
      { nowhere: false, named: true },
    ]);
  });

  it('are not put into one that is not there, here or in another workspace', async () => {
    const { owner: stranger } = await givenOwner(app, 'elsewhere');
    const theirs = await givenCategory(stranger, { title: 'Theirs' });
    const before = await rowsOf(app.db, workspaceId);
    for (const categoryId of [theirs.id, encodeId('Category', uuid()), 'no id']) {
      const answer = await createProduct(owner, { title: 'Lost', categoryId });
      expect([answer.product, faultsOf(answer)]).toEqual([null, ['NOT_FOUND input.categoryId']]);
    }
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it('and the categories around them are read in a fixed number of statements', async () => {
    const statements: string[] = [];
    const { database } = app.platform;
    const workspace = database.workspace.bind(database);
    database.workspace = (id) => {
      const db = workspace(id);
      return {
        ...db,
        rows: (sql, ...params) => {
          statements.push(sql);
          return db.rows(sql, ...params);
        },
      };
    };
    const tables = async (query: string) => {
      statements.length = 0;
      await visitor.data(query);
      return statements.map((sql) => /FROM (\w+)/.exec(sql)?.[1]);
    };
    const products = (first: number) =>
      tables(`{ products(first: ${first}, sortKey: TITLE) { nodes { category { title image { url }
        parent { title children { title parent { title } } } } } } }`);
    expect(await products(1)).toEqual(['product', 'category', 'attachment', 'category', 'category']);
    // All parents are among the products' own categories.
    expect(await products(50)).toEqual(['product', 'category', 'attachment', 'category']);
    expect(
      await tables('{ categories { title children { title image { url } children { id parent { id } } } } }'),
    ).toEqual(['category', 'category', 'attachment', 'category']);
    database.workspace = workspace;
  });
});
