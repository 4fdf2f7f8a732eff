import { type Log } from '../log';

const REMIND_MS = 60_000;

/**
 * Says once that something fails, and once that it works again, however often it is tried in between. An outage
 * that goes on is mentioned again once a minute, with the number of errors that were kept quiet.
 */
export class OutageLog {
  readonly #kinds = new Map<string, { saidAt: number; quiet: number }>();

  constructor(
    private readonly log: Log,
    /** What fails, as the subject of a sentence: 'the queue on Redis'. */
    private readonly what: string,
  ) {}

  failed(error: Error & { code?: unknown }): void {
    const kind = typeof error.code === 'string' ? error.code : error.name;
    const known = this.#kinds.get(kind);
    if (known && Date.now() - known.saidAt < REMIND_MS) {
      known.quiet += 1;
      return;
    }
    this.log.warn({ err: error, keptQuiet: known?.quiet ?? 0 }, `${this.what} fails`);
    this.#kinds.set(kind, { saidAt: Date.now(), quiet: 0 });
  }

  recovered(): void {
    if (this.#kinds.size === 0) return;
    this.#kinds.clear();
    this.log.info(`${this.what} works again`);
  }
}
