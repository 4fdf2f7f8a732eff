import { decodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { type References } from '../support/shop';
import { type TestApp } from '../support/test-app';

/** How a subscription that names records by a list of ids is tried: with a record, and the event that tells of it. */
export interface SubscriptionCase {
  readonly record: (references: References) => string;
  readonly type: string;
  /** The list's name. */
  readonly argument: string;
  readonly event: (uuid: string | null) => { readonly name: string; readonly payload: object };
}

export const SUBSCRIPTION_CASES: Readonly<Record<string, SubscriptionCase>> = {
  'Subscription.mediaUpdated': {
    record: ({ media }) => media,
    type: 'Media',
    argument: 'ids',
    event: (mediaId) => ({ name: 'media.changed', payload: { mediaId, kind: 'UPDATED' } }),
  },
  'Subscription.mediaImportUpdated': {
    record: ({ completedImport }) => completedImport,
    type: 'MediaImport',
    argument: 'ids',
    event: (importId) => ({ name: 'media.import.changed', payload: { importId } }),
  },
  'Subscription.stockUpdated': {
    record: ({ variant }) => variant,
    type: 'ProductVariant',
    argument: 'variantIds',
    event: (variantId) => ({ name: 'stock.changed', payload: { variantIds: [variantId] } }),
  },
};

/** Tells the subscribers of a workspace that a record of it changed. */
export function announce(
  { platform }: TestApp,
  { type, event }: SubscriptionCase,
  workspaceId: string,
  id: string,
): Promise<void> {
  const uuid = decodeId(type, id);
  return platform.broadcast.publish(EVENTS_CHANNEL, { id: uuid, workspaceId, ...event(uuid) });
}
