import { type ContentAddress, contentKey } from '../../content/storage-keys';
import { type DeliveredFormat } from '../../transforms/delivered-format';

/** A rendition that is to be made: of which content, by which recipe and transform, in which format. */
export interface TransformTarget extends ContentAddress {
  /** Where the upload lies. */
  readonly originalKey: string;
  readonly recipe: number;
  /** A `transformName`. */
  readonly transform: string;
  readonly format: DeliveredFormat;
}

/**
 * Where what is made under a lease is stored. Each making has a key of its own: whoever lost the lease, or takes away
 * what is no longer wanted, can never touch what another has published.
 */
export function keyOfMaking(
  target: Omit<TransformTarget, 'originalKey' | 'format'> & { readonly format: string },
  leaseId: string,
): string {
  return contentKey(target, target.recipe, `${target.transform}.${leaseId}.${target.format}`);
}
