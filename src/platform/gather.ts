interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Does some things together, all or none of them; answers each, in their order. */
export type WorkTogether<T, R> = (key: string, items: readonly T[]) => Promise<readonly R[]>;

/**
 * Gathers things that are best done together, such as changes that share a commit, by a key: one round a key is under
 * way at a time, and what comes meanwhile makes the next one. The first of them waits for nothing, so that nobody
 * pays for it while there is little to do.
 */
export class Gatherer<T, R> {
  readonly #waiting = new Map<string, Waiting<T, R>[]>();

  constructor(
    private readonly work: WorkTogether<T, R>,
    private readonly mostAtOnce: number,
  ) {}

  do(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      if (waiting) {
        waiting.push({ item, resolve, reject });
        return;
      }
      this.#waiting.set(key, [{ item, resolve, reject }]);
      void this.rounds(key);
    });
  }

  private async rounds(key: string): Promise<void> {
    for (;;) {
      const round = this.#waiting.get(key)?.splice(0, this.mostAtOnce) ?? [];
      if (round.length === 0) break;
      await this.round(key, round).catch(async (error: unknown) => {
        if (round.length === 1) round[0]?.reject(error);
        else for (const one of round) await this.round(key, [one]).catch(one.reject);
      });
    }
    this.#waiting.delete(key);
  }

  private async round(key: string, round: readonly Waiting<T, R>[]): Promise<void> {
    const results = await this.work(
      key,
      round.map(({ item }) => item),
    );
    round.forEach(({ resolve }, index) => resolve(results[index] as R));
  }
}
