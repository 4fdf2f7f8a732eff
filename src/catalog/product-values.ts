import { type Values } from '../platform/unit-of-work/transaction';
import { given, InputFaults } from '../platform/input-faults';
import { pageValues } from './page-values';
import { type Product } from './product.entity';
import { type ProductInput } from './product-input';

const LIMITS = { brand: 100, tag: 100 };
const MAX_TAGS = 100;
const MAX_ATTRIBUTES_BYTES = 50_000;

/**
 * The columns that an input sets, checked. Throws one Refusal with every fault. What an input leaves out is left
 * out of the values; null clears what may be empty, and is refused for what may not.
 */
export function productValues(input: ProductInput): Values<Product> {
  const faults = new InputFaults();
  const { tags, attributes } = input;
  if (tags && (tags.length > MAX_TAGS || tags.some((tag) => tag.length > LIMITS.tag))) {
    faults.add('tags', `At most ${MAX_TAGS} tags of at most ${LIMITS.tag} characters.`);
  }
  if (attributes != null && !isAttributes(attributes)) {
    faults.add('attributes', `Attributes are an object of at most ${MAX_ATTRIBUTES_BYTES} bytes as JSON.`);
  }
  for (const name of ['status', 'featured', 'digital'] as const) {
    if (input[name] === null) faults.add(name, 'This cannot be empty.');
  }
  const values = {
    ...pageValues('product', input, faults),
    status: input.status,
    brand: faults.text('brand', input.brand, LIMITS.brand),
    categoryId: input.categoryId,
    tags: tags === undefined ? undefined : cleanTags(tags ?? []),
    attributes,
    featured: input.featured,
    digital: input.digital,
  };
  faults.refuse();
  return given(values) as Values<Product>;
}

function isAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Buffer.byteLength(JSON.stringify(value)) <= MAX_ATTRIBUTES_BYTES;
}

function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
}
