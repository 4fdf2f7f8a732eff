import { LRUCache } from 'lru-cache';
import { type Database } from '../platform/database/database';

/** What every request knows of the workspace that it runs in. */
export interface WorkspaceSummary {
  readonly id: string;
  readonly slug: string;
  readonly currencyCode: string;
}

export const SLUG = /^[a-z0-9-]{2,63}$/;

const KEPT = 1_000;
const KEPT_MS = 5_000;

/** Finds workspaces by their slugs, and remembers for five seconds; that there is none is not remembered. */
export class WorkspaceDirectory {
  readonly #bySlug: LRUCache<string, WorkspaceSummary>;

  constructor(database: Database) {
    this.#bySlug = new LRUCache({
      max: KEPT,
      ttl: KEPT_MS,
      fetchMethod: async (slug) => {
        const found = await database.everyWorkspace<WorkspaceSummary>(
          'SELECT id, slug, currency_code FROM workspace WHERE slug = $1',
          slug,
        );
        return found[0];
      },
    });
  }

  async bySlug(slug: string): Promise<WorkspaceSummary | null> {
    if (!SLUG.test(slug)) return null;
    return (await this.#bySlug.fetch(slug)) ?? null;
  }
}
