/**
 * Repeatable randomness for the demo pictures. Nothing here reads a clock or `Math.random`: the same call gives
 * the same number on every machine, so a picture's pixels can be compared by checksum.
 *
 * Typed arrays are read with `as number` in the loops of this folder: indices are masked or clamped, and a
 * run-time check for each of some hundred million reads would cost as much as the work itself.
 */

const SIDE = 32;
const MASK = SIDE - 1;
const PLANE = SIDE * SIDE;

/** A generator of numbers in [0, 1) from a 32-bit seed (Mulberry32, by Tommy Ettinger, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function makeLattice(seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: SIDE * PLANE }, random);
}

const LATTICE = makeLattice(0x51ee7);

/** Smooth value noise in [0, 1], one feature a unit; repeats every 32 units, which no pot is large enough to show. */
export function noise(x: number, y: number, z: number): number {
  const fx = Math.floor(x);
  const fy = Math.floor(y);
  const fz = Math.floor(z);
  let u = x - fx;
  let v = y - fy;
  let w = z - fz;
  u *= u * (3 - 2 * u);
  v *= v * (3 - 2 * v);
  w *= w * (3 - 2 * w);
  const x0 = fx & MASK;
  const x1 = (fx + 1) & MASK;
  const y0 = (fy & MASK) * SIDE;
  const y1 = ((fy + 1) & MASK) * SIDE;
  const z0 = (fz & MASK) * PLANE;
  const z1 = ((fz + 1) & MASK) * PLANE;
  const a = LATTICE[x0 + y0 + z0] as number;
  const b = LATTICE[x0 + y1 + z0] as number;
  const c = LATTICE[x0 + y0 + z1] as number;
  const d = LATTICE[x0 + y1 + z1] as number;
  const ab0 = a + ((LATTICE[x1 + y0 + z0] as number) - a) * u;
  const ab1 = b + ((LATTICE[x1 + y1 + z0] as number) - b) * u;
  const cd0 = c + ((LATTICE[x1 + y0 + z1] as number) - c) * u;
  const cd1 = d + ((LATTICE[x1 + y1 + z1] as number) - d) * u;
  const near = ab0 + (ab1 - ab0) * v;
  const far = cd0 + (cd1 - cd0) * v;
  return near + (far - near) * w;
}

/** A point or direction that a function fills in, so that nothing is allocated in loops. */
export interface Vector {
  x: number;
  y: number;
  z: number;
}

/** Three independent noises at once, each in [-0.5, 0.5], for less than the price of two. */
export function noiseVector(x: number, y: number, z: number, result: Vector): void {
  const fx = Math.floor(x);
  const fy = Math.floor(y);
  const fz = Math.floor(z);
  let u = x - fx;
  let v = y - fy;
  let w = z - fz;
  u *= u * (3 - 2 * u);
  v *= v * (3 - 2 * v);
  w *= w * (3 - 2 * w);
  let sumX = -0.5;
  let sumY = -0.5;
  let sumZ = -0.5;
  for (let corner = 0; corner < 8; corner += 1) {
    const i = corner & 1;
    const j = (corner >> 1) & 1;
    const k = corner >> 2;
    const weight = (i === 1 ? u : 1 - u) * (j === 1 ? v : 1 - v) * (k === 1 ? w : 1 - w);
    const at = ((fx + i) & MASK) + ((fy + j) & MASK) * SIDE + ((fz + k) & MASK) * PLANE;
    sumX += weight * (LATTICE[at] as number);
    sumY += weight * (LATTICE[at ^ 0x1555] as number);
    sumZ += weight * (LATTICE[at ^ 0x6aaa] as number);
  }
  result.x = sumX;
  result.y = sumY;
  result.z = sumZ;
}

/** Several octaves of noise, each half as strong as the one before; in [0, 1], around 0.5. */
export function fractalNoise(x: number, y: number, z: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave += 1) {
    const shift = octave * 7.31;
    sum += weight * noise(x * scale + shift, y * scale - shift, z * scale + shift * 0.5);
    total += weight;
    weight *= 0.5;
    scale *= 2.03;
  }
  return sum / total;
}

/** A number in [0, 1) for a cell of the lattice; `channel` 0 to 3 gives independent ones. */
export function cellNoise(x: number, y: number, z: number, channel: number): number {
  return LATTICE[((x & MASK) + (y & MASK) * SIDE + (z & MASK) * PLANE) ^ (channel * 0x1b5d)] as number;
}

/** Rises smoothly from 0 at `from` to 1 at `to`; `from` may be the larger one. */
export function smoothstep(from: number, to: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
