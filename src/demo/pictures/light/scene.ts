import { type Thing } from '../form/thing';

const FAR = 1e6;
/** A step towards a thing's bounds ends this far within them, in centimetres. */
const BEYOND = 0.001;

/** The things of a picture together: what rays and shadows have to know of them. */
export class Scene {
  readonly things: readonly Thing[];
  /** Results of the last `pick`. */
  enter = 0;
  leave = 0;
  /** Whether what `near` said last is the distance to a thing, not only to its bounds. */
  reached = false;

  readonly #candidates: Thing[];
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  #picked = 0;

  constructor(things: readonly Thing[]) {
    this.things = things;
    this.#candidates = [...things];
    this.#from = new Float64Array(things.length);
    this.#to = new Float64Array(things.length);
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
      let from = middle - half;
      let to = middle + half;
      if (Math.abs(dy) > 0.01) {
        // A flat thing is left sooner through its top or bottom than through the sphere around it.
        const slack = 0.02 + Math.abs(middle) * spread;
        const bottom = (thing.low - slack - y) / dy;
        const top = (thing.high + slack - y) / dy;
        from = Math.max(from, Math.min(bottom, top));
        to = Math.min(to, Math.max(bottom, top));
      }
      if (to < 0 || from > to) continue;
      this.#candidates[this.#picked] = thing;
      this.#from[this.#picked] = from;
      this.#to[this.#picked] = to;
      this.#picked += 1;
      if (from < this.enter) this.enter = from;
      if (to > this.leave) this.leave = to;
    }
    return this.#picked > 0;
  }

  /** Whether a ray passes near any thing but one. */
  passesOthers(except: Thing, x: number, y: number, z: number, dx: number, dy: number, dz: number): boolean {
    if (this.things.length === 1 || !this.pick(x, y, z, dx, dy, dz, 0)) return false;
    return this.#picked > 1 || this.#candidates[0] !== except;
  }

  /**
   * How far the ray that was picked for may go on from a point of it, `at` from its start, without meeting a
   * thing. Things that it has left behind no longer count, those that it has yet to reach only by their bounds.
   */
  near(x: number, y: number, z: number, at: number): number {
    let least = FAR;
    this.reached = false;
    for (let index = 0; index < this.#picked; index += 1) {
      if (at > (this.#to[index] as number)) continue;
      const ahead = (this.#from[index] as number) - at;
      const distance = ahead > 0 ? ahead + BEYOND : (this.#candidates[index] as Thing).near(x, y, z);
      if (distance < least) {
        least = distance;
        this.reached = ahead <= 0;
      }
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
