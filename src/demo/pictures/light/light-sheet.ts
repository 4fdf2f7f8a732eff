import { type LightMeter } from './light-meter';

const CHANNELS = 6;

/** Light at a place: what LightMeter says of it. */
export interface Light {
  red: number;
  green: number;
  blue: number;
  key: number;
  others: number;
  open: number;
}

/** Measures the light at a texel; the answer is in the meter's fields. */
export type Measure = (row: number, angle: number) => void;

/**
 * The light over a surface that goes around an axis: rows along it, texels around it. A texel is measured when
 * it is first asked for, so what nobody sees costs nothing, and read through a quadratic B-spline, which hides
 * the texels.
 */
export class LightSheet {
  readonly #rows: number;
  readonly #around: number;
  readonly #measure: Measure;
  readonly #meter: LightMeter;
  readonly #texels: Float32Array;
  readonly #measured: Uint8Array;

  /** `measure` is asked with a row from 0 to 1 and an angle in radians. */
  constructor(rows: number, around: number, meter: LightMeter, measure: Measure) {
    this.#rows = rows;
    this.#around = around;
    this.#meter = meter;
    this.#measure = measure;
    this.#texels = new Float32Array(rows * around * CHANNELS);
    this.#measured = new Uint8Array(rows * around);
  }

  /** Adds the light at a place, times `weight`, to what is in `light`. */
  addTo(light: Light, along: number, angle: number, weight: number): void {
    const around = this.#around;
    const rows = this.#rows;
    const texels = this.#texels;
    const x = (angle / (2 * Math.PI) + 1) * around + 0.5;
    const y = Math.min(rows - 1, Math.max(0, along * rows - 0.5)) + 0.5;
    const col = Math.floor(x);
    const row = Math.floor(y);
    const u = x - col;
    const v = y - row;
    for (let j = -1; j <= 1; j += 1) {
      const wy = j < 0 ? 0.5 * (1 - v) * (1 - v) : j === 0 ? 0.5 + v * (1 - v) : 0.5 * v * v;
      const line = Math.min(rows - 1, Math.max(0, row + j)) * around;
      for (let i = -1; i <= 1; i += 1) {
        const wx = i < 0 ? 0.5 * (1 - u) * (1 - u) : i === 0 ? 0.5 + u * (1 - u) : 0.5 * u * u;
        const texel = line + ((col + i + around) % around);
        if (this.#measured[texel] === 0) this.#fill(texel);
        const at = texel * CHANNELS;
        const share = weight * wx * wy;
        light.red += share * (texels[at] as number);
        light.green += share * (texels[at + 1] as number);
        light.blue += share * (texels[at + 2] as number);
        light.key += share * (texels[at + 3] as number);
        light.others += share * (texels[at + 4] as number);
        light.open += share * (texels[at + 5] as number);
      }
    }
  }

  #fill(texel: number): void {
    this.#measured[texel] = 1;
    const row = Math.floor(texel / this.#around);
    this.#measure((row + 0.5) / this.#rows, ((texel % this.#around) / this.#around) * 2 * Math.PI);
    const meter = this.#meter;
    const at = texel * CHANNELS;
    this.#texels[at] = meter.red;
    this.#texels[at + 1] = meter.green;
    this.#texels[at + 2] = meter.blue;
    this.#texels[at + 3] = meter.key;
    this.#texels[at + 4] = meter.others;
    this.#texels[at + 5] = meter.open;
  }
}
