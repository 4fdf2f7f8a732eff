import { type SortOrder } from '../../platform/database/keyset';

export enum MediaSortKey {
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  FILENAME = 'FILENAME',
  BYTE_SIZE = 'BYTE_SIZE',
}

/** Newest first, but from A to Z and from small to large. Each is the order of an index of media `m`. */
const SORT_ORDERS: Readonly<Record<MediaSortKey, SortOrder>> = {
  CREATED_AT: { name: 'created', expression: 'm.created_at', type: 'timestamptz', descending: true },
  UPDATED_AT: { name: 'updated', expression: 'm.updated_at', type: 'timestamptz', descending: true },
  FILENAME: { name: 'filename', expression: 'lower(m.filename)', type: 'text', descending: false },
  BYTE_SIZE: { name: 'byte_size', expression: 'm.byte_size', type: 'bigint', descending: false },
};

/** The order by a key, or that order turned round. */
export function mediaOrder(key: MediaSortKey, reverse: boolean): SortOrder {
  const order = SORT_ORDERS[key];
  return { ...order, descending: order.descending !== reverse };
}
