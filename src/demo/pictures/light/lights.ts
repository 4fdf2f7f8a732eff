import { type Colour } from '../surface/colour';

/** Panes of a window, drawn into the reflection of a light: how many across and up. */
export interface Panes {
  readonly across: number;
  readonly up: number;
}

export interface AreaLightOptions {
  readonly at: readonly [x: number, y: number, z: number];
  /** The point that it faces. */
  readonly towards: readonly [x: number, y: number, z: number];
  readonly width: number;
  readonly height: number;
  /** Light that arrives at `towards`, on a surface that faces it: 1 shows a white surface as white. */
  readonly strength: number;
  readonly colour: Colour;
  /** How bright its reflection is, compared with what physics asks for. */
  readonly mirror?: number;
  readonly panes?: Panes;
  /** Sample points across and up; more make a smoother shadow. */
  readonly samples?: readonly [across: number, up: number];
}

/** A rectangle that shines: a softbox, a strip light, a window. */
export class AreaLight {
  readonly colour: Colour;
  readonly strength: number;
  /** x, y, z of each point that shadows are measured to. */
  readonly points: Float64Array;
  /** Radius of the part of the light that one sample point stands for. */
  readonly pointRadius: number;
  readonly reachSquared: number;
  /** Brightness of the light itself where it is mirrored. */
  readonly radiance: number;

  readonly #few: Float64Array;
  readonly #centre: readonly [number, number, number];
  readonly #normal: readonly [number, number, number];
  readonly #across: readonly [number, number, number];
  readonly #up: readonly [number, number, number];
  readonly #halfWidth: number;
  readonly #halfHeight: number;
  readonly #panes: Panes | undefined;

  constructor(options: AreaLightOptions) {
    const { at, towards, width, height, samples = [2, 2] } = options;
    const [nx, ny, nz] = [towards[0] - at[0], towards[1] - at[1], towards[2] - at[2]];
    const distance = Math.hypot(nx, ny, nz);
    const flat = Math.hypot(nx, nz) || 1;
    this.#centre = at;
    this.#normal = [nx / distance, ny / distance, nz / distance];
    this.#across = [nz / flat, 0, -nx / flat];
    this.#up = [(-nx * ny) / (flat * distance), flat / distance, (-nz * ny) / (flat * distance)];
    this.#halfWidth = width / 2;
    this.#halfHeight = height / 2;
    this.#panes = options.panes;
    this.colour = options.colour;
    this.strength = options.strength;
    this.reachSquared = distance * distance;
    this.radiance =
      (options.strength * Math.PI * distance * distance * (options.mirror ?? 1)) / (width * height);
    const spread = (columns: number, rows: number): Float64Array =>
      Float64Array.from({ length: columns * rows * 3 }, (_, index) => {
        const axis = index % 3;
        const point = Math.floor(index / 3);
        const u = (((point % columns) + 0.5) / columns - 0.5) * width;
        const v = ((Math.floor(point / columns) + 0.5) / rows - 0.5) * height;
        return (at[axis] ?? 0) + (this.#across[axis] ?? 0) * u + (this.#up[axis] ?? 0) * v;
      });
    this.points = spread(...samples);
    this.#few = spread(Math.min(2, samples[0]), Math.min(2, samples[1]));
    this.pointRadius = (Math.sqrt((width * height) / (samples[0] * samples[1])) / 2) * 1.7;
  }

  /** Light that falls on a surface there, were nothing in its way. */
  falls(x: number, y: number, z: number, nx: number, ny: number, nz: number): number {
    const points = this.#few;
    let sum = 0;
    for (let at = 0; at < points.length; at += 3) {
      const dx = (points[at] as number) - x;
      const dy = (points[at + 1] as number) - y;
      const dz = (points[at + 2] as number) - z;
      const cosine = dx * nx + dy * ny + dz * nz;
      if (cosine <= 0) continue;
      const square = dx * dx + dy * dy + dz * dz;
      sum += cosine / (square * Math.sqrt(square));
    }
    return (sum * 3 * this.strength * this.reachSquared) / points.length;
  }

  /** How bright the light is in the mirror of a surface: its share of a lobe as wide as `roughness` says. */
  mirrored(x: number, y: number, z: number, dx: number, dy: number, dz: number, roughness: number): number {
    const n = this.#normal;
    const facing = dx * n[0] + dy * n[1] + dz * n[2];
    if (facing > -0.02) return 0;
    const c = this.#centre;
    const px = c[0] - x;
    const py = c[1] - y;
    const pz = c[2] - z;
    const away = (px * n[0] + py * n[1] + pz * n[2]) / facing;
    if (away <= 0) return 0;
    const hx = dx * away - px;
    const hy = dy * away - py;
    const hz = dz * away - pz;
    const u = hx * this.#across[0] + hz * this.#across[2];
    const v = hx * this.#up[0] + hy * this.#up[1] + hz * this.#up[2];
    const soft = 1.2 + away * roughness * roughness * 1.6 + roughness * 9;
    const across = window(u, this.#halfWidth, soft);
    if (across < 0.0005) return 0;
    let share = across * window(v, this.#halfHeight, soft);
    if (this.#panes && share > 0) share *= this.#bars(u, v, soft);
    // A softbox is brighter in its middle than towards its rim.
    const rim = (u / this.#halfWidth) ** 2 + (v / this.#halfHeight) ** 2;
    return share * this.radiance * (1.12 - 0.22 * Math.min(1.6, rim));
  }

  #bars(u: number, v: number, soft: number): number {
    const panes = this.#panes;
    if (!panes) return 1;
    const bar = (value: number, half: number, count: number): number => {
      const cell = (half * 2) / count;
      const inCell = (value + half) / cell;
      const toBar = Math.abs(inCell - Math.round(inCell)) * cell;
      const inner = Math.round(inCell) > 0 && Math.round(inCell) < count;
      return inner ? 1 - 0.85 * Math.max(0, 1 - toBar / (1.6 + soft)) * (1.6 / (1.6 + soft * 0.6)) : 1;
    };
    return bar(u, this.#halfWidth, panes.across) * bar(v, this.#halfHeight, panes.up);
  }
}

/** A box of ±half, blurred by `soft`; keeps its area, so that a rough surface shows it weaker as it shows it wider. */
function window(value: number, half: number, soft: number): number {
  return sigmoid((value + half) / soft) - sigmoid((value - half) / soft);
}

function sigmoid(value: number): number {
  if (value < -4) return 0;
  if (value > 4) return 1;
  return 1 / (1 + Math.exp(-2.2 * value));
}

/** A lamp or flame within the scene: shines all around from a small ball. */
export interface Bulb {
  readonly at: readonly [x: number, y: number, z: number];
  readonly radius: number;
  /** Light on a surface that faces it from ten centimetres away. */
  readonly strength: number;
  readonly colour: Colour;
}
