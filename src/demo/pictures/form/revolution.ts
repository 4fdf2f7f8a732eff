import { Polyline } from './polyline';
import { type ProfilePoint, traceProfile } from './profile';

const RIDGE_STEPS = 256;

export interface RevolutionOptions {
  readonly profile: readonly ProfilePoint[];
  /** Thickness of the wall in centimetres; left out, the form is solid and the profile ends on the axis. */
  readonly wall?: number;
  /** Thickness of a hollow form's bottom where that is more than the wall's; glass stands on a heavy one. */
  readonly base?: number;
  /** How far around the form distances have to be true, in centimetres. */
  readonly margin?: number;
}

/** The smaller of two numbers is cut away softly: a maximum whose edge is rounded over `radius`. */
function softMax(a: number, b: number, radius: number): number {
  const blend = Math.max(0, radius - Math.abs(a - b)) / radius;
  return Math.max(a, b) + blend * blend * radius * 0.25;
}

/**
 * A surface of revolution as tables over (radius, height): the signed distance to the form, the signed distance
 * to its outer outline, and where along the profile the nearest point lies. Rays walk by the tables; what is
 * seen is refined by a cubic B-spline over them, whose second derivative is continuous, so that a reflection
 * runs over a glaze without kinks.
 */
export class Revolution {
  readonly wall: number;
  readonly maxRadius: number;
  readonly minHeight: number;
  readonly maxHeight: number;
  /** Height of the ground within a form of its own base; -Infinity where the wall alone makes it. */
  readonly ground: number;
  /** Length of the profile from the axis to the lip, in centimetres. */
  readonly length: number;

  /** Results of the last `refine`: distance, and its derivatives by radius and by height. */
  distance = 0;
  byRadius = 0;
  byHeight = 0;

  readonly #outline: Float64Array;
  readonly #starts: Float64Array;
  readonly #ridges = new Float32Array(RIDGE_STEPS + 1);
  readonly #cell: number;
  readonly #cols: number;
  readonly #rows: number;
  readonly #left: number;
  readonly #bottom: number;
  readonly #pad: number;
  readonly #body: Float32Array;
  readonly #outer: Float32Array;
  readonly #along: Float32Array;

  constructor({ profile, wall = 0, base = 0, margin = 0 }: RevolutionOptions) {
    this.wall = wall;
    const outline = traceProfile(profile);
    this.#outline = outline;
    const radii = outline.filter((_, index) => index % 2 === 0);
    const heights = outline.filter((_, index) => index % 2 === 1);
    this.maxRadius = Math.max(...radii);
    this.minHeight = Math.min(...heights);
    this.maxHeight = Math.max(...heights);
    this.ground = base > 0 ? this.minHeight + base : -Infinity;
    const starts = [0];
    for (let i = 1; i < radii.length; i += 1) {
      const step = Math.hypot(
        (radii[i] ?? 0) - (radii[i - 1] ?? 0),
        (heights[i] ?? 0) - (heights[i - 1] ?? 0),
      );
      starts.push((starts[i - 1] ?? 0) + step);
    }
    this.#starts = Float64Array.from(starts);
    this.length = starts.at(-1) ?? 0;

    const extent = Math.max(this.maxRadius, this.maxHeight - this.minHeight);
    this.#cell = Math.min(0.1, Math.max(0.04, extent / 340));
    this.#pad = this.#cell * 5 + margin;
    this.#left = -this.#cell * 3;
    this.#bottom = this.minHeight - this.#pad;
    // A flared lip is higher by its wall than the outline, which is the wall's outside.
    this.#cols = Math.ceil((this.maxRadius + wall + this.#pad - this.#left) / this.#cell) + 1;
    this.#rows = Math.ceil((this.maxHeight + wall + this.#pad - this.#bottom) / this.#cell) + 1;
    const size = this.#cols * this.#rows;
    this.#body = new Float32Array(size);
    this.#outer = new Float32Array(size);
    this.#along = new Float32Array(size);
    this.#fill();
    this.#findRidges();
  }

  /** Distance to the form, from the tables; beyond them a lower bound. Radius must not be negative. */
  near(radius: number, height: number): number {
    const cell = this.#cell;
    let x = (radius - this.#left) / cell;
    let y = (height - this.#bottom) / cell;
    const lastCol = this.#cols - 1.001;
    const lastRow = this.#rows - 1.001;
    if (x > lastCol || y < 0 || y > lastRow) {
      const dx = Math.max(0, x - lastCol);
      const dy = y < 0 ? -y : Math.max(0, y - lastRow);
      return Math.sqrt(dx * dx + dy * dy) * cell + this.#pad;
    }
    const col = x | 0;
    const row = y | 0;
    x -= col;
    y -= row;
    const at = row * this.#cols + col;
    const body = this.#body;
    const below = (body[at] as number) + ((body[at + 1] as number) - (body[at] as number)) * x;
    const next = at + this.#cols;
    const above = (body[next] as number) + ((body[next + 1] as number) - (body[next] as number)) * x;
    return below + (above - below) * y;
  }

  /** Distance to the form without a jump at the tables' edge: beyond it somewhat too far, which suits shadows. */
  about(radius: number, height: number): number {
    const right = this.#left + (this.#cols - 1.001) * this.#cell;
    const top = this.#bottom + (this.#rows - 1.001) * this.#cell;
    const dx = Math.max(0, radius - right);
    const dy = height < this.#bottom ? this.#bottom - height : Math.max(0, height - top);
    if (dx === 0 && dy === 0) return this.near(radius, height);
    const nearest = this.near(Math.min(radius, right), Math.min(top, Math.max(this.#bottom, height)));
    return nearest + Math.sqrt(dx * dx + dy * dy);
  }

  /** Distance and slope by cubic B-spline, into `distance`, `byRadius` and `byHeight`. */
  refine(radius: number, height: number): void {
    const cell = this.#cell;
    const x = Math.min(this.#cols - 3.001, Math.max(1, (radius - this.#left) / cell));
    const y = Math.min(this.#rows - 3.001, Math.max(1, (height - this.#bottom) / cell));
    const col = x | 0;
    const row = y | 0;
    const u = x - col;
    const v = y - row;
    const body = this.#body;
    const wx0 = ((1 - u) * (1 - u) * (1 - u)) / 6;
    const wx1 = (u * u * (3 * u - 6) + 4) / 6;
    const wx3 = (u * u * u) / 6;
    const wx2 = 1 - wx0 - wx1 - wx3;
    const dx0 = -0.5 * (1 - u) * (1 - u);
    const dx1 = u * (1.5 * u - 2);
    const dx3 = 0.5 * u * u;
    const dx2 = -dx0 - dx1 - dx3;
    let distance = 0;
    let byRadius = 0;
    let byHeight = 0;
    for (let j = 0; j < 4; j += 1) {
      const at = (row + j - 1) * this.#cols + col - 1;
      const a = body[at] as number;
      const b = body[at + 1] as number;
      const c = body[at + 2] as number;
      const d = body[at + 3] as number;
      const across = wx0 * a + wx1 * b + wx2 * c + wx3 * d;
      const w1 = (v * v * (3 * v - 6) + 4) / 6;
      const w0 = ((1 - v) * (1 - v) * (1 - v)) / 6;
      const w3 = (v * v * v) / 6;
      const weight = j === 0 ? w0 : j === 1 ? w1 : j === 2 ? 1 - w0 - w1 - w3 : w3;
      const s0 = -0.5 * (1 - v) * (1 - v);
      const s1 = v * (1.5 * v - 2);
      const s3 = 0.5 * v * v;
      const slope = j === 0 ? s0 : j === 1 ? s1 : j === 2 ? -s0 - s1 - s3 : s3;
      distance += weight * across;
      byRadius += weight * (dx0 * a + dx1 * b + dx2 * c + dx3 * d);
      byHeight += slope * across;
    }
    this.distance = distance;
    this.byRadius = byRadius / cell;
    this.byHeight = byHeight / cell;
  }

  /** How far along the profile the nearest point lies: 0 on the axis below, 1 at the lip. */
  along(radius: number, height: number): number {
    return this.#sample(this.#along, radius, height);
  }

  /** 0 on the outside of a hollow form, 1 on the inside of its wall; always 0 where it is solid. */
  insideness(radius: number, height: number): number {
    if (this.wall === 0) return 0;
    return Math.min(1, Math.max(0, -this.#sample(this.#outer, radius, height) / this.wall));
  }

  /** How sharply the outside bulges there, 0 to 1: where a glaze runs thin. */
  ridge(along: number): number {
    const at = Math.min(RIDGE_STEPS - 0.001, Math.max(0, along * RIDGE_STEPS));
    const index = at | 0;
    const before = this.#ridges[index] as number;
    return before + ((this.#ridges[index + 1] as number) - before) * (at - index);
  }

  /** Radius and height of the profile at a share of its length, and its outward normal. */
  outlineAt(along: number): { radius: number; height: number; normalX: number; normalY: number } {
    const goal = Math.min(1, Math.max(0, along)) * this.length;
    let index = 0;
    while (index + 2 < this.#starts.length && (this.#starts[index + 1] as number) < goal) index += 1;
    const ax = this.#outline[index * 2] as number;
    const ay = this.#outline[index * 2 + 1] as number;
    const ex = (this.#outline[index * 2 + 2] as number) - ax;
    const ey = (this.#outline[index * 2 + 3] as number) - ay;
    const length = Math.hypot(ex, ey) || 1;
    const share = (goal - (this.#starts[index] as number)) / length;
    // The normal turns evenly from the middle of one segment to that of the next.
    const other = share < 0.5 ? Math.max(0, index - 1) : Math.min(this.#starts.length - 2, index + 1);
    const ox = (this.#outline[other * 2 + 2] as number) - (this.#outline[other * 2] as number);
    const oy = (this.#outline[other * 2 + 3] as number) - (this.#outline[other * 2 + 1] as number);
    const otherLength = Math.hypot(ox, oy) || 1;
    const weight = Math.abs(share - 0.5);
    const nx = (ey / length) * (1 - weight) + (oy / otherLength) * weight;
    const ny = (-ex / length) * (1 - weight) - (ox / otherLength) * weight;
    const norm = Math.hypot(nx, ny) || 1;
    return { radius: ax + ex * share, height: ay + ey * share, normalX: nx / norm, normalY: ny / norm };
  }

  #sample(table: Float32Array, radius: number, height: number): number {
    const x = Math.min(this.#cols - 1.001, Math.max(0, (radius - this.#left) / this.#cell));
    const y = Math.min(this.#rows - 1.001, Math.max(0, (height - this.#bottom) / this.#cell));
    const col = x | 0;
    const row = y | 0;
    const u = x - col;
    const at = row * this.#cols + col;
    const next = at + this.#cols;
    const below = (table[at] as number) + ((table[at + 1] as number) - (table[at] as number)) * u;
    const above = (table[next] as number) + ((table[next + 1] as number) - (table[next] as number)) * u;
    return below + (above - below) * (y - row);
  }

  /** The outline, and past the lip of a hollow form a straight way on, so that the wall may be cut there. */
  #extended(): Float64Array {
    if (this.wall === 0) return this.#outline;
    const n = this.#outline.length;
    const lipX = this.#outline[n - 2] as number;
    const lipY = this.#outline[n - 1] as number;
    const dx = lipX - (this.#outline[n - 4] as number);
    const dy = lipY - (this.#outline[n - 3] as number);
    const length = Math.hypot(dx, dy);
    const reach = dx < 0 ? Math.min(100, (lipX / -dx) * length) : 100;
    return Float64Array.from([...this.#outline, lipX + (dx / length) * reach, lipY + (dy / length) * reach]);
  }

  #fill(): void {
    const extended = this.#extended();
    const line = new Polyline(extended);
    const n = this.#outline.length;
    const lipX = this.#outline[n - 2] as number;
    const lipY = this.#outline[n - 1] as number;
    const before = { x: this.#outline[n - 4] as number, y: this.#outline[n - 3] as number };
    const length = Math.hypot(lipX - before.x, lipY - before.y);
    const tangent = { x: (lipX - before.x) / length, y: (lipY - before.y) / length };
    const outlineSegments = n / 2 - 1;
    for (let row = 0; row < this.#rows; row += 1) {
      const height = this.#bottom + row * this.#cell;
      let bound = Infinity;
      for (let col = 0; col < this.#cols; col += 1) {
        const radius = Math.abs(this.#left + col * this.#cell);
        line.find(radius, height, bound + this.#cell);
        bound = line.distance;
        const outer = line.side > 0 ? line.distance : -line.distance;
        const at = row * this.#cols + col;
        const onOutline = line.segment < outlineSegments;
        const start = this.#starts[Math.min(line.segment, outlineSegments)] as number;
        const end = this.#starts[Math.min(line.segment + 1, outlineSegments)] as number;
        this.#along[at] = onOutline ? (start + (end - start) * line.share) / this.length : 1;
        this.#outer[at] = outer;
        const cut = (radius - lipX) * tangent.x + (height - lipY) * tangent.y;
        this.#body[at] = this.wall === 0 ? outer : this.#shell(outer, cut, this.ground - height);
      }
    }
  }

  /** A wall of even thickness inwards of the outline, its lip a half circle, its bottom as thick as the base. */
  #shell(outer: number, pastLip: number, belowGround: number): number {
    const half = this.wall / 2;
    const past = pastLip + half;
    if (past > 0) return Math.sqrt(past * past + (outer + half) ** 2) - half;
    const hollow = outer + this.wall;
    return Math.max(outer, -(belowGround > -3 ? softMax(hollow, belowGround, 1.2) : hollow));
  }

  /** Curvature of the outline over half a centimetre on either side, convex positive, and the lip. */
  #findRidges(): void {
    const reach = 0.5 / this.length;
    for (let index = 0; index <= RIDGE_STEPS; index += 1) {
      const along = index / RIDGE_STEPS;
      const before = this.outlineAt(along - reach);
      const after = this.outlineAt(along + reach);
      const turn = before.normalX * after.normalY - before.normalY * after.normalX;
      const toLip = this.wall > 0 ? (1 - along) * this.length : Infinity;
      const lip = Math.max(0, 1 - toLip / 0.45);
      this.#ridges[index] = Math.min(1, Math.max(0, turn * 1.1, lip));
    }
  }
}
