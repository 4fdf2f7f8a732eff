import { type Colour, colourOf } from './colour';
import { type Layer, type SurfacePoint } from './glaze';
import { cellNoise, fractalNoise, noise, randomFrom, smoothstep } from './noise';

export interface Dip {
  readonly colour: string;
  readonly roughness: number;
  readonly shine: number;
  /** Where the glaze ends, as a height in centimetres. */
  readonly line: number;
  /** True: it covers what is above the line, and runs down over it; false: the foot was dipped. */
  readonly above: boolean;
  /** How far the longest drip runs, in centimetres. */
  readonly drip: number;
  /** The glaze's inside reaches to the bottom. */
  readonly inside?: boolean;
  readonly seed: number;
}

/** A second glaze that the pot was dipped into: an uneven line, a few drips, and a thick edge that takes light. */
export function dipped(dip: Dip): Layer {
  const colour = colourOf(dip.colour);
  const random = randomFrom(dip.seed);
  const drips = Array.from({ length: 6 }, (_, index) => {
    const angle = ((index + 0.9 * random()) / 6) * Math.PI * 2;
    return {
      x: Math.cos(angle),
      z: Math.sin(angle),
      length: dip.drip * random() ** 1.6,
      width: 90 + 330 * random(),
    };
  });
  const offset = random() * 20;
  const slant = random() * Math.PI * 2;
  const slantX = Math.cos(slant) * dip.drip * 0.22;
  const slantZ = Math.sin(slant) * dip.drip * 0.22;
  return (point) => {
    if (point.inside > 0.5) {
      if (dip.inside) lay(point, colour, dip, 1);
      return;
    }
    const radius = Math.hypot(point.x, point.z) + 1e-6;
    const x = point.x / radius;
    const z = point.z / radius;
    let line =
      dip.line +
      x * slantX +
      z * slantZ +
      (noise(x * 1.1 + offset, 3, z * 1.1) - 0.5) * 0.7 +
      (noise(x * 4 + offset, 7, z * 4) - 0.5) * 0.2;
    if (Math.abs(point.y - dip.line) < dip.drip + 2) {
      for (const drop of drips) {
        const aside = drop.width * (1 - x * drop.x - z * drop.z);
        const reach = drop.length / (1 + aside * aside);
        line += dip.above ? -reach : reach * 0.25;
      }
    }
    const depth = dip.above ? point.y - line : line - point.y;
    const soft = point.pixel * 0.7 + 0.012;
    const share = smoothstep(-soft, soft, depth);
    if (share > 0) lay(point, colour, dip, share);
    const edge = depth / 0.16;
    if (depth > 0 && edge < 1) {
      point.bumpY += (dip.above ? -1 : 1) * (1 - edge) * 0.55 * share;
      point.shade(1 - 0.16 * (1 - edge));
    }
    if (depth <= 0 && depth > -0.12) point.shade(1 + depth * 0.6 + 0.072 * -1);
  };
}

function lay(point: SurfacePoint, colour: Colour, dip: Dip, share: number): void {
  const cloud = 0.94 + 0.12 * noise(point.x * 0.7, point.y * 0.7, point.z * 0.7);
  point.bumpX *= 1 - share * 0.95;
  point.bumpY *= 1 - share * 0.8;
  point.bumpZ *= 1 - share * 0.95;
  point.cover([colour[0] * cloud, colour[1] * cloud, colour[2] * cloud], share);
  point.finish(dip.roughness, dip.shine, share);
}

export interface Speckles {
  readonly colour: string;
  /** Centimetres between neighbours, and the radius of the largest. */
  readonly spacing: number;
  readonly size: number;
  readonly share?: number;
}

/** Iron specks in the glaze: many fine, few large, soft at their rims. */
export function speckled({ colour: hex, spacing, size, share = 1 }: Speckles): Layer {
  const colour = colourOf(hex);
  return (point) => {
    const x = point.x / spacing;
    const y = point.y / spacing;
    const z = point.z / spacing;
    const ix = Math.floor(x - 0.5);
    const iy = Math.floor(y - 0.5);
    const iz = Math.floor(z - 0.5);
    const soft = point.pixel * 0.8 + 0.006;
    for (let corner = 0; corner < 8; corner += 1) {
      const cx = ix + (corner & 1);
      const cy = iy + ((corner >> 1) & 1);
      const cz = iz + (corner >> 2);
      const chance = cellNoise(cx, cy, cz, 3);
      if (chance < 0.35) continue;
      const radius = size * ((chance - 0.35) / 0.65) ** 3 + size * 0.16;
      const dx = (cx + 0.25 + 0.5 * cellNoise(cx, cy, cz, 0) - x) * spacing;
      const dy = (cy + 0.25 + 0.5 * cellNoise(cx, cy, cz, 1) - y) * spacing;
      const dz = (cz + 0.25 + 0.5 * cellNoise(cx, cy, cz, 2) - z) * spacing;
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
      if (distance > radius + soft) continue;
      const faint = Math.min(1, radius / (point.pixel * 0.6));
      point.cover(
        colour,
        share * faint * smoothstep(radius + soft, radius - soft, distance) * (0.55 + 0.45 * chance),
      );
    }
  };
}

/** One colour of a ramp, and at which share of the height it is pure. */
export type Stop = readonly [rise: number, hex: string];

/** A reactive glaze: colours that flow into each other down the pot, streaked and broken by the fire. */
export function reactive(stops: readonly Stop[], flow: number, seed: number): Layer {
  const colours = stops.map(([rise, hex]) => ({ rise, colour: colourOf(hex) }));
  return (point) => {
    const { x, y, z } = point;
    const streak = noise(x * 2.6 + seed, y * 0.34, z * 2.6) - 0.5;
    const fine = noise(x * 8.5, y * 0.9 + seed, z * 8.5) - 0.5;
    const cloud = fractalNoise(x * 0.33, y * 0.33 + seed, z * 0.33, 4) - 0.5;
    const rise = point.rise + flow * (cloud * 1.1 + streak * 0.55 + fine * 0.22);
    for (let index = 0; index < colours.length; index += 1) {
      const stop = colours[index];
      const before = colours[index - 1];
      if (!stop) break;
      if (!before) point.cover(stop.colour, 1);
      else point.cover(stop.colour, smoothstep(before.rise, stop.rise, rise));
    }
    const crystal = noise(x * 14, y * 7, z * 14) * noise(x * 5 + 3, y * 5, z * 5);
    point.shade(0.93 + 0.24 * crystal);
  };
}

/** The 27 cells around a point, the nearest first, as x, y, z. */
const AROUND = Int8Array.from(
  Array.from({ length: 27 }, (_, cell) => [
    (cell % 3) - 1,
    (Math.floor(cell / 3) % 3) - 1,
    Math.floor(cell / 9) - 1,
  ])
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
    .flat(),
);

/** A net of fine cracks, as in celadon: cells of `size` centimetres, stained with `hex`. */
export function crackled(hex: string, size: number, share: number): Layer {
  const colour = colourOf(hex);
  return (point) => {
    const wx = point.x / size + (noise(point.x * 0.9, point.y * 0.9, point.z * 0.9) - 0.5) * 0.9;
    const wy = point.y / size + (noise(point.y * 0.9, point.z * 0.9, point.x * 0.9) - 0.5) * 0.9;
    const wz = point.z / size;
    const ix = Math.floor(wx);
    const iy = Math.floor(wy);
    const iz = Math.floor(wz);
    const fx = wx - ix;
    const fy = wy - iy;
    const fz = wz - iz;
    let first = 9;
    let second = 9;
    let apartX = 0;
    let apartY = 0;
    let apartZ = 0;
    let firstX = 0;
    let firstY = 0;
    let firstZ = 0;
    for (let at = 0; at < AROUND.length; at += 3) {
      const ox = AROUND[at] as number;
      const oy = AROUND[at + 1] as number;
      const oz = AROUND[at + 2] as number;
      // The nearest that a point of that cell can be; most cells are too far to matter.
      const nx = ox < 0 ? fx : ox > 0 ? 1 - fx : 0;
      const ny = oy < 0 ? fy : oy > 0 ? 1 - fy : 0;
      const nz = oz < 0 ? fz : oz > 0 ? 1 - fz : 0;
      if (nx * nx + ny * ny + nz * nz > second) continue;
      const dx = ox + cellNoise(ix + ox, iy + oy, iz + oz, 0) - fx;
      const dy = oy + cellNoise(ix + ox, iy + oy, iz + oz, 1) - fy;
      const dz = oz + cellNoise(ix + ox, iy + oy, iz + oz, 2) - fz;
      const distance = dx * dx + dy * dy + dz * dz;
      if (distance < first) {
        second = first;
        first = distance;
        apartX = dx - firstX;
        apartY = dy - firstY;
        apartZ = dz - firstZ;
        firstX = dx;
        firstY = dy;
        firstZ = dz;
      } else if (distance < second) {
        second = distance;
        apartX = dx - firstX;
        apartY = dy - firstY;
        apartZ = dz - firstZ;
      }
    }
    // Distance to the plane half way between the two nearest seeds, so that a crack is as wide everywhere.
    const between = Math.sqrt(apartX * apartX + apartY * apartY + apartZ * apartZ) + 1e-6;
    const edge = ((second - first) / (2 * between)) * size;
    const width = 0.014 + point.pixel * 0.55;
    const strength = share * Math.min(1, 0.03 / (point.pixel + 0.008));
    point.cover(colour, smoothstep(width, width * 0.15, edge) * strength * (0.45 + 0.55 * noise(wx, wy, wz)));
  };
}

export interface Band {
  readonly colour: string;
  /** Height of its middle and its width, centimetres; on a plate the distance from the axis is measured instead. */
  readonly at: number;
  readonly width: number;
  readonly share?: number;
}

/** Bands put on with a brush at the wheel; `by` says along what they are measured. */
export function banded(bands: readonly Band[], by: 'height' | 'radius' = 'height'): Layer {
  const painted = bands.map((band) => ({ ...band, colour: colourOf(band.colour) }));
  return (point) => {
    const radius = Math.hypot(point.x, point.z) + 1e-6;
    const x = point.x / radius;
    const z = point.z / radius;
    const measure = by === 'height' ? point.y : radius;
    const wobble =
      (noise(x * 2.3 + 9, measure * 0.1, z * 2.3) - 0.5) * 0.14 + (noise(x * 16, 4, z * 16) - 0.5) * 0.025;
    for (const band of painted) {
      if (by === 'height' && point.inside > 0.5) continue;
      const away = Math.abs(measure + wobble - band.at) - band.width / 2;
      const soft = point.pixel * 0.7 + 0.02;
      const brush = 0.72 + 0.4 * noise(x * 5, measure * 11, z * 5);
      point.cover(band.colour, Math.min(1, smoothstep(soft, -soft, away) * brush) * (band.share ?? 0.9));
    }
  };
}
