import { Refusal, UserErrorCode, type UserFault } from './errors';

/** Gathers what is wrong with an input, so that it is said in one refusal. */
export class InputFaults {
  readonly #faults: UserFault[] = [];

  add(name: string, message: string): void {
    this.#faults.push({ code: UserErrorCode.INVALID, message, field: ['input', name] });
  }

  /** A text as it is stored: trimmed, null for an empty one, undefined for one that was left out. */
  text(name: string, value: string | null | undefined, limit: number): string | null | undefined {
    if (value && value.length > limit) this.add(name, `At most ${limit} characters.`);
    return value === undefined ? undefined : value?.trim() || null;
  }

  /** What `parse` makes of a value; what it refuses is gathered with the rest, and comes out as undefined. */
  parsed<T>(parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#faults.push(...error.faults);
      return undefined;
    }
  }

  /** Throws the Refusal of all that was found wrong. */
  refuse(): void {
    if (this.#faults.length > 0) throw new Refusal(this.#faults);
  }
}

/** The values without those that were left out. */
export function given<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
