interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Does some things together, all or none of them; answers each, in their order. */
export type WorkTogether<T, R> = (key: string, items: readonly T[]) => Promise<readonly R[]>;

/**
 * Gathers things that are best done together, such as changes that share a commit, by a key: so many rounds of a key
 * are under way at a time, and what comes meanwhile makes the next one. The first of them waits for nothing, so that
 * nobody pays for it while there is little to do.
 */
export class Gatherer<T, R> {
  readonly #waiting = new Map<string, { items: Waiting<T, R>[]; rounds: number }>();

  constructor(
    private readonly work: WorkTogether<T, R>,
    private readonly mostTogether: number,
    private readonly mostRounds = 1,
  ) {}

  do(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key) ?? { items: [], rounds: 0 };
      this.#waiting.set(key, waiting);
      waiting.items.push({ item, resolve, reject });
      if (waiting.rounds < this.mostRounds) void this.rounds(key, waiting);
    });
  }

  private async rounds(key: string, waiting: { items: Waiting<T, R>[]; rounds: number }): Promise<void> {
    waiting.rounds += 1;
    while (waiting.items.length > 0) {
      const round = waiting.items.splice(0, this.mostTogether);
      await this.round(key, round).catch(async (error: unknown) => {
        if (round.length === 1) round[0]?.reject(error);
        else for (const one of round) await this.round(key, [one]).catch(one.reject);
      });
    }
    waiting.rounds -= 1;
    if (waiting.rounds === 0) this.#waiting.delete(key);
  }

  private async round(key: string, round: readonly Waiting<T, R>[]): Promise<void> {
    const results = await this.work(
      key,
      round.map(({ item }) => item),
    );
    round.forEach(({ resolve }, index) => resolve(results[index] as R));
  }
}
