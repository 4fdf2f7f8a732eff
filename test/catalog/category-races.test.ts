import { decodeId } from '../../src/platform/graphql/global-id';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import {
  createCategory,
  deleteCategory,
  givenBranch,
  givenCategory,
  type ShownCategory,
  updateCategory,
} from './category-operations';
import { createProduct, faultsOf } from './product-operations';

const ROUNDS = 8;

let app: TestApp;
let workspaceId: string;
let owner: TestClient;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
let shops = 0;
beforeEach(async () => {
  ({ workspaceId, owner } = await givenOwner(app, `shop-${(shops += 1)}`));
});

/** How many categories no root leads to: those of a cycle, and what is within it. */
async function lost(): Promise<number> {
  const [row] = await app.db.query<{ lost: number }>(
    `WITH RECURSIVE tree AS (
       SELECT id FROM category WHERE workspace_id = $1 AND parent_id IS NULL
       UNION ALL
       SELECT c.id FROM tree JOIN category c ON c.parent_id = tree.id WHERE c.workspace_id = $1
     )
     SELECT (SELECT count(*) FROM category WHERE workspace_id = $1)::integer
       - (SELECT count(*) FROM tree)::integer AS lost`,
    workspaceId,
  );
  return row?.lost ?? NaN;
}
const audits = async (action: string) =>
  (
    await app.db.query(
      'SELECT 1 FROM audit_log WHERE workspace_id = $1 AND action = $2',
      ...[workspaceId, action],
    )
  ).length;
const outcomes = (answers: readonly { userErrors: Parameters<typeof faultsOf>[0]['userErrors'] }[]) =>
  answers.map((answer) => faultsOf(answer).join()).sort();

describe('at the same moment', () => {
  it('of two moves that would together make a circle exactly one happens', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const a = await givenCategory(owner, { title: 'A' });
      const b = await givenCategory(owner, { title: 'B' });
      const answers = await Promise.all([
        updateCategory(owner, a, { parentId: b.id }),
        updateCategory(owner, b, { parentId: a.id }),
      ]);
      expect(outcomes(answers)).toEqual(['', 'INVALID input.parentId']);
      expect([await lost(), await audits('category.update')]).toEqual([0, round]);
    }
  });

  it('of moves around a ring all but one happen, whatever the order', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const ring: ShownCategory[] = [];
      for (const title of ['A', 'B', 'C', 'D', 'E']) ring.push(await givenCategory(owner, { title }));
      const answers = await Promise.all(
        ring.map((category, index) =>
          updateCategory(owner, category, { parentId: ring[(index + 1) % ring.length]?.id }),
        ),
      );
      expect(outcomes(answers)).toEqual(['', '', '', '', 'INVALID input.parentId']);
      expect(await lost()).toBe(0);
    }
  });

  it('branches that grow under each other never become too deep together', async () => {
    const upper = await givenBranch(owner, '1', '2', '3', '4', '5', '6');
    const lower = await givenBranch(owner, '7', '8', '9', '10');
    const [root, leaf] = [lower[0] as ShownCategory, lower[3]];
    const answers = await Promise.all([
      updateCategory(owner, root, { parentId: upper[5]?.id }),
      createCategory(owner, { title: '11', parentId: leaf?.id }),
    ]);
    expect(outcomes(answers)).toEqual(['', 'LIMIT_EXCEEDED input.parentId']);
  });

  it('a category is either deleted or gets a child, and either deleted or gets a product', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const parent = await givenCategory(owner, { title: 'Parent' });
      const children = await Promise.all([
        deleteCategory(owner, parent),
        createCategory(owner, { title: 'Child', parentId: parent.id }),
      ]);
      expect(['IN_USE id,', ',NOT_FOUND input.parentId']).toContain(
        children.map((answer) => faultsOf(answer).join()).join(),
      );
      const shelf = await givenCategory(owner, { title: 'Shelf' });
      const products = await Promise.all([
        deleteCategory(owner, shelf),
        createProduct(owner, { title: 'Product', categoryId: shelf.id }),
      ]);
      expect(['IN_USE id,', ',NOT_FOUND input.categoryId']).toContain(
        products.map((answer) => faultsOf(answer).join()).join(),
      );
    }
    expect(await lost()).toBe(0);
  });

  it('of several edits of one version exactly one wins, and the others see its outcome', async () => {
    const category = await givenCategory(owner, { title: 'Vases' });
    const titles = ['One', 'Two', 'Three', 'Four', 'Five'];
    const answers = await Promise.all(titles.map((title) => updateCategory(owner, category, { title })));
    expect(outcomes(answers)).toEqual(['', ...Array<string>(4).fill('CONFLICT version')]);
    const winner = answers.find(({ userErrors }) => userErrors.length === 0)?.category;
    expect(answers.map((answer) => answer.category)).toEqual(titles.map(() => winner));
    expect(await audits('category.update')).toBe(1);
  });

  it('categories of one title get a slug and a place each', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => createCategory(owner, { title: 'Vases' })),
    );
    const made = answers.map(({ category }) => category);
    const numbered = (of: string) => Array.from({ length: 8 }, (_, index) => `${of}${index}`);
    expect(made.map((category) => category?.slug).sort()).toEqual([
      'vases',
      ...[2, 3, 4, 5, 6, 7, 8].map((number) => `vases-${number}`),
    ]);
    expect(made.map((category) => `${category?.position}`).sort()).toEqual(numbered(''));
    expect(new Set(made.map((category) => decodeId('Category', category?.id ?? ''))).size).toBe(8);
  });
});
