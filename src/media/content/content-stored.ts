import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaType } from '../media-type';

declare module '../../platform/outbox/domain-events' {
  interface DomainEvents {
    /** Bytes were stored, or are to be processed again: there is work. */
    'content.stored': { contentId: string; mediaType: MediaType };
  }
}

/** Has a content processed, once this commits: its work is queued at once, instead of when it is found to be due. */
export function contentStored(tx: Tx, contentId: string, mediaType: MediaType): void {
  tx.publish('content.stored', { contentId, mediaType });
}
