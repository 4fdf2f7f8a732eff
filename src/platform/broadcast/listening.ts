import { DeadlineExceeded, settlesWithin } from '../queue/deadline';

/** Whether broadcasts are heard at the moment, and whether some may have been missed since the beginning. */
export class Listening {
  #on = false;
  #missed = false;
  #begins: PromiseWithResolvers;

  constructor(private readonly onGap: () => void) {
    this.#begins = withResolvers();
  }

  isOn(): boolean {
    return this.#on;
  }

  /** To be called when a subscription stands; says so to those who wait, and that there was a gap, if there was. */
  began(): void {
    this.#on = true;
    this.#begins.resolve();
    if (this.#missed) this.onGap();
    this.#missed = false;
  }

  /** To be called when a connection is gone, or could not be made. */
  lost(): void {
    this.#missed = true;
    if (!this.#on) return;
    this.#on = false;
    this.#begins = withResolvers();
  }

  /** Resolves once messages are heard; rejects with DeadlineExceeded after `ms`. */
  async until(ms: number): Promise<void> {
    if (!(await settlesWithin(ms, this.#begins.promise))) {
      throw new DeadlineExceeded('listening to broadcasts', ms);
    }
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
