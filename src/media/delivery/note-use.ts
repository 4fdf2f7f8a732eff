import { LRUCache } from 'lru-cache';
import { systemActor } from '../../platform/actor';
import { type Log } from '../../platform/log';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { type StoredRendition } from './find-delivered';
import { type RenditionPath } from './delivery-path';

const HOUR_MS = 3_600_000;

const NOTE = `
  UPDATE rendition SET used_at = now()
  WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND transform = $4 AND format = $5
    AND on_demand AND used_at < now() - interval '1 hour'`;

/**
 * Notes that renditions made on demand are used, so that those go first that are not: at most once an hour each, and
 * behind the answer. Where it cannot be noted, the next use will be.
 */
export class UseNotes {
  /** Keys of files whose use this process noted within the hour. */
  readonly #noted = new LRUCache<string, true>({ max: 10_000, ttl: HOUR_MS });
  readonly #writing = new Set<Promise<void>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly log: Log,
  ) {}

  /** Notes a use. Does not wait, and never throws. */
  note(path: RenditionPath, { format, storageKey, usedAt }: StoredRendition): void {
    if (usedAt === null || Date.now() - usedAt.getTime() < HOUR_MS || this.#noted.has(storageKey)) return;
    this.#noted.set(storageKey, true);
    const writing = this.write(path, format)
      .catch((error: unknown) => {
        this.#noted.delete(storageKey);
        this.log.warn({ err: error, contentId: path.contentId }, 'the use of a rendition was not noted');
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Resolves when all is written that was noted. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  private async write(
    { workspaceId, contentId, recipe, transform }: RenditionPath,
    format: string,
  ): Promise<void> {
    const origin = { workspaceId, actor: systemActor('delivery') };
    await this.unitOfWork.run(origin, (tx) => tx.rows(NOTE, contentId, recipe, transform, format));
  }
}
