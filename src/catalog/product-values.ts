import { Refusal, UserErrorCode, type UserFault } from '../platform/errors';
import { type Values } from '../platform/unit-of-work/transaction';
import { type Product } from './product.entity';
import { type ProductInput } from './product-input';
import { isSlug } from './slug';

const LIMITS = {
  title: 255,
  description: 50_000,
  brand: 100,
  seoTitle: 255,
  seoDescription: 1_000,
  tag: 100,
};
const MAX_TAGS = 100;
const MAX_ATTRIBUTES_BYTES = 50_000;

/**
 * The columns that an input sets, checked. Throws one Refusal with every fault. What an input leaves out is left
 * out of the values; null clears what may be empty, and is refused for what may not.
 */
export function productValues(input: ProductInput): Values<Product> {
  const faults: UserFault[] = [];
  const fault = (name: string, message: string) =>
    faults.push({ code: UserErrorCode.INVALID, message, field: ['input', name] });
  const text = (name: string, value: string | null | undefined, limit: number) => {
    if (value && value.length > limit) fault(name, `At most ${limit} characters.`);
    return value === undefined ? undefined : value?.trim() || null;
  };

  const { seo, tags, attributes } = input;
  const title = text('title', input.title, LIMITS.title);
  if (title === null) fault('title', 'A product needs a title.');
  if (input.slug !== undefined && !isSlug(input.slug ?? '')) {
    fault('slug', 'A slug is made of lowercase letters, digits and single dashes between them, at most 100.');
  }
  if (tags && (tags.length > MAX_TAGS || tags.some((tag) => tag.length > LIMITS.tag))) {
    fault('tags', `At most ${MAX_TAGS} tags of at most ${LIMITS.tag} characters.`);
  }
  if (attributes != null && !isAttributes(attributes)) {
    fault('attributes', `Attributes are an object of at most ${MAX_ATTRIBUTES_BYTES} bytes as JSON.`);
  }
  for (const name of ['status', 'featured', 'digital'] as const) {
    if (input[name] === null) fault(name, 'This cannot be empty.');
  }
  const values = {
    title,
    slug: input.slug,
    description: text('description', input.description, LIMITS.description),
    status: input.status,
    brand: text('brand', input.brand, LIMITS.brand),
    tags: tags === undefined ? undefined : cleanTags(tags ?? []),
    attributes,
    seoTitle: seo === null ? null : text('seo', seo?.title, LIMITS.seoTitle),
    seoDescription: seo === null ? null : text('seo', seo?.description, LIMITS.seoDescription),
    featured: input.featured,
    digital: input.digital,
  };
  if (faults.length > 0) throw new Refusal(faults);
  return Object.fromEntries(Object.entries<unknown>(values).filter(([, value]) => value !== undefined));
}

function isAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Buffer.byteLength(JSON.stringify(value)) <= MAX_ATTRIBUTES_BYTES;
}

function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
}
