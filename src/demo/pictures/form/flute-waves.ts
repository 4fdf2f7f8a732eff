const STEPS = 2048;

/**
 * How deep the flutes around an axis are in a direction, 0 to 1, from a table: rays ask some million times for a
 * picture. The table runs by x / (|x| + |z|), which grows with the angle but takes no arc tangent.
 */
export class FluteWaves {
  readonly #table = new Float32Array(STEPS * 2 + 2);

  /** `count` flutes around; narrow ridges between round hollows. */
  constructor(count: number) {
    for (let step = 0; step < STEPS * 2 + 2; step += 1) {
      const half = step > STEPS ? 1 : 0;
      const across = 1 - ((step - half * (STEPS + 1)) / STEPS) * 2;
      const z = (1 - Math.abs(across)) * (half === 1 ? -1 : 1);
      const wave = Math.cos(Math.atan2(z, across) * count * 0.5);
      this.#table[step] = 1 - Math.sqrt(wave * wave + 0.012);
    }
  }

  /** The depth in the direction of (x, z) from the axis. */
  at(x: number, z: number): number {
    const place = ((1 - x / (Math.abs(x) + Math.abs(z) + 1e-9)) * STEPS) / 2;
    const step = Math.min(STEPS - 1, place | 0);
    const start = step + (z < 0 ? STEPS + 1 : 0);
    const before = this.#table[start] as number;
    return before + ((this.#table[start + 1] as number) - before) * (place - step);
  }
}
