import { Polyline } from './polyline';
import { traceProfile } from './profile';

/** A point of a tube's centre line, in the plane x, y of its form, and its radius there; centimetres. */
export type TubePoint = readonly [x: number, y: number, radius: number];

export interface TubeOptions {
  readonly path: readonly TubePoint[];
  /** How much wider the section is across the plane than within it; 1 is round, a strap handle about 1.6. */
  readonly breadth?: number;
  /** Over how many centimetres the tube melts into the body that it is joined to. */
  readonly weld?: number;
}

const CELL = 0.08;

/**
 * A bent tube with its centre line in a plane: handles, spouts, twigs. Rays walk by a table of the distance to
 * the centre line and of the radius at its nearest point; `refine` measures against the line itself.
 */
export class Tube {
  readonly weld: number;
  /** Length of the centre line, about. */
  readonly length: number;
  /** The heights that it reaches down and up to. */
  readonly bottom: number;
  readonly top: number;

  /** Results of the last `refine`: distance, place along (0 to 1) and around the tube, and outward direction. */
  distance = 0;
  along = 0;
  angle = 0;
  normalX = 0;
  normalY = 0;
  normalZ = 0;

  readonly #breadth: number;
  readonly #xy: Float64Array;
  readonly #radii: Float64Array;
  readonly #line: Polyline;
  readonly #pad: number;
  readonly #left: number;
  readonly #bottom: number;
  readonly #cols: number;
  readonly #rows: number;
  readonly #centre: Float32Array;
  readonly #radius: Float32Array;

  constructor({ path, breadth = 1, weld = 0.4 }: TubeOptions) {
    this.weld = weld;
    this.#breadth = breadth;
    this.#xy = traceProfile(path.map(([x, y]) => [x, y]));
    const points = this.#xy.length / 2;
    this.#radii = Float64Array.from({ length: points }, (_, index) => {
      const at = (index / (points - 1)) * (path.length - 1);
      const from = path[Math.floor(at)] ?? [0, 0, 0];
      const to = path[Math.ceil(at)] ?? from;
      return from[2] + (to[2] - from[2]) * (at - Math.floor(at));
    });
    this.#line = new Polyline(this.#xy);
    const xs = this.#xy.filter((_, index) => index % 2 === 0);
    const ys = this.#xy.filter((_, index) => index % 2 === 1);
    this.length = path.reduce((sum, [x, y], index) => {
      const before = path[index - 1];
      return before ? sum + Math.hypot(x - before[0], y - before[1]) : 0;
    }, 0);
    // The table reaches past the tube by more than the weld, within which its distance has to be true.
    this.#pad = weld + 0.6;
    const widest = Math.max(...this.#radii) * Math.max(1, breadth);
    this.bottom = Math.min(...ys) - widest;
    this.top = Math.max(...ys) + widest;
    this.#left = Math.min(...xs) - widest - this.#pad;
    this.#bottom = Math.min(...ys) - widest - this.#pad;
    this.#cols = Math.ceil((Math.max(...xs) + widest + this.#pad - this.#left) / CELL) + 1;
    this.#rows = Math.ceil((Math.max(...ys) + widest + this.#pad - this.#bottom) / CELL) + 1;
    this.#centre = new Float32Array(this.#cols * this.#rows);
    this.#radius = new Float32Array(this.#cols * this.#rows);
    this.#fill();
  }

  /** The farthest that any part of the tube is from a point of its plane. */
  reachFrom(x: number, y: number): number {
    let reach = 0;
    for (let index = 0; index < this.#radii.length; index += 1) {
      const distance = Math.hypot(
        (this.#xy[index * 2] as number) - x,
        (this.#xy[index * 2 + 1] as number) - y,
      );
      reach = Math.max(reach, distance + (this.#radii[index] as number) * Math.max(1, this.#breadth));
    }
    return reach;
  }

  /** Distance to the tube, from the table; beyond it a lower bound. */
  near(x: number, y: number, z: number): number {
    let u = (x - this.#left) / CELL;
    let v = (y - this.#bottom) / CELL;
    const lastCol = this.#cols - 1.001;
    const lastRow = this.#rows - 1.001;
    if (u < 0 || v < 0 || u > lastCol || v > lastRow) {
      const dx = (u < 0 ? -u : Math.max(0, u - lastCol)) * CELL;
      const dy = (v < 0 ? -v : Math.max(0, v - lastRow)) * CELL;
      return Math.sqrt(dx * dx + dy * dy) + this.#pad;
    }
    const col = u | 0;
    const row = v | 0;
    u -= col;
    v -= row;
    const at = row * this.#cols + col;
    const next = at + this.#cols;
    const table = this.#centre;
    const below = (table[at] as number) + ((table[at + 1] as number) - (table[at] as number)) * u;
    const above = (table[next] as number) + ((table[next + 1] as number) - (table[next] as number)) * u;
    const inPlane = below + (above - below) * v;
    const across = z / this.#breadth;
    return Math.sqrt(inPlane * inPlane + across * across) - (this.#radius[at] as number);
  }

  /** Distance to the tube without a jump at the table's edge: beyond it somewhat too far, which suits shadows. */
  about(x: number, y: number, z: number): number {
    const u = Math.min(this.#left + (this.#cols - 1.01) * CELL, Math.max(this.#left, x));
    const v = Math.min(this.#bottom + (this.#rows - 1.01) * CELL, Math.max(this.#bottom, y));
    return this.near(u, v, z) + Math.sqrt((x - u) * (x - u) + (y - v) * (y - v));
  }

  /** Measures against the centre line itself, into `distance` and the normal. */
  refine(x: number, y: number, z: number): void {
    const line = this.#line;
    line.find(x, y, this.#bound(x, y));
    const { segment, share } = line;
    const xy = this.#xy;
    const cx = (xy[segment * 2] as number) * (1 - share) + (xy[segment * 2 + 2] as number) * share;
    const cy = (xy[segment * 2 + 1] as number) * (1 - share) + (xy[segment * 2 + 3] as number) * share;
    const radius =
      (this.#radii[segment] as number) * (1 - share) + (this.#radii[segment + 1] as number) * share;
    const across = z / this.#breadth;
    const length = Math.sqrt(line.distance * line.distance + across * across) + 1e-9;
    this.distance = length - radius;
    this.along = (segment + share) / line.count;
    this.angle = Math.atan2(across, line.side > 0 ? line.distance : -line.distance);
    const nz = across / this.#breadth;
    const norm = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2 + nz * nz) + 1e-9;
    this.normalX = (x - cx) / norm;
    this.normalY = (y - cy) / norm;
    this.normalZ = nz / norm;
  }

  /** A distance within which the centre line lies, from the table. */
  #bound(x: number, y: number): number {
    const col = Math.round((x - this.#left) / CELL);
    const row = Math.round((y - this.#bottom) / CELL);
    if (col < 0 || row < 0 || col >= this.#cols || row >= this.#rows) return Infinity;
    return (this.#centre[row * this.#cols + col] as number) + CELL;
  }

  /** The point of the surface at a place along (0 to 1) and around (radians) the tube, and its normal. */
  surfaceAt(along: number, angle: number) {
    const at = Math.min(this.#line.count - 0.001, Math.max(0, along * this.#line.count));
    const segment = at | 0;
    const share = at - segment;
    const xy = this.#xy;
    const ax = xy[segment * 2] as number;
    const ay = xy[segment * 2 + 1] as number;
    const ex = (xy[segment * 2 + 2] as number) - ax;
    const ey = (xy[segment * 2 + 3] as number) - ay;
    const length = Math.hypot(ex, ey) || 1;
    const radius =
      (this.#radii[segment] as number) * (1 - share) + (this.#radii[segment + 1] as number) * share;
    const right = Math.cos(angle);
    const across = Math.sin(angle);
    const norm = Math.hypot(right, across / this.#breadth);
    return {
      x: ax + ex * share + (ey / length) * right * radius,
      y: ay + ey * share - (ex / length) * right * radius,
      z: across * radius * this.#breadth,
      normalX: ((ey / length) * right) / norm,
      normalY: ((-ex / length) * right) / norm,
      normalZ: across / this.#breadth / norm,
    };
  }

  #fill(): void {
    const line = this.#line;
    for (let row = 0; row < this.#rows; row += 1) {
      let bound = Infinity;
      for (let col = 0; col < this.#cols; col += 1) {
        line.find(this.#left + col * CELL, this.#bottom + row * CELL, bound + CELL);
        bound = line.distance;
        const from = this.#radii[line.segment] as number;
        const to = this.#radii[line.segment + 1] as number;
        this.#centre[row * this.#cols + col] = line.distance;
        this.#radius[row * this.#cols + col] = from + (to - from) * line.share;
      }
    }
  }
}
