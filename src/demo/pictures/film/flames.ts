import { type Camera } from '../light/camera';
import { type LitSpec } from '../picture-spec';
import { noise, smoothstep } from '../surface/noise';

const HEIGHT = 2.7;

/**
 * Draws candle flames into linear light: a teardrop of burning gas, clear and bluish below, bright above, whose
 * light adds to what is behind it. `at` is the top of the wick.
 */
export function drawFlames(light: Float32Array, size: number, camera: Camera, lit: readonly LitSpec[]): void {
  for (const { kind, at } of lit) {
    if (kind !== 'flame' || !camera.project(at[0], at[1] - 0.35, at[2])) continue;
    const { column, row } = camera;
    const perCentimetre =
      1 / (camera.pixel * Math.hypot(at[0] - camera.x, at[1] - camera.y, at[2] - camera.z));
    const lean = (noise(at[0], at[1], at[2]) - 0.5) * 0.3;
    const left = Math.max(0, Math.floor(column - perCentimetre));
    const right = Math.min(size - 1, Math.ceil(column + perCentimetre));
    const top = Math.max(0, Math.floor(row - HEIGHT * 1.2 * perCentimetre));
    const bottom = Math.min(size - 1, Math.ceil(row + 0.2 * perCentimetre));
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const rise = (row - y - 0.5) / perCentimetre / HEIGHT;
        const side = (x + 0.5 - column) / perCentimetre - lean * rise * rise;
        addFlame(light, (y * size + x) * 3, rise, side);
      }
    }
  }
}

/** Adds what one place of a flame gives: `rise` from 0 at its foot to 1 at its tip, `side` centimetres off its axis. */
function addFlame(light: Float32Array, at: number, rise: number, side: number): void {
  if (rise <= 0 || rise >= 1.05) return;
  const width =
    0.44 *
    Math.min(1, rise / 0.22) ** 0.6 *
    Math.max(0.02, 1 - ((rise - 0.28) / 0.77) ** 2 * (rise > 0.28 ? 1 : 0)) ** 0.9;
  const across = Math.abs(side) / width;
  if (across > 1.6) return;
  const body = Math.exp(-(across ** 3) * 1.6);
  const bright = body * smoothstep(0.06, 0.45, rise) * smoothstep(1.05, 0.8, rise);
  const blue = Math.exp(-(across ** 2) * 2) * smoothstep(0.3, 0.02, rise) * smoothstep(0, 0.05, rise);
  light[at] = (light[at] as number) + 3.2 * bright + 0.1 * blue;
  light[at + 1] = (light[at + 1] as number) + 2 * bright ** 1.3 + 0.16 * blue;
  light[at + 2] = (light[at + 2] as number) + 0.85 * bright ** 2 + 0.5 * blue;
}
