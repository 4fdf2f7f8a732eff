import { FluteWaves } from './flute-waves';
import { Revolution, type RevolutionOptions } from './revolution';
import { Tube, type TubeOptions } from './tube';

/** Vertical grooves around a form: how many, how deep in centimetres, and between which heights. */
export interface Flutes {
  readonly count: number;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
}

/** A lip pulled out towards +x for pouring: how far in centimetres, and from which height up. */
export interface PulledLip {
  readonly reach: number;
  readonly from: number;
}

export interface FormOptions extends RevolutionOptions {
  readonly flutes?: Flutes;
  readonly lip?: PulledLip;
  readonly tubes?: readonly TubeOptions[];
}

const PROBE = 0.02;

/**
 * A thing as it comes from the wheel: a revolved body, perhaps fluted or with a pulled lip, and the tubes welded
 * to it. Coordinates are its own: centimetres, y up, the axis at x = z = 0, tubes in the plane z = 0.
 */
export class Form {
  readonly body: Revolution;
  readonly tubes: readonly Tube[];
  /** Nothing but a revolved body: the same from all around. */
  readonly round: boolean;
  /** The heights that it reaches down and up to. */
  readonly lowest: number;
  readonly highest: number;
  /** Centre (on the axis) and radius of a sphere around all of it. */
  readonly middle: number;
  readonly reach: number;

  /** Results of the last `refine`. */
  distance = 0;
  normalX = 0;
  normalY = 0;
  normalZ = 0;
  /** 1 where the surface belongs to a tube, 0 on the body, between them in the weld. */
  tubeShare = 0;
  /** Which tube that is. */
  tubeIndex = 0;
  /** 1 in the bottom of a groove. */
  groove = 0;

  readonly #flutes: Flutes | undefined;
  readonly #waves: FluteWaves;
  readonly #lip: PulledLip | undefined;
  /** How far flutes or a pulled lip move the surface, at most. */
  readonly #slack: number;
  /** Distances are shortened by this where the form is bent, so that no ray steps through it. */
  readonly #caution: number;

  constructor(options: FormOptions) {
    const margin = Math.max(0, ...(options.tubes ?? []).map(({ weld = 0.4 }) => weld));
    this.body = new Revolution({ ...options, margin });
    this.tubes = (options.tubes ?? []).map((tube) => new Tube(tube));
    this.#flutes = options.flutes;
    this.#waves = new FluteWaves(options.flutes?.count ?? 0);
    this.#lip = options.lip;
    this.#caution = options.lip ? 0.7 : options.flutes ? 0.75 : 0.97;
    this.#slack = (options.lip?.reach ?? 0) + (options.flutes?.depth ?? 0);
    this.round = this.#slack === 0 && this.tubes.length === 0;
    this.lowest = Math.min(this.body.minHeight, ...this.tubes.map(({ bottom }) => bottom));
    this.highest = Math.max(this.body.maxHeight + this.body.wall, ...this.tubes.map(({ top }) => top));
    this.middle = (this.lowest + this.highest) / 2;
    const slack = (options.lip?.reach ?? 0) + (options.wall ?? 0);
    const toEnds = Math.max(this.highest - this.middle, this.middle - this.lowest);
    const bodyReach = Math.hypot(this.body.maxRadius + slack, toEnds);
    this.reach = Math.max(bodyReach, ...this.tubes.map((tube) => tube.reachFrom(0, this.middle))) + 0.05;
  }

  /** Distance from a point to the form, or a lower bound of it. */
  near(x: number, y: number, z: number): number {
    let distance = this.body.near(Math.sqrt(x * x + z * z), y);
    if (this.#slack > 0) {
      // Far off the bends cannot matter; close by they are measured.
      if (distance > this.#slack * 2 + 0.4) distance -= this.#slack;
      else distance = this.body.near(this.#bentRadius(x, y, z), y) * this.#caution;
    }
    return this.tubes.length === 0 ? distance : this.#nearTubes(distance, x, y, z);
  }

  /** Distance from a point to the form, without jumps; for shadows. */
  about(x: number, y: number, z: number): number {
    const radius = this.#slack > 0 ? this.#bentRadius(x, y, z) : Math.sqrt(x * x + z * z);
    let distance = this.body.about(radius, y);
    for (const tube of this.tubes) distance = Math.min(distance, tube.about(x, y, z));
    return distance;
  }

  /** Where a point of the round body comes to lie along x once the lip is pulled. */
  pulled(x: number, y: number, z: number): number {
    return this.#lip && x > 0 ? x + this.#pull(this.#lip, x, y, z) : x;
  }

  #pull(lip: PulledLip, x: number, y: number, z: number): number {
    if (y <= lip.from) return 0;
    const rise = Math.min(1, (y - lip.from) / (this.body.maxHeight - lip.from));
    const facing = (x * x) / (x * x + z * z + 1e-6);
    const narrow = facing * facing;
    return lip.reach * rise * rise * (3 - 2 * rise) * narrow * narrow * facing;
  }

  #nearTubes(toBody: number, x: number, y: number, z: number): number {
    let distance = toBody;
    for (const tube of this.tubes) {
      const other = tube.near(x, y, z);
      const blend = Math.max(0, tube.weld - Math.abs(distance - other));
      distance = Math.min(distance, other) - (blend * blend * 0.25) / tube.weld;
    }
    return distance;
  }

  /** Exact distance, normal and kind of surface at a point close to the form. */
  refine(x: number, y: number, z: number): void {
    if (this.#flutes || this.#lip) this.#refineBent(x, y, z);
    else this.#refineRound(x, y, z);
    this.tubeShare = 0;
    for (let index = 0; index < this.tubes.length; index += 1) {
      const tube = this.tubes[index] as Tube;
      tube.refine(x, y, z);
      const blend = Math.max(0, tube.weld - Math.abs(this.distance - tube.distance)) / tube.weld;
      const share = this.distance < tube.distance ? blend * 0.5 : 1 - blend * 0.5;
      this.distance = Math.min(this.distance, tube.distance) - blend * blend * tube.weld * 0.25;
      this.normalX += (tube.normalX - this.normalX) * share;
      this.normalY += (tube.normalY - this.normalY) * share;
      this.normalZ += (tube.normalZ - this.normalZ) * share;
      if (share > this.tubeShare) {
        this.tubeShare = share;
        this.tubeIndex = index;
      }
    }
    const norm = Math.hypot(this.normalX, this.normalY, this.normalZ) || 1;
    this.normalX /= norm;
    this.normalY /= norm;
    this.normalZ /= norm;
  }

  /** The distance from the axis that a point would have, were the body perfectly round. */
  #bentRadius(x: number, y: number, z: number): number {
    let px = x;
    if (this.#lip && x > 0) {
      px -= this.#pull(this.#lip, x, y, z);
      if (px < 0) px = 0;
    }
    let radius = Math.sqrt(px * px + z * z);
    if (this.#flutes && radius > 1) {
      radius += this.#fluteDepth(x, y, z) * Math.min(1, radius - 1);
    }
    return radius;
  }

  #fluteDepth(x: number, y: number, z: number): number {
    const flutes = this.#flutes;
    if (!flutes || y < flutes.from || y > flutes.to) return 0;
    const fade = Math.min(1, (y - flutes.from) / 0.6, (flutes.to - y) / 0.6);
    this.groove = this.#waves.at(x, z) * fade;
    return this.groove * flutes.depth;
  }

  #refineRound(x: number, y: number, z: number): void {
    const body = this.body;
    body.refine(this.#bentRadius(x, y, z), y);
    const radius = Math.sqrt(x * x + z * z) + 1e-9;
    this.groove = 0;
    this.distance = body.distance;
    this.normalX = (body.byRadius * x) / radius;
    this.normalY = body.byHeight;
    this.normalZ = (body.byRadius * z) / radius;
  }

  #refineBent(x: number, y: number, z: number): void {
    // Slope and distance from the four corners of a small tetrahedron.
    let sum = 0;
    this.normalX = 0;
    this.normalY = 0;
    this.normalZ = 0;
    for (let corner = 0; corner < 4; corner += 1) {
      const sx = corner === 0 || corner === 3 ? 1 : -1;
      const sy = corner === 1 || corner === 3 ? 1 : -1;
      const sz = corner === 2 || corner === 3 ? 1 : -1;
      const py = y + sy * PROBE;
      this.body.refine(this.#bentRadius(x + sx * PROBE, py, z + sz * PROBE), py);
      const { distance } = this.body;
      sum += distance;
      this.normalX += sx * distance;
      this.normalY += sy * distance;
      this.normalZ += sz * distance;
    }
    const norm = Math.hypot(this.normalX, this.normalY, this.normalZ) || 1;
    this.normalX /= norm;
    this.normalY /= norm;
    this.normalZ /= norm;
    this.groove = 0;
    this.#bentRadius(x, y, z);
    this.distance = (sum / 4) * 0.9;
  }
}
