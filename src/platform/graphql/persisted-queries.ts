import { type ApolloServerOptions, type BaseContext } from '@apollo/server';
import { LRUCache } from 'lru-cache';

/** Where automatic persisted queries are kept: their text by Apollo's key for their SHA-256. */
export type PersistedQueryCache = NonNullable<
  Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>['cache']
>;

const MOST_CHARACTERS = 16 * 1024 * 1024;
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A cache in this process, bounded by the characters in it; what was not asked for longest goes first. */
export function createPersistedQueryCache(): PersistedQueryCache {
  const queries = new LRUCache<string, string>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (query, key) => query.length + key.length,
    ttl: LIFETIME_MS,
  });
  return {
    get: (key) => Promise.resolve(queries.get(key)),
    set: (key, query) => Promise.resolve(void queries.set(key, query)),
    delete: (key) => Promise.resolve(queries.delete(key)),
  };
}
