import { type Tx } from '../../platform/unit-of-work/transaction';

declare module '../../platform/outbox/domain-events' {
  interface DomainEvents {
    /** An import was asked for, or is to be tried again: there is work. */
    'media.import.requested': { importId: string };
    /** An import got further, or ended. */
    'media.import.changed': { importId: string };
  }
}

/** Has an import worked on, once this commits: it is queued at once, instead of when it is found to be due. */
export function importRequested(tx: Tx, importId: string): void {
  tx.publish('media.import.requested', { importId });
}

/** Says, once this commits, that an import got further or ended. */
export function importChanged(tx: Tx, importId: string): void {
  tx.publish('media.import.changed', { importId });
}
