import { DEMO_CATEGORIES, DEMO_PRODUCTS } from './products';
import { PICTURES } from './pictures/sets/pictures';

const pictures = DEMO_PRODUCTS.flatMap((product) => product.pictures);
const variants = DEMO_PRODUCTS.flatMap((product) => product.variants);

test('fifteen products, each with two or three pictures and one to four variants', () => {
  expect(DEMO_PRODUCTS).toHaveLength(15);
  for (const product of DEMO_PRODUCTS) {
    expect([2, 3]).toContain(product.pictures.length);
    expect([1, 2, 3, 4]).toContain(product.variants.length);
  }
});

test('every picture that is rendered belongs to exactly one product, and none is missing', () => {
  expect(pictures.map(({ name }) => name).sort()).toEqual(PICTURES.map(({ name }) => name).sort());
});

test('the pictures are rendered in the order in which the products are made', () => {
  expect(pictures.map(({ name }) => name)).toEqual(PICTURES.map(({ name }) => name));
});

test('slugs, skus and alternative texts are each used once', () => {
  const slugs = DEMO_PRODUCTS.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(slugs.filter((slug) => !/^[a-z]+(-[a-z]+)*$/.test(slug))).toEqual([]);
  expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
  expect(new Set(pictures.map(({ alt }) => alt)).size).toBe(pictures.length);
  expect(pictures.filter(({ alt }) => alt.length < 40 || alt.length > 200)).toEqual([]);
});

test('prices are in cents, stock and measures are positive, and two products are reduced', () => {
  for (const { price, compareAtPrice, onHand, weight, dimensions } of variants) {
    expect(price.amount).toMatch(/^\d+\.\d{2}$/);
    expect(Math.min(onHand, weight, dimensions.length, dimensions.width, dimensions.height)).toBeGreaterThan(
      0,
    );
    if (compareAtPrice) expect(Number(compareAtPrice.amount)).toBeGreaterThan(Number(price.amount));
  }
  const reduced = DEMO_PRODUCTS.filter((product) =>
    product.variants.some(({ compareAtPrice }) => compareAtPrice),
  );
  expect(reduced.map(({ slug }) => slug)).toEqual(['dune-bottle-pair', 'orchard-bowl']);
});

test('each product is of one category, which is its first tag', () => {
  const count = (category: string): number => DEMO_PRODUCTS.filter(({ tags }) => tags[0] === category).length;
  expect(DEMO_CATEGORIES.map(({ slug }) => [slug, count(slug)])).toEqual([
    ['vases', 5],
    ['tableware', 7],
    ['light', 3],
  ]);
});
