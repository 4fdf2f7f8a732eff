import { type Tx } from '../../platform/unit-of-work/transaction';

export type MediaChangeKind = 'CREATED' | 'UPDATED' | 'DELETED';

declare module '../../platform/outbox/domain-events' {
  interface DomainEvents {
    /** A library item came, changed or went, or its processing got further. */
    'media.changed': { mediaId: string; kind: MediaChangeKind };
  }
}

/** Says, once this commits, that a library item came, changed or went. */
export function mediaChanged(tx: Tx, mediaId: string, kind: MediaChangeKind): void {
  tx.publish('media.changed', { mediaId, kind });
}
