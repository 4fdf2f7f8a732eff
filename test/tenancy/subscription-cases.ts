import { decodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { type References } from '../support/shop';
import { type TestApp } from '../support/test-app';

/** How a subscription is tried: with a record that it names, and the event that tells of it. */
export interface SubscriptionCase {
  readonly record: (references: References) => string;
  readonly type: string;
  /** The variables with which one subscribes to the records of these shops: once, or once for each. */
  readonly subscribe: (...shops: References[]) => readonly Record<string, unknown>[];
  readonly event: (uuid: string | null) => { readonly name: string; readonly payload: object };
}

export const SUBSCRIPTION_CASES: Readonly<Record<string, SubscriptionCase>> = {
  'Subscription.mediaUpdated': {
    record: ({ media }) => media,
    type: 'Media',
    subscribe: (...shops) => [{ ids: shops.map(({ media }) => media) }],
    event: (mediaId) => ({ name: 'media.changed', payload: { mediaId, kind: 'UPDATED' } }),
  },
  'Subscription.mediaImportUpdated': {
    record: ({ completedImport }) => completedImport,
    type: 'MediaImport',
    subscribe: (...shops) => [{ ids: shops.map(({ completedImport }) => completedImport) }],
    event: (importId) => ({ name: 'media.import.changed', payload: { importId } }),
  },
  'Subscription.orderUpdated': {
    record: ({ order }) => order,
    type: 'Order',
    subscribe: (...shops) => shops.map(({ order: id, orderToken: token }) => ({ id, token })),
    event: (orderId) => ({ name: 'order.changed', payload: { orderId, kind: 'UPDATED' } }),
  },
  'Subscription.stockUpdated': {
    record: ({ variant }) => variant,
    type: 'ProductVariant',
    subscribe: (...shops) => [{ variantIds: shops.map(({ variant }) => variant) }],
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
