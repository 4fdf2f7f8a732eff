import { type Thing } from '../form/thing';
import { type Scene } from './scene';

/** Walks rays through a scene by its distances (sphere tracing, Hart 1996) and keeps where the last one ended. */
export class Ray {
  /** Where the last walk ended, how far that was, and at which thing. */
  x = 0;
  y = 0;
  z = 0;
  travelled = 0;
  thing: Thing | undefined;

  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /**
   * Walks from `start` to `end` along a unit direction. True when a thing was met: closer to it than `slope`
   * times the way travelled, and then moved onto its exact surface, with its `inspect` results fresh.
   */
  cast(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    start: number,
    end: number,
    slope: number,
  ): boolean {
    const scene = this.#scene;
    if (!scene.pick(x, y, z, dx, dy, dz, 0)) return false;
    let at = Math.max(start, scene.enter);
    const last = Math.min(end, scene.leave);
    for (let step = 0; step < 96; step += 1) {
      const distance = scene.near(x + dx * at, y + dy * at, z + dz * at, at);
      if (distance < 0.002 + slope * at && scene.reached) return this.#settle(x, y, z, dx, dy, dz, at);
      at += distance;
      if (at > last) return false;
    }
    return false;
  }

  /** Walks within one thing, from a point just under its surface, until it comes out. */
  leave(thing: Thing, x: number, y: number, z: number, dx: number, dy: number, dz: number): void {
    let inside = 0;
    let depth = 0.01;
    for (let step = 0; step < 40; step += 1) {
      // Strides half as long again as are safe: a wall ends in the open, where they are noticed and taken back.
      const at = inside + Math.max(0.02, depth * 1.5);
      const next = -thing.near(x + dx * at, y + dy * at, z + dz * at);
      if (next <= 0) {
        inside += ((at - inside) * depth) / (depth - next + 1e-9);
        break;
      }
      inside = at;
      depth = next;
    }
    this.#settle(x, y, z, dx, dy, dz, inside, thing);
  }

  #settle(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    from: number,
    known?: Thing,
  ): boolean {
    let at = from;
    const thing = known ?? this.#scene.nearest(x + dx * at, y + dy * at, z + dz * at);
    if (!thing) return false;
    thing.inspect(x + dx * at, y + dy * at, z + dz * at);
    // Where the ray only grazes, in small steps to where it is nearest.
    for (let step = 0; step < 3 && !known; step += 1) {
      if (thing.normalX * dx + thing.normalY * dy + thing.normalZ * dz < -0.25) break;
      at += Math.max(0.001, thing.distance);
      thing.inspect(x + dx * at, y + dy * at, z + dz * at);
    }
    // The last stretch in one step along the slope: what is left of the error is below a hundredth of a pixel.
    const facing = Math.max(0.25, Math.abs(thing.normalX * dx + thing.normalY * dy + thing.normalZ * dz));
    this.travelled = at + ((known ? -1 : 1) * thing.distance) / facing;
    this.x = x + dx * this.travelled;
    this.y = y + dy * this.travelled;
    this.z = z + dz * this.travelled;
    this.thing = thing;
    return true;
  }
}
