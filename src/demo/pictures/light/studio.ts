import { type Colour } from '../surface/colour';
import { smoothstep } from '../surface/noise';
import { type Camera } from './camera';
import { type AreaLight, type Bulb } from './lights';
import { type Plate } from './plate';

/** A seamless backdrop: a floor that sweeps up into a wall. Centimetres. */
export interface Backdrop {
  readonly colour: Colour;
  /** How far behind the origin the wall stands, and the radius of the sweep. */
  readonly wall: number;
  readonly sweep: number;
}

export interface StudioOptions {
  readonly backdrop: Backdrop;
  readonly lights: readonly AreaLight[];
  readonly bulbs: readonly Bulb[];
  /** Light of the room itself, from all sides and softly from above. */
  readonly room: Colour;
  /** How much brighter the side opposite the key light is: a white card that stands there. */
  readonly card: number;
  /** How much darker the picture grows into the upper corners of the wall. */
  readonly falloff: number;
}

/** Everything around the things: backdrop, lights, room. Says what a ray sees that meets no thing. */
export class Studio {
  readonly backdrop: Backdrop;
  readonly lights: readonly AreaLight[];
  readonly bulbs: readonly Bulb[];
  readonly room: Colour;
  readonly card: number;
  readonly falloff: number;

  /** Results of `look`, `roomLight` and `meet`. */
  red = 0;
  green = 0;
  blue = 0;
  hitX = 0;
  hitY = 0;
  hitZ = 0;
  hitNormalY = 0;
  hitNormalZ = 0;

  readonly #camera: Camera;
  #plate: Plate | undefined;

  constructor(options: StudioOptions, camera: Camera) {
    this.backdrop = options.backdrop;
    this.lights = options.lights;
    this.bulbs = options.bulbs;
    this.room = options.room;
    this.card = options.card;
    this.falloff = options.falloff;
    this.#camera = camera;
  }

  /** From here on the backdrop is as the plate shows it, shadows and all. */
  hang(plate: Plate): void {
    this.#plate = plate;
  }

  /** Finds where a ray meets floor, sweep or wall, into `hit…`; false when it misses them. */
  meet(x: number, y: number, z: number, dx: number, dy: number, dz: number): boolean {
    const { wall, sweep } = this.backdrop;
    const toFloor = dy < -1e-5 ? -y / dy : Infinity;
    const toWall = dz < -1e-5 ? (-wall - z) / dz : Infinity;
    let at = Math.min(toFloor, toWall);
    if (at === Infinity || at < 0) return false;
    this.hitNormalY = toFloor < toWall ? 1 : 0;
    this.hitNormalZ = 1 - this.hitNormalY;
    // Within the sweep the surface is a cylinder around (y, z) = (sweep, sweep - wall).
    const py = y - sweep;
    const pz = z - (sweep - wall);
    const a = dy * dy + dz * dz;
    const b = py * dy + pz * dz;
    const root = b * b - a * (py * py + pz * pz - sweep * sweep);
    if (root > 0) {
      const far = (-b + Math.sqrt(root)) / a;
      const cy = py + dy * far;
      const cz = pz + dz * far;
      if (far > 0 && cy < 0 && cz < 0) {
        at = far;
        this.hitNormalY = -cy / sweep;
        this.hitNormalZ = -cz / sweep;
      }
    }
    this.hitX = x + dx * at;
    this.hitY = y + dy * at;
    this.hitZ = z + dz * at;
    return true;
  }

  /** Light of the room from a direction, without its lamps and without the backdrop. */
  roomLight(dx: number, dy: number, dz: number): void {
    const above = 0.45 + 0.55 * smoothstep(-0.3, 1, dy);
    const card =
      this.card *
      smoothstep(0.1, 0.9, dx * 0.86 + dz * 0.3) *
      smoothstep(-0.35, 0.1, dy) *
      smoothstep(0.95, 0.5, dy);
    const behindCamera = 1 - 0.45 * smoothstep(0.2, 0.95, dz) * smoothstep(0.6, 0, Math.abs(dy));
    const light = above * behindCamera + card;
    this.red = this.room[0] * light;
    this.green = this.room[1] * light;
    this.blue = this.room[2] * light;
  }

  /** What a ray sees that meets no thing, blurred by `roughness`, into `red`, `green`, `blue`. */
  look(x: number, y: number, z: number, dx: number, dy: number, dz: number, roughness: number): void {
    this.surround(x, y, z, dx, dy, dz, roughness);
    for (const light of this.lights) {
      const bright = light.mirrored(x, y, z, dx, dy, dz, roughness);
      if (bright === 0) continue;
      this.red += bright * light.colour[0];
      this.green += bright * light.colour[1];
      this.blue += bright * light.colour[2];
    }
  }

  /** The same without the lights: room and backdrop. */
  surround(x: number, y: number, z: number, dx: number, dy: number, dz: number, roughness: number): void {
    this.roomLight(dx, dy, dz);
    const plate = this.#plate;
    // Towards the camera there is a horizon; a blurred mirror sees floor a little above it and room below.
    const ahead = dz > -0.2;
    if (plate && this.meet(x, Math.max(0.01, y), z, dx, ahead ? Math.min(dy, -0.04) : dy, dz)) {
      const blur = roughness * 0.6 + 0.02;
      const near = smoothstep(260, 90, Math.hypot(this.hitX, this.hitZ));
      const seen = near * (ahead ? smoothstep(blur, -blur, dy) : 1);
      if (seen > 0.001) {
        const front = this.#camera.project(this.hitX, this.hitY, this.hitZ);
        plate.sample(front ? this.#camera.column : plate.size / 2, front ? this.#camera.row : plate.size);
        this.red += (plate.red - this.red) * seen;
        this.green += (plate.green - this.green) * seen;
        this.blue += (plate.blue - this.blue) * seen;
      }
    }
  }
}
