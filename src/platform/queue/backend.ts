/**
 * Where jobs wait and messages pass. The URL of a PostgreSQL must reach the server itself rather than a
 * transaction pooler: LISTEN, and the settings that a session keeps, do not survive one.
 */
export type QueueBackend =
  { readonly kind: 'redis'; readonly url: string } | { readonly kind: 'postgres'; readonly url: string };
