import { type AttachItem } from '../media';
import { type ProductStatus } from './product.entity';
import { type SelectedOption } from './product-variant.entity';

export interface Price {
  readonly amount: string;
  readonly currencyCode?: string | null;
}

/** What people say of a variant. Left out keeps, null clears. */
export interface VariantInput {
  /** Given: change that variant; left out: add one. */
  readonly id?: string | null;
  readonly sku?: string | null;
  readonly title?: string | null;
  readonly options?: readonly SelectedOption[] | null;
  readonly price?: Price | null;
  readonly compareAtPrice?: Price | null;
  readonly costPrice?: Price | null;
  /** Only when adding: the opening stock. */
  readonly onHand?: number | null;
  readonly minLevel?: number | null;
  /** Grams. */
  readonly weight?: number | null;
  /** Millimetres. */
  readonly dimensions?: { readonly length: number; readonly width: number; readonly height: number } | null;
}

/** What people say of a product. Left out keeps, null clears. */
export interface ProductInput {
  readonly title?: string | null;
  readonly slug?: string | null;
  readonly description?: string | null;
  readonly status?: ProductStatus | null;
  readonly brand?: string | null;
  readonly categoryId?: string | null;
  readonly tags?: readonly string[] | null;
  /** An object, or it is refused. */
  readonly attributes?: unknown;
  readonly seo?: { readonly title?: string | null; readonly description?: string | null } | null;
  readonly featured?: boolean | null;
  readonly digital?: boolean | null;
  readonly variants?: readonly VariantInput[] | null;
  readonly variantsRemove?: readonly string[] | null;
  readonly media?: readonly AttachItem[] | null;
}
