import { type Thing } from '../form/thing';

const FAR = 1e6;

/** The things of a picture together: what rays and shadows have to know of them. */
export class Scene {
  readonly things: readonly Thing[];
  /** Results of the last `pick`. */
  enter = 0;
  leave = 0;

  readonly #candidates: Thing[];
  #picked = 0;

  constructor(things: readonly Thing[]) {
    this.things = things;
    this.#candidates = [...things];
  }

  /**
   * Picks the things that a ray may meet, for `near` and `nearest`, and says from where to where it may, in
   * `enter` and `leave`. False when it passes all of them by. `spread` widens the ray, as a slope.
   */
  pick(x: number, y: number, z: number, dx: number, dy: number, dz: number, spread: number): boolean {
    this.#picked = 0;
    this.enter = FAR;
    this.leave = 0;
    for (const thing of this.things) {
      const px = thing.centreX - x;
      const py = thing.centreY - y;
      const pz = thing.centreZ - z;
      const middle = px * dx + py * dy + pz * dz;
      const radius = thing.radius + Math.abs(middle) * spread;
      const apart = px * px + py * py + pz * pz - middle * middle;
      if (apart > radius * radius) continue;
      const half = Math.sqrt(radius * radius - apart);
      if (middle + half < 0) continue;
      this.#candidates[this.#picked] = thing;
      this.#picked += 1;
      if (middle - half < this.enter) this.enter = middle - half;
      if (middle + half > this.leave) this.leave = middle + half;
    }
    return this.#picked > 0;
  }

  /** Whether a ray passes near any thing but one. */
  passesOthers(except: Thing, x: number, y: number, z: number, dx: number, dy: number, dz: number): boolean {
    if (this.things.length === 1 || !this.pick(x, y, z, dx, dy, dz, 0)) return false;
    return this.#picked > 1 || this.#candidates[0] !== except;
  }

  /** Distance from a point to the nearest of the things picked, or a lower bound. */
  near(x: number, y: number, z: number): number {
    let least = FAR;
    for (let index = 0; index < this.#picked; index += 1) {
      const distance = (this.#candidates[index] as Thing).near(x, y, z);
      if (distance < least) least = distance;
    }
    return least;
  }

  /** The one nearest to a point of the things picked. */
  nearest(x: number, y: number, z: number): Thing | undefined {
    if (this.#picked === 1) return this.#candidates[0];
    let least = FAR;
    let found: Thing | undefined;
    for (let index = 0; index < this.#picked; index += 1) {
      const thing = this.#candidates[index] as Thing;
      const distance = thing.near(x, y, z);
      if (distance < least) {
        least = distance;
        found = thing;
      }
    }
    return found;
  }

  /**
   * How much of a cone from a point stays open up to `reach`: 1 all, 0 none. The cone's width is a slope; where
   * a thing covers part of it, the part is estimated from the distance at the cone's axis. For a lamp within the
   * scene (`forLamp`) the things that it shines through do not count.
   */
  open(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    slope: number,
    reach: number,
    forLamp = false,
  ): number {
    let open = 1;
    const stride = 0.06 + slope * 0.42;
    for (const thing of this.things) {
      const opacity = forLamp && thing.glaze.glow ? 0 : thing.glaze.opacity;
      if (opacity === 0) continue;
      // The stretch of the cone within the sphere around the thing, if it comes near it at all.
      const px = thing.centreX - x;
      const py = thing.centreY - y;
      const pz = thing.centreZ - z;
      const middle = px * dx + py * dy + pz * dz;
      const radius = thing.radius;
      if (middle + radius <= 0) continue;
      const widened = radius + Math.max(0, middle) * slope;
      const apart = px * px + py * py + pz * pz - middle * middle;
      if (apart > widened * widened) continue;
      const half = Math.sqrt(widened * widened - apart);
      const end = Math.min(reach, middle + half);
      let at = Math.max(0.12, middle - half);
      let least = 1;
      for (let step = 0; step < 18 && at < end; step += 1) {
        const distance = thing.about(x + dx * at, y + dy * at, z + dz * at);
        const cover = distance / (at * slope);
        if (cover < least) {
          least = cover;
          if (least < -0.98) break;
        }
        at += Math.max(distance * 0.9, thing.radius * 0.025 + at * stride);
      }
      if (least >= 1) continue;
      const share = Math.max(0, 0.5 + 0.5 * least);
      open *= 1 - (1 - share * share * (3 - 2 * share)) * opacity;
      if (open < 0.0005) return 0;
    }
    return open;
  }
}
