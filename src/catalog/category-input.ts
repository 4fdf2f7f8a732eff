import { type AttachItem } from '../media';

/** What people say of a category. Left out keeps, null clears. */
export interface CategoryInput {
  readonly title?: string | null;
  readonly slug?: string | null;
  readonly description?: string | null;
  /** null: a root. */
  readonly parentId?: string | null;
  readonly position?: number | null;
  readonly seo?: { readonly title?: string | null; readonly description?: string | null } | null;
  readonly media?: readonly AttachItem[] | null;
}
