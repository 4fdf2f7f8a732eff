import { type Thing } from '../form/thing';
import { type Glass } from '../surface/glaze';
import { type Painter } from './painter';
import { type Ray } from './ray';

const MOST_SURFACES = 8;
const REACH = 90;
const LONG_WAY = 1.6;

/** Follows a ray through glass walls: bent at every surface, tinted by the way within, mirrored a little each time. */
export class GlassPath {
  /** Results of the last `follow`: linear light. */
  red = 0;
  green = 0;
  blue = 0;

  readonly #painter: Painter;
  readonly #ray: Ray;
  #dx = 0;
  #dy = 0;
  #dz = 0;
  #leftRed = 1;
  #leftGreen = 1;
  #leftBlue = 1;

  constructor(painter: Painter, ray: Ray) {
    this.#painter = painter;
    this.#ray = ray;
  }

  /** Follows the ray that meets the glass at (x, y, z) from outside, the thing being inspected there. */
  follow(
    first: Thing,
    glassOfFirst: Glass,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
  ): void {
    this.red = 0;
    this.green = 0;
    this.blue = 0;
    this.#leftRed = 1;
    this.#leftGreen = 1;
    this.#leftBlue = 1;
    this.#dx = dx;
    this.#dy = dy;
    this.#dz = dz;
    let thing = first;
    let glass = glassOfFirst;
    let [px, py, pz] = [x, y, z];
    let within = false;
    for (let surface = 0; surface < MOST_SURFACES; surface += 1) {
      const crossed = this.#cross(thing, glass, px, py, pz, within, surface);
      if (crossed) within = !within;
      const side = within ? -0.012 : 0.012;
      px += thing.normalX * side;
      py += thing.normalY * side;
      pz += thing.normalZ * side;
      const ray = this.#ray;
      if (within) {
        ray.leave(thing, px, py, pz, this.#dx, this.#dy, this.#dz);
        // A long way through a thick bottom is tinted less than it would be: else amber turns to ruby there.
        const way = LONG_WAY * (1 - Math.exp(-ray.travelled / LONG_WAY));
        this.#leftRed *= glass.left[0] ** way;
        this.#leftGreen *= glass.left[1] ** way;
        this.#leftBlue *= glass.left[2] ** way;
      } else {
        const toFloor = this.#dy < -0.001 ? py / -this.#dy : REACH;
        const hit = ray.cast(
          px,
          py,
          pz,
          this.#dx,
          this.#dy,
          this.#dz,
          0.01,
          Math.min(REACH, toFloor),
          0.0004,
        );
        if (!hit || !ray.thing) {
          this.#gatherLook(px, py, pz, 1);
          return;
        }
        thing = ray.thing;
        if (!thing.glaze.glass) {
          this.#painter.paint(thing, ray.x, ray.y, ray.z, this.#dx, this.#dy, this.#dz, 120, 1);
          this.#gather(this.#painter.red, this.#painter.green, this.#painter.blue, 1);
          return;
        }
        glass = thing.glaze.glass;
      }
      px = ray.x;
      py = ray.y;
      pz = ray.z;
    }
    this.#gatherLook(px, py, pz, 0.6);
  }

  /** Bends the ray at a surface; false when it is thrown back wholly. What is mirrored outwards is gathered. */
  #cross(
    thing: Thing,
    glass: Glass,
    x: number,
    y: number,
    z: number,
    within: boolean,
    surface: number,
  ): boolean {
    const flip = within ? -1 : 1;
    const nx = thing.normalX * flip;
    const ny = thing.normalY * flip;
    const nz = thing.normalZ * flip;
    const cosine = Math.min(1, Math.max(0, -(this.#dx * nx + this.#dy * ny + this.#dz * nz)));
    const ratio = within ? glass.index : 1 / glass.index;
    const square = 1 - ratio * ratio * (1 - cosine * cosine);
    const rx = this.#dx + 2 * cosine * nx;
    const ry = this.#dy + 2 * cosine * ny;
    const rz = this.#dz + 2 * cosine * nz;
    if (square <= 0) {
      this.#dx = rx;
      this.#dy = ry;
      this.#dz = rz;
      return false;
    }
    const base = ((glass.index - 1) / (glass.index + 1)) ** 2;
    const mirror = base + (1 - base) * (1 - (within ? Math.sqrt(square) : cosine)) ** 5;
    if (!within && surface < 5) {
      this.#painter.studio.look(x, y, z, rx, ry, rz, 0.02);
      const { red, green, blue } = this.#painter.studio;
      this.#gather(red, green, blue, mirror);
    }
    const keep = 1 - mirror * (within ? 0.7 : 1);
    this.#leftRed *= keep;
    this.#leftGreen *= keep;
    this.#leftBlue *= keep;
    const along = ratio * cosine - Math.sqrt(square);
    this.#dx = this.#dx * ratio + nx * along;
    this.#dy = this.#dy * ratio + ny * along;
    this.#dz = this.#dz * ratio + nz * along;
    return true;
  }

  #gatherLook(x: number, y: number, z: number, share: number): void {
    const { studio } = this.#painter;
    studio.look(x, y, z, this.#dx, this.#dy, this.#dz, 0.02);
    this.#gather(studio.red, studio.green, studio.blue, share);
  }

  #gather(red: number, green: number, blue: number, share: number): void {
    this.red += red * this.#leftRed * share;
    this.green += green * this.#leftGreen * share;
    this.blue += blue * this.#leftBlue * share;
  }
}
