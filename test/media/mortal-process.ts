/** What a process throws that died: nothing it does from then on has any effect. */
export class Death extends Error {
  constructor() {
    super('This process is dead.');
    this.name = 'Death';
  }
}

/**
 * A process that dies after so many steps. Each call to a port is two steps, one before it and one after it, so it
 * dies with the call undone, or done without ever learning of it. Whatever its code tries to tidy up afterwards by
 * way of the ports fails as well, as if it were never run.
 */
export class MortalProcess {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** The port as this process reaches it: calls of methods that return promises are steps. */
  port<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          this.#step();
          const result: unknown = Reflect.apply(member, target, args);
          return result instanceof Promise ? result.then((value: unknown) => this.#survive(value)) : result;
        };
      },
    });
  }

  #survive<V>(value: V): V {
    this.#step();
    return value;
  }

  #step(): void {
    if (this.#left <= 0) throw new Death();
    this.#left -= 1;
    if (this.#left === 0) throw new Death();
  }
}
