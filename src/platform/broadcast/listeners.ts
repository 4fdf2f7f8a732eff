import { type Log } from '../log';
import { unframe } from './frame';

type Listener = (message: unknown) => void;

/** Who wants to hear what in this process. A listener that throws is logged and keeps no other from hearing. */
export class Listeners {
  readonly #channels = new Map<string, Set<{ readonly listener: Listener }>>();
  readonly #gap = new Set<{ readonly listener: () => void }>();

  constructor(private readonly log: Log) {}

  /** The same function may listen twice, and then hears everything twice. */
  add(channel: string, listener: Listener): () => void {
    const entry = { listener };
    const entries = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#channels.get(channel) === entries) this.#channels.delete(channel);
    };
  }

  addGap(listener: () => void): () => void {
    const entry = { listener };
    this.#gap.add(entry);
    return () => {
      this.#gap.delete(entry);
    };
  }

  /** Passes on one framed message. */
  deliver(text: string): void {
    const { channel, json } = unframe(text);
    const entries = this.#channels.get(channel);
    if (!entries) return;
    this.safely(channel, () => {
      const message: unknown = JSON.parse(json);
      for (const { listener } of [...entries]) this.safely(channel, () => listener(message));
    });
  }

  gap(): void {
    for (const { listener } of [...this.#gap]) this.safely('gap', listener);
  }

  clear(): void {
    this.#channels.clear();
    this.#gap.clear();
  }

  private safely(channel: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.log.error({ err: error, channel }, 'a listener to broadcasts threw');
    }
  }
}
