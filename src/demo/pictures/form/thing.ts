import { type Glaze } from '../surface/glaze';
import { type Form } from './form';

/** Where a thing stands: centimetres on the studio floor, and turned by degrees. */
export interface Placement {
  readonly x?: number;
  /** Height of its own zero above the floor. */
  readonly y?: number;
  readonly z?: number;
  /** Degrees around the vertical; 0 has its handle to the right, 90 towards the wall. */
  readonly turn?: number;
  /** Degrees that it leans to the left, before it is turned. */
  readonly tilt?: number;
}

/** A form with its glaze, placed in the studio. Points and directions are the studio's unless said otherwise. */
export class Thing {
  readonly form: Form;
  readonly glaze: Glaze;
  readonly centreX: number;
  readonly centreY: number;
  readonly centreZ: number;
  readonly radius: number;
  /** The heights between which all of it lies. */
  readonly low: number;
  readonly high: number;

  /** Results of the last `inspect`: distance, normal, and the point in the form's own coordinates. */
  distance = 0;
  normalX = 0;
  normalY = 0;
  normalZ = 0;
  ownX = 0;
  ownY = 0;
  ownZ = 0;
  /** Result of the last `turnOut`. */
  outX = 0;
  outY = 0;
  outZ = 0;

  readonly #x: number;
  readonly #y: number;
  readonly #z: number;
  readonly #turn: Float64Array;
  readonly #farSquared: number;
  /** Round and not tilted: how it is turned makes no difference, and most things of a shop are so. */
  readonly #upright: boolean;

  constructor(form: Form, glaze: Glaze, { x = 0, y = 0, z = 0, turn = 0, tilt = 0 }: Placement = {}) {
    this.form = form;
    this.glaze = glaze;
    this.#x = x;
    this.#y = y;
    this.#z = z;
    const yaw = (turn * Math.PI) / 180;
    const lean = (tilt * Math.PI) / 180;
    const [c, s, cl, sl] = [Math.cos(yaw), Math.sin(yaw), Math.cos(lean), Math.sin(lean)];
    this.#turn = Float64Array.from([cl * c, sl, -cl * s, -sl * c, cl, sl * s, s, 0, c]);
    this.radius = form.reach;
    const up = this.#turn;
    this.centreX = x + (up[3] as number) * form.middle;
    this.centreY = y + (up[4] as number) * form.middle;
    this.centreZ = z + (up[5] as number) * form.middle;
    this.#upright = form.round && tilt === 0;
    this.low = tilt === 0 ? y + form.lowest : this.centreY - form.reach;
    this.high = tilt === 0 ? y + form.highest : this.centreY + form.reach;
    this.#farSquared = (form.reach + 3) ** 2;
  }

  /** Distance from a point to the thing, or a lower bound of it. */
  near(x: number, y: number, z: number): number {
    const dx = x - this.centreX;
    const dy = y - this.centreY;
    const dz = z - this.centreZ;
    const far = dx * dx + dy * dy + dz * dz;
    if (far > this.#farSquared) return Math.sqrt(far) - this.radius;
    const px = x - this.#x;
    const py = y - this.#y;
    const pz = z - this.#z;
    if (this.#upright) return this.form.body.near(Math.sqrt(px * px + pz * pz), py) * 0.97;
    const m = this.#turn;
    return this.form.near(
      (m[0] as number) * px + (m[1] as number) * py + (m[2] as number) * pz,
      (m[3] as number) * px + (m[4] as number) * py + (m[5] as number) * pz,
      (m[6] as number) * px + (m[7] as number) * py + (m[8] as number) * pz,
    );
  }

  /** Distance from a point to the thing, a little too far at times but without jumps; for shadows. */
  about(x: number, y: number, z: number): number {
    const px = x - this.#x;
    const py = y - this.#y;
    const pz = z - this.#z;
    if (this.#upright) return this.form.body.about(Math.sqrt(px * px + pz * pz), py);
    const m = this.#turn;
    return this.form.about(
      (m[0] as number) * px + (m[1] as number) * py + (m[2] as number) * pz,
      (m[3] as number) * px + (m[4] as number) * py + (m[5] as number) * pz,
      (m[6] as number) * px + (m[7] as number) * py + (m[8] as number) * pz,
    );
  }

  /** Exact distance and normal at a point close to the surface. */
  inspect(x: number, y: number, z: number): void {
    const m = this.#turn;
    const px = x - this.#x;
    const py = y - this.#y;
    const pz = z - this.#z;
    this.ownX = (m[0] as number) * px + (m[1] as number) * py + (m[2] as number) * pz;
    this.ownY = (m[3] as number) * px + (m[4] as number) * py + (m[5] as number) * pz;
    this.ownZ = (m[6] as number) * px + (m[7] as number) * py + (m[8] as number) * pz;
    this.form.refine(this.ownX, this.ownY, this.ownZ);
    const { normalX, normalY, normalZ } = this.form;
    this.distance = this.form.distance;
    this.normalX = (m[0] as number) * normalX + (m[3] as number) * normalY + (m[6] as number) * normalZ;
    this.normalY = (m[1] as number) * normalX + (m[4] as number) * normalY + (m[7] as number) * normalZ;
    this.normalZ = (m[2] as number) * normalX + (m[5] as number) * normalY + (m[8] as number) * normalZ;
  }

  /** A direction of the form's own coordinates in those of the studio, into `outX`, `outY`, `outZ`. */
  turnOut(x: number, y: number, z: number): void {
    const m = this.#turn;
    this.outX = (m[0] as number) * x + (m[3] as number) * y + (m[6] as number) * z;
    this.outY = (m[1] as number) * x + (m[4] as number) * y + (m[7] as number) * z;
    this.outZ = (m[2] as number) * x + (m[5] as number) * y + (m[8] as number) * z;
  }

  /** A point of the form's own coordinates in those of the studio, into `outX`, `outY`, `outZ`. */
  placeOut(x: number, y: number, z: number): void {
    this.turnOut(x, y, z);
    this.outX += this.#x;
    this.outY += this.#y;
    this.outZ += this.#z;
  }
}
