import { Client } from 'pg';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { givenProduct } from './product-operations';

interface Page {
  readonly nodes: readonly { readonly id: string; readonly title: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
}

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $query: String,
    $filter: ProductFilterInput, $sortKey: ProductSortKey, $reverse: Boolean) {
  products(first: $first, after: $after, last: $last, before: $before, query: $query, filter: $filter,
      sortKey: $sortKey, reverse: $reverse) {
    nodes { id title } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;
const SORT_KEYS = ['CREATED_AT', 'UPDATED_AT', 'TITLE', 'PRICE'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const list = async (client: TestClient, variables: object): Promise<Page> =>
  (await client.data<{ products: Page }>(LIST, variables)).products;

describe('a list of sixty products that differ in nothing that it is sorted by', () => {
  const COUNT = 60;
  let owner: TestClient;
  let ids: string[];

  beforeAll(async () => {
    let workspaceId: string;
    ({ owner, workspaceId } = await givenOwner(app, 'sixty'));
    const rows = await app.db.query<{ id: string }>(
      `INSERT INTO product (workspace_id, id, slug, title, created_at, updated_at)
       SELECT $1, gen_random_uuid(), 'vase-' || n, 'Vase', '2026-01-01 12:00:00.123456Z', '2026-01-01 12:00:00.123456Z'
       FROM generate_series(1, ${COUNT}) n RETURNING id`,
      workspaceId,
    );
    ids = rows.map(({ id }) => encodeId('Product', id)).sort();
    await app.db.query(
      `INSERT INTO product_variant (workspace_id, id, product_id, sku, title, price, position)
       SELECT workspace_id, gen_random_uuid(), id, slug, 'Default', 1250, 0 FROM product WHERE workspace_id = $1`,
      workspaceId,
    );
  });

  /** The ids of all pages, in the order in which they were read. */
  async function readAll(direction: 'forwards' | 'backwards', variables: object): Promise<string[][]> {
    const pages: string[][] = [];
    for (let cursor: string | null = null; ;) {
      const at: object = direction === 'forwards' ? { first: 7, after: cursor } : { last: 7, before: cursor };
      const { nodes, edges, pageInfo, totalCount } = await list(owner, { ...variables, ...at });
      expect(totalCount).toBe(COUNT);
      expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
      pages.push(nodes.map(({ id }) => id));
      const [goesOn, cameFrom] = [pageInfo.hasNextPage, pageInfo.hasPreviousPage];
      expect(direction === 'forwards' ? cameFrom : goesOn).toBe(cursor !== null);
      if (!(direction === 'forwards' ? goesOn : cameFrom)) return pages;
      cursor = direction === 'forwards' ? pageInfo.endCursor : pageInfo.startCursor;
    }
  }

  it.each(SORT_KEYS.flatMap((sortKey) => [false, true].map((reverse) => ({ sortKey, reverse }))))(
    'has each of them once on its pages, forwards and backwards: $sortKey, reversed: $reverse',
    async (sort) => {
      const forwards = await readAll('forwards', sort);
      expect(forwards.map(({ length }) => length)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
      expect(forwards.flat().sort()).toEqual(ids);
      const backwards = await readAll('backwards', sort);
      expect(backwards.toReversed().flat()).toEqual((await readAll('forwards', sort)).flat());
    },
  );

  it('goes on behind a product that is elsewhere by then', async () => {
    const order = (await list(owner, { first: COUNT })).edges;
    const gone = order[9];
    const moved = await app.db.query(
      'UPDATE product SET created_at = now() WHERE id = $1 RETURNING id',
      decodeId('Product', gone?.node.id ?? ''),
    );
    expect(moved).toHaveLength(1);
    const { nodes } = await list(owner, { first: COUNT, after: gone?.cursor });
    expect(nodes.map(({ id }) => id)).toEqual(order.slice(10).map(({ node }) => node.id));
  });

  it.each([
    { first: 0 },
    { first: 251 },
    { last: 0 },
    { last: 251 },
    { first: 1, last: 1 },
    { first: 1, after: 'x' },
  ])('refuses a page of %j', async (page) => {
    expect(await owner.ask(LIST, page)).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

describe('sorting and filtering', () => {
  let owner: TestClient;
  let visitor: TestClient;

  beforeAll(async () => {
    let workspaceId: string;
    ({ owner, visitor, workspaceId } = await givenOwner(app, 'mixed'));
    const media = [{ mediaId: encodeId('Media', await givenMedia(app.db, workspaceId)) }];
    const active = { status: 'ACTIVE', media };
    const variant = (sku: string, amount: string, onHand: number) => ({ sku, price: { amount }, onHand });
    await givenProduct(owner, {
      ...{ ...active, title: 'banana bowl', brand: 'Acme', tags: ['fruit', 'glass'], featured: true },
      variants: [variant('b1', '30.00', 0), variant('b2', '10.00', 3)],
    });
    await givenProduct(owner, {
      ...{ ...active, title: 'Apple dish', brand: 'Bolt', tags: ['fruit'] },
      variants: [variant('a1', '20.00', 0)],
    });
    await givenProduct(owner, {
      ...{ ...active, title: 'cherry e-book', brand: 'Acme', tags: ['glass'], digital: true },
      variants: [variant('c1', '5.50', 0)],
    });
    await givenProduct(owner, { title: 'Draft 100%', brand: 'Acme', tags: ['fruit', 'glass'] });
  });

  const [BANANA, APPLE, CHERRY, DRAFT] = ['banana bowl', 'Apple dish', 'cherry e-book', 'Draft 100%'];
  const titles = async (client: TestClient, variables: object) => {
    const { nodes, totalCount } = await list(client, variables);
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ title }) => title);
  };

  it.each([
    [{}, [DRAFT, CHERRY, APPLE, BANANA]],
    [{ reverse: true }, [BANANA, APPLE, CHERRY, DRAFT]],
    [{ sortKey: 'CREATED_AT' }, [DRAFT, CHERRY, APPLE, BANANA]],
    [{ sortKey: 'TITLE' }, [APPLE, BANANA, CHERRY, DRAFT]],
    [{ sortKey: 'TITLE', reverse: true }, [DRAFT, CHERRY, BANANA, APPLE]],
    [{ sortKey: 'PRICE' }, [DRAFT, CHERRY, BANANA, APPLE]],
    [{ sortKey: 'PRICE', reverse: true }, [APPLE, BANANA, CHERRY, DRAFT]],
  ])('sorts by %j', async (sort, sorted) => {
    expect(await titles(owner, sort)).toEqual(sorted);
    expect(await titles(visitor, sort)).toEqual(sorted.filter((title) => title !== DRAFT));
  });

  it.each<[object, (string | undefined)[]]>([
    [{ filter: { statuses: ['DRAFT'] } }, [DRAFT]],
    [{ filter: { statuses: ['DRAFT', 'ACTIVE'] } }, [APPLE, BANANA, CHERRY, DRAFT]],
    [{ filter: { statuses: ['ARCHIVED'] } }, []],
    [{ filter: { brands: ['Acme'] } }, [BANANA, CHERRY, DRAFT]],
    [{ filter: { brands: ['Acme', 'Bolt'] } }, [APPLE, BANANA, CHERRY, DRAFT]],
    [{ filter: { brands: ['acme'] } }, []],
    [{ filter: { tags: ['fruit'] } }, [APPLE, BANANA, DRAFT]],
    [{ filter: { tags: ['glass', 'fruit'] } }, [BANANA, DRAFT]],
    [{ filter: { featured: true } }, [BANANA]],
    [{ filter: { featured: false } }, [APPLE, CHERRY, DRAFT]],
    [{ filter: { inStock: true } }, [BANANA, CHERRY]],
    [{ filter: { inStock: false } }, [APPLE, DRAFT]],
    [{ filter: { minPrice: '20' } }, [APPLE, BANANA]],
    [{ filter: { maxPrice: '10.00' } }, [BANANA, CHERRY]],
    [{ filter: { minPrice: '5.51', maxPrice: '19.99' } }, [BANANA]],
    [{ filter: { minPrice: '10.01', maxPrice: '19.99' } }, []],
    [{ filter: { brands: ['Acme'], tags: ['glass'], featured: false, statuses: ['ACTIVE'] } }, [CHERRY]],
    [{ filter: { brands: null, featured: null } }, [APPLE, BANANA, CHERRY, DRAFT]],
    [{ query: 'APPLE' }, [APPLE]],
    [{ query: ' acme ' }, [BANANA, CHERRY, DRAFT]],
    [{ query: '0%' }, [DRAFT]],
    [{ query: '_' }, []],
    [{ query: '  ' }, [APPLE, BANANA, CHERRY, DRAFT]],
  ])('filters by %j', async (filter, found) => {
    expect(await titles(owner, { sortKey: 'TITLE', ...filter })).toEqual(found);
    expect(await titles(visitor, { sortKey: 'TITLE', ...filter })).toEqual(
      found.filter((title) => title !== DRAFT),
    );
  });

  it('refuses a price that is none as BAD_USER_INPUT', async () => {
    for (const minPrice of ['1.001', '-1']) {
      expect(await visitor.ask(LIST, { filter: { minPrice } })).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });
});

describe('the storefront’s list', () => {
  const STOREFRONT = `query ($first: Int!) { products(first: $first) { totalCount nodes {
    slug title minPrice { amount } maxPrice { amount } primaryImage { url srcset alt }
    media { position media { filename ... on MediaImage { image { url(transform: { maxWidth: 300 }) } } } entity { label } }
    variants { sku price { amount } availableForSale quantityAvailable image { url } media { id } } } } }`;

  it('takes as many statements for three products as for twenty', async () => {
    const { owner, visitor, workspaceId } = await givenOwner(app, 'twenty');
    for (let number = 1; number <= 20; number += 1) {
      const media = await Promise.all([1, 2, 3].map(() => givenMedia(app.db, workspaceId)));
      await givenProduct(owner, {
        ...{ title: `Vase ${number}`, status: 'ACTIVE' },
        media: media.map((id) => ({ mediaId: encodeId('Media', id) })),
        variants: ['S', 'L'].map((size) => ({
          sku: `${number}${size}`,
          price: { amount: '9.90' },
          onHand: number,
        })),
      });
    }
    const sent = jest.spyOn(Client.prototype, 'query');
    const statementsFor = async (first: number) => {
      sent.mockClear();
      const { products } = await visitor.data<{ products: { nodes: { media: object[] }[] } }>(STOREFRONT, {
        first,
      });
      expect(products.nodes.map(({ media }) => media.length)).toEqual(new Array(first).fill(3));
      const texts = sent.mock.calls.map(([query]) => {
        const { text } = query as unknown as { text?: string };
        return text ?? query;
      });
      // Without what each new connection begins with, and the guard that reads have in tests alone.
      const reads = texts.filter((text) => !/^SET |set_config/.test(text));
      return reads.map((text) => text.replace(/LIMIT \d+/, ''));
    };
    await statementsFor(1);
    const [few, many] = [await statementsFor(3), await statementsFor(20)];
    sent.mockRestore();
    expect(many.sort()).toEqual(few.sort());
    // The list, its count, media of products and of variants, library items, labels, variants, stock.
    expect(many).toHaveLength(8);
  });
});
