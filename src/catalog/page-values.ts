import { type InputFaults } from '../platform/input-faults';
import { isSlug } from './slug';

const LIMITS = { title: 255, description: 50_000, seoTitle: 255, seoDescription: 1_000 };

/** What people say of whatever has a page in the storefront. Left out keeps, null clears. */
export interface PageInput {
  readonly title?: string | null;
  readonly slug?: string | null;
  readonly description?: string | null;
  readonly seo?: { readonly title?: string | null; readonly description?: string | null } | null;
}

/** The columns that products and categories have alike; undefined for what was left out. */
export function pageValues(noun: string, input: PageInput, faults: InputFaults) {
  const { seo } = input;
  const title = faults.text('title', input.title, LIMITS.title);
  if (title === null) faults.add('title', `A ${noun} needs a title.`);
  if (input.slug !== undefined && !isSlug(input.slug ?? '')) {
    faults.add(
      'slug',
      'A slug is made of lowercase letters, digits and single dashes between them, at most 100.',
    );
  }
  return {
    title,
    slug: input.slug,
    description: faults.text('description', input.description, LIMITS.description),
    seoTitle: seo === null ? null : faults.text('seo', seo?.title, LIMITS.seoTitle),
    seoDescription: seo === null ? null : faults.text('seo', seo?.description, LIMITS.seoDescription),
  };
}
