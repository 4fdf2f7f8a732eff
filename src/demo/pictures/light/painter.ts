import { type Thing } from '../form/thing';
import { SurfacePoint } from '../surface/glaze';
import { GlassPath } from './glass-path';
import { LightMap } from './light-map';
import { type LightMeter } from './light-meter';
import { Ray } from './ray';
import { type Scene } from './scene';
import { type Studio } from './studio';

const REFLECTANCE = 0.045;
const REFLECTION_REACH = 70;
/** A place more open than this sees no part of its own thing in its mirror. */
const SHUT_IN = 0.86;

/** Works out what colour a ray brings back: from a glaze, through glass, or from the backdrop. */
export class Painter {
  /** Results of `paint` and `see`: linear light. */
  red = 0;
  green = 0;
  blue = 0;

  readonly scene: Scene;
  readonly studio: Studio;
  readonly #maps: ReadonlyMap<Thing, LightMap>;
  readonly #ray: Ray;
  readonly #surface = new SurfacePoint();
  readonly #glass: GlassPath;
  readonly #pixel: number;

  /** `pixel` is the slope of one pixel; it says how fine a surface is drawn. */
  constructor(scene: Scene, studio: Studio, meter: LightMeter, pixel: number) {
    this.scene = scene;
    this.studio = studio;
    this.#maps = new Map(scene.things.map((thing) => [thing, new LightMap(thing, meter)]));
    this.#ray = new Ray(scene);
    this.#glass = new GlassPath(this, new Ray(scene));
    this.#pixel = pixel;
  }

  /**
   * Paints the point (x, y, z) of a thing that was just inspected there, seen along a direction from `away`
   * centimetres. `depth` counts reflections: what is seen in a mirror has mirrors that show the lights alone.
   */
  paint(
    thing: Thing,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    away: number,
    depth: number,
  ): void {
    if (thing.glaze.glass) {
      this.#glass.follow(thing, thing.glaze.glass, x, y, z, dx, dy, dz);
      this.red = this.#glass.red;
      this.green = this.#glass.green;
      this.blue = this.#glass.blue;
      return;
    }
    const point = this.#surface;
    let nx = thing.normalX;
    let ny = thing.normalY;
    let nz = thing.normalZ;
    const facing = Math.max(0.08, -(dx * nx + dy * ny + dz * nz));
    this.#describe(thing, (away * this.#pixel) / Math.sqrt(facing));
    const light = this.#maps.get(thing);
    if (!light) return;
    light.read();
    thing.turnOut(point.bumpX, point.bumpY, point.bumpZ);
    nx += thing.outX;
    ny += thing.outY;
    nz += thing.outZ;
    const norm = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz);
    nx *= norm;
    ny *= norm;
    nz *= norm;

    const cavity = 1 - 0.4 * point.groove;
    let red = light.red * cavity;
    let green = light.green * cavity;
    let blue = light.blue * cavity;
    const { lights } = this.studio;
    for (let index = 0; index < lights.length; index += 1) {
      const lamp = lights[index];
      const seen = index === 0 ? light.key : light.others;
      if (!lamp || seen < 0.004) continue;
      const falls = lamp.falls(x, y, z, nx, ny, nz) * seen * (1 - 0.25 * point.groove);
      red += falls * lamp.colour[0];
      green += falls * lamp.colour[1];
      blue += falls * lamp.colour[2];
    }
    red *= point.red;
    green *= point.green;
    blue *= point.blue;
    const { glow } = thing.glaze;
    if (glow) {
      // A shade is thicker where it is seen aslant.
      const straight = 0.62 + 0.38 * facing;
      const shone =
        this.#shineThrough(thing, glow.height) * glow.strength * (point.inside > 0.5 ? 1.6 : straight);
      red += shone * glow.colour[0] * (0.3 + 0.7 * point.red);
      green += shone * glow.colour[1] * (0.3 + 0.7 * point.green);
      blue += shone * glow.colour[2] * (0.3 + 0.7 * point.blue);
    }

    if (thing.glaze.metal) {
      this.studio.look(x, y, z, ...mirrorOf(dx, dy, dz, nx, ny, nz), point.roughness);
      const seen = 0.15 + 0.8 * light.open;
      this.red = (this.studio.red * seen + red * 0.15) * point.red;
      this.green = (this.studio.green * seen + green * 0.15) * point.green;
      this.blue = (this.studio.blue * seen + blue * 0.15) * point.blue;
      return;
    }
    const { shine, roughness, inside } = point;
    const open = light.open;
    const against = dx * nx + dy * ny + dz * nz;
    const grazing = Math.max(0, 1 + Math.min(0, against)) ** 5;
    const mirror =
      shine * (REFLECTANCE + (Math.max(REFLECTANCE, 1 - roughness * 1.15) - REFLECTANCE) * grazing * 0.9);
    if (mirror < 0.002) {
      this.red = red;
      this.green = green;
      this.blue = blue;
      return;
    }
    const rx = dx - 2 * against * nx;
    const ry = dy - 2 * against * ny;
    const rz = dz - 2 * against * nz;
    const ownNormal = { x: thing.normalX, y: thing.normalY, z: thing.normalZ };
    let seen = 1;
    const shutIn = open < SHUT_IN || this.scene.passesOthers(thing, x, y, z, rx, ry, rz);
    if (depth === 0 && roughness < 0.3 && shutIn) {
      const ox = x + ownNormal.x * 0.05;
      const oy = y + ownNormal.y * 0.05;
      const oz = z + ownNormal.z * 0.05;
      const toFloor = ry < -0.001 ? oy / -ry : REFLECTION_REACH;
      const ray = this.#ray;
      if (ray.cast(ox, oy, oz, rx, ry, rz, 0.05, Math.min(REFLECTION_REACH, toFloor), 0.004) && ray.thing) {
        if (ray.thing.glaze.glass) this.studio.look(ox, oy, oz, rx, ry, rz, 0.3);
        else this.paint(ray.thing, ray.x, ray.y, ray.z, rx, ry, rz, away + ray.travelled, depth + 1);
        const from = ray.thing.glaze.glass ? this.studio : this;
        this.red = red * (1 - mirror) + from.red * mirror;
        this.green = green * (1 - mirror) + from.green * mirror;
        this.blue = blue * (1 - mirror) + from.blue * mirror;
        return;
      }
    } else if (roughness >= 0.3 || depth > 0) {
      // A blurred reflection is hidden about as much as the place is shut in.
      seen = Math.min(1, 0.15 + open * 1.05) * (inside > 0.5 ? 0.6 : 1);
    }
    this.studio.look(x, y, z, rx, ry, rz, roughness);
    const { red: lookRed, green: lookGreen, blue: lookBlue } = this.studio;
    this.red = red * (1 - mirror) + lookRed * mirror * seen;
    this.green = green * (1 - mirror) + lookGreen * mirror * seen;
    this.blue = blue * (1 - mirror) + lookBlue * mirror * seen;
  }

  /** Lays the glaze's layers at the point that was inspected. */
  #describe(thing: Thing, pixel: number): void {
    const { form, glaze } = thing;
    const point = this.#surface;
    const { body } = form;
    const radius = Math.sqrt(thing.ownX * thing.ownX + thing.ownZ * thing.ownZ);
    point.x = thing.ownX;
    point.y = thing.ownY;
    point.z = thing.ownZ;
    point.rise = (thing.ownY - body.minHeight) / (body.maxHeight - body.minHeight);
    point.inside = body.insideness(radius, thing.ownY) * (1 - form.tubeShare);
    // What bulges outside is hollow inside; the lip belongs to both.
    const along = body.along(radius, thing.ownY);
    const bulging = along > 0.9 ? 1 : 1 - point.inside;
    point.ridge = body.ridge(along) * bulging * (1 - form.tubeShare);
    point.groove = form.groove;
    point.tube = form.tubeShare;
    point.pixel = pixel;
    point.red = glaze.colour[0];
    point.green = glaze.colour[1];
    point.blue = glaze.colour[2];
    point.roughness = glaze.roughness;
    point.shine = glaze.shine;
    point.bumpX = 0;
    point.bumpY = 0;
    point.bumpZ = 0;
    for (const layer of glaze.layers) layer(point);
  }

  /** Light of a lamp within a shade, as it leaves the outside: less with distance and with the slant. */
  #shineThrough(thing: Thing, height: number): number {
    const rise = thing.ownY - height;
    const square = thing.ownX * thing.ownX + thing.ownZ * thing.ownZ + rise * rise;
    const widest = thing.form.body.maxRadius;
    return (widest * widest) / (square * 0.8 + widest * widest * 0.2);
  }
}

function mirrorOf(
  dx: number,
  dy: number,
  dz: number,
  nx: number,
  ny: number,
  nz: number,
): [number, number, number] {
  const twice = 2 * (dx * nx + dy * ny + dz * nz);
  return [dx - twice * nx, dy - twice * ny, dz - twice * nz];
}
