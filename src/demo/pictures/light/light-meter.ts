import { type Scene } from './scene';
import { type Studio } from './studio';

/** Directions of a hemisphere around +z, spread evenly by cosine (a sunflower), as x, y, z. */
function sunflower(count: number): Float64Array {
  const directions: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const radius = Math.sqrt((index + 0.5) / count);
    const angle = index * 2.399963;
    directions.push(radius * Math.cos(angle), radius * Math.sin(angle), Math.sqrt(1 - radius * radius));
  }
  return Float64Array.from(directions);
}

const AMBIENT_CONES = 10;
const HEMISPHERE = sunflower(AMBIENT_CONES);
const AMBIENT_SLOPE = 0.5;
const AMBIENT_REACH = 45;
const LIFT = 0.06;

/**
 * Measures the light that reaches a point, by a fan of wide cones towards room and backdrop and a few narrow
 * ones towards each lamp. Cones rather than rays: a handful of them give a smooth answer with no noise.
 */
export class LightMeter {
  /** Light from room, backdrop, bulbs and neighbours. */
  red = 0;
  green = 0;
  blue = 0;
  /** How much of the key light, and of the others, is seen from the point. */
  key = 0;
  others = 0;
  /** How open the point is to all sides. */
  open = 0;

  #glowRed = 0;
  #glowGreen = 0;
  #glowBlue = 0;
  readonly #scene: Scene;
  readonly #studio: Studio;

  constructor(scene: Scene, studio: Studio) {
    this.#scene = scene;
    this.#studio = studio;
  }

  /** Measures everything at a point with a normal; results are in the fields. */
  measure(x: number, y: number, z: number, nx: number, ny: number, nz: number): void {
    const px = x + nx * LIFT;
    const py = y + ny * LIFT;
    const pz = z + nz * LIFT;
    this.#measureRoom(px, py, pz, nx, ny, nz);
    this.#measureBulbs(px, py, pz, nx, ny, nz);
    let others = 0;
    let weight = 0;
    this.#studio.lights.forEach((light, index) => {
      const seen = this.#seen(px, py, pz, nx, ny, nz, index);
      if (index === 0) this.key = seen;
      else {
        others += seen * light.strength;
        weight += light.strength;
      }
    });
    this.others = weight > 0 ? others / weight : 0;
  }

  #seen(x: number, y: number, z: number, nx: number, ny: number, nz: number, index: number): number {
    const light = this.#studio.lights[index];
    if (!light) return 0;
    const { points } = light;
    let sum = 0;
    let weights = 0;
    for (let at = 0; at < points.length; at += 3) {
      const dx = (points[at] as number) - x;
      const dy = (points[at + 1] as number) - y;
      const dz = (points[at + 2] as number) - z;
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
      const cosine = (dx * nx + dy * ny + dz * nz) / distance;
      // Points that look away count a little, so that the share stays defined where the light only grazes.
      const weight = Math.max(0.02, cosine);
      weights += weight;
      if (cosine < -0.12) continue;
      const slope = light.pointRadius / distance;
      sum += weight * this.#scene.open(x, y, z, dx / distance, dy / distance, dz / distance, slope, distance);
    }
    return sum / weights;
  }

  #measureRoom(x: number, y: number, z: number, nx: number, ny: number, nz: number): void {
    const studio = this.#studio;
    // A frame that turns with the normal without jumping (Duff and others, JCGT 6(1), 2017).
    const sign = nz >= 0 ? 1 : -1;
    const a = -1 / (sign + nz);
    const b = nx * ny * a;
    let red = 0;
    let green = 0;
    let blue = 0;
    let open = 0;
    for (let at = 0; at < HEMISPHERE.length; at += 3) {
      const u = HEMISPHERE[at] as number;
      const v = HEMISPHERE[at + 1] as number;
      const w = HEMISPHERE[at + 2] as number;
      const dx = u * (1 + sign * nx * nx * a) + v * b + w * nx;
      const dy = u * sign * b + v * (sign + ny * ny * a) + w * ny;
      const dz = -u * sign * nx - v * ny + w * nz;
      const toFloor = dy < -0.01 ? y / -dy : AMBIENT_REACH;
      const seen = this.#scene.open(x, y, z, dx, dy, dz, AMBIENT_SLOPE, Math.min(AMBIENT_REACH, toFloor));
      open += seen;
      if (seen > 0) {
        studio.surround(x, y, z, dx, dy, dz, 0.2);
        red += studio.red * seen;
        green += studio.green * seen;
        blue += studio.blue * seen;
      }
      if (seen < 1) {
        this.#lookAtNeighbours(x, y, z, dx, dy, dz);
        red += this.#glowRed * (1 - seen);
        green += this.#glowGreen * (1 - seen);
        blue += this.#glowBlue * (1 - seen);
      }
    }
    this.open = open / AMBIENT_CONES;
    // What stands in the way is itself shaded the more, the less open the place is.
    const deep = (0.35 + 0.65 * this.open) / AMBIENT_CONES;
    this.red = red * deep;
    this.green = green * deep;
    this.blue = blue * deep;
  }

  /** About what a cone meets that is not open: the things' colours, each by how much it lies that way. */
  #lookAtNeighbours(x: number, y: number, z: number, dx: number, dy: number, dz: number): void {
    const [red, green, blue] = this.#studio.backdrop.colour;
    let weights = 0.01;
    this.#glowRed = red * 0.3 * weights;
    this.#glowGreen = green * 0.3 * weights;
    this.#glowBlue = blue * 0.3 * weights;
    for (const { centreX, centreY, centreZ, radius, glaze } of this.#scene.things) {
      const px = centreX - x;
      const py = centreY - y;
      const pz = centreZ - z;
      const distance = Math.sqrt(px * px + py * py + pz * pz) + 1e-6;
      const facing = (px * dx + py * dy + pz * dz) / distance + 0.6 * Math.max(0, 1 - distance / radius);
      if (facing < 0.1) continue;
      const weight = ((facing - 0.1) * radius) ** 2 / (distance * distance + 1);
      const colour = glaze.glow?.colour ?? glaze.colour;
      const light = weight * (glaze.glow ? glaze.glow.strength * 0.8 : 0.3);
      this.#glowRed += colour[0] * light;
      this.#glowGreen += colour[1] * light;
      this.#glowBlue += colour[2] * light;
      weights += weight;
    }
    this.#glowRed /= weights;
    this.#glowGreen /= weights;
    this.#glowBlue /= weights;
  }

  #measureBulbs(x: number, y: number, z: number, nx: number, ny: number, nz: number): void {
    for (const bulb of this.#studio.bulbs) {
      const dx = bulb.at[0] - x;
      const dy = bulb.at[1] - y;
      const dz = bulb.at[2] - z;
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6;
      const cosine = (dx * nx + dy * ny + dz * nz) / distance;
      const wrapped = Math.max(0, (cosine + 0.1) / 1.1);
      if (wrapped === 0) continue;
      const slope = bulb.radius / distance;
      const reach = distance - bulb.radius;
      const seen = this.#scene.open(x, y, z, dx / distance, dy / distance, dz / distance, slope, reach, true);
      const light =
        (wrapped * seen * bulb.strength * 100) / (distance * distance + bulb.radius * bulb.radius);
      this.red += light * bulb.colour[0];
      this.green += light * bulb.colour[1];
      this.blue += light * bulb.colour[2];
    }
  }
}
