import { smoothstep } from '../surface/noise';
import { type Camera } from './camera';
import { type LightMeter } from './light-meter';
import { Ray } from './ray';
import { type Scene } from './scene';
import { type Studio } from './studio';

const COARSE = 4;
/** Neighbours that differ by more than this share are worth a closer look. */
const UNEVEN = 0.03;

/** Weights of four neighbours for a place between the middle two. */
function catmullRom(t: number): [number, number, number, number] {
  return [
    t * (-0.5 + t * (1 - 0.5 * t)),
    1 + t * t * (-2.5 + 1.5 * t),
    t * (0.5 + t * (2 - 1.5 * t)),
    t * t * (-0.5 + 0.5 * t),
  ];
}

/**
 * The backdrop as the camera would see it with the things' shadows but without the things. Light on a plain
 * surface changes slowly, so it is measured at every sixteenth pixel, at every eighth or fourth where a shadow's
 * edge asks for it, and drawn through smoothly between them.
 */
export class Plate {
  /** Pixels on each side of the picture. */
  readonly size: number;

  /** Results of the last `sample`. */
  red = 0;
  green = 0;
  blue = 0;

  readonly #camera: Camera;
  readonly #studio: Studio;
  readonly #meter: LightMeter;
  readonly #ray: Ray;
  readonly #step: number;
  readonly #cols: number;
  readonly #light: Float32Array;
  readonly #measured: Uint8Array;
  /** Of each node: 0 not known, 1 in sight, 2 behind a thing. */
  readonly #hidden: Uint8Array;

  constructor(size: number, camera: Camera, scene: Scene, studio: Studio, meter: LightMeter) {
    this.#camera = camera;
    this.#studio = studio;
    this.#meter = meter;
    this.#ray = new Ray(scene);
    this.size = size;
    this.#step = Math.max(1, size / 400);
    const cells = Math.ceil(size / this.#step / COARSE) * COARSE;
    // Two rows and columns on every side, so that the spline has neighbours everywhere.
    this.#cols = cells + 5;
    this.#light = new Float32Array(this.#cols * this.#cols * 3);
    this.#measured = new Uint8Array(this.#cols * this.#cols);
    this.#hidden = new Uint8Array(this.#cols * this.#cols);
    for (let row = 0; row < this.#cols; row += COARSE) {
      for (let col = 0; col < this.#cols; col += COARSE) this.#expose(col, row);
    }
    for (let row = 0; row + COARSE < this.#cols; row += COARSE) {
      for (let col = 0; col + COARSE < this.#cols; col += COARSE) this.#fill(col, row, COARSE);
    }
    this.#soften();
  }

  /** The backdrop's light at a pixel; outside the picture that of its nearest edge. */
  sample(column: number, row: number): void {
    const last = this.#cols - 3.001;
    const x = Math.min(last, Math.max(1, column / this.#step + 2));
    const y = Math.min(last, Math.max(1, row / this.#step + 2));
    const u = x - (x | 0);
    const v = y - (y | 0);
    const light = this.#light;
    const at = ((y | 0) * this.#cols + (x | 0)) * 3;
    const next = at + this.#cols * 3;
    const a = (1 - u) * (1 - v);
    const b = u * (1 - v);
    const c = (1 - u) * v;
    const d = u * v;
    this.red =
      a * (light[at] as number) +
      b * (light[at + 3] as number) +
      c * (light[next] as number) +
      d * (light[next + 3] as number);
    this.green =
      a * (light[at + 1] as number) +
      b * (light[at + 4] as number) +
      c * (light[next + 1] as number) +
      d * (light[next + 4] as number);
    this.blue =
      a * (light[at + 2] as number) +
      b * (light[at + 5] as number) +
      c * (light[next + 2] as number) +
      d * (light[next + 5] as number);
  }

  /** Draws the whole backdrop into a picture's light, by cubic Catmull-Rom: first down, then across. */
  drawInto(picture: Float32Array, gain: number): void {
    const { size } = this;
    const width = this.#cols * 3;
    const line = new Float32Array(width);
    const across = Array.from({ length: size }, (_, column) => (column + 0.5) / this.#step + 2);
    const weights = Float32Array.from(across.flatMap((x) => catmullRom(x - Math.floor(x))));
    const starts = Int32Array.from(across, (x) => (Math.floor(x) - 1) * 3);
    for (let row = 0; row < size; row += 1) {
      const y = (row + 0.5) / this.#step + 2;
      const from = (Math.floor(y) - 1) * width;
      const [a, b, c, d] = catmullRom(y - Math.floor(y));
      const light = this.#light;
      for (let at = 0; at < width; at += 1) {
        const i = from + at;
        line[at] =
          gain *
          (a * (light[i] as number) +
            b * (light[i + width] as number) +
            c * (light[i + width * 2] as number) +
            d * (light[i + width * 3] as number));
      }
      let to = row * size * 3;
      for (let column = 0; column < size; column += 1) {
        const start = starts[column] as number;
        const e = weights[column * 4] as number;
        const f = weights[column * 4 + 1] as number;
        const g = weights[column * 4 + 2] as number;
        const h = weights[column * 4 + 3] as number;
        for (let i = start; i < start + 3; i += 1) {
          picture[to] =
            e * (line[i] as number) +
            f * (line[i + 3] as number) +
            g * (line[i + 6] as number) +
            h * (line[i + 9] as number);
          to += 1;
        }
      }
    }
  }

  /** Evens out what is left of the cones' steps: each node with its neighbours, 1 : 2 : 1 both ways. */
  #soften(): void {
    const light = this.#light;
    for (const [step, next] of [
      [3, this.#cols * 3],
      [this.#cols * 3, 3],
    ] as const) {
      for (let line = 0; line < this.#cols; line += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          const start = line * next + channel;
          let before = light[start] as number;
          for (let i = 1; i < this.#cols - 1; i += 1) {
            const at = start + i * step;
            const here = light[at] as number;
            light[at] = (before + 2 * here + (light[at + step] as number)) / 4;
            before = here;
          }
        }
      }
    }
  }

  /** Measures the light at one node. */
  #expose(col: number, row: number): void {
    const node = row * this.#cols + col;
    if (this.#measured[node] === 1) return;
    this.#measured[node] = 1;
    const camera = this.#camera;
    const studio = this.#studio;
    const meter = this.#meter;
    camera.aim((col - 2) * this.#step, (row - 2) * this.#step);
    const at = node * 3;
    if (!studio.meet(camera.x, camera.y, camera.z, camera.dx, camera.dy, camera.dz)) return;
    const { hitX: x, hitY: y, hitZ: z, hitNormalY: ny, hitNormalZ: nz } = studio;
    meter.measure(x, y, z, 0, ny, nz);
    let { red, green, blue } = meter;
    studio.lights.forEach((light, index) => {
      const falls = light.falls(x, y, z, 0, ny, nz) * (index === 0 ? meter.key : meter.others);
      red += falls * light.colour[0];
      green += falls * light.colour[1];
      blue += falls * light.colour[2];
    });
    const dim = 1 - studio.falloff * smoothstep(15, 120, Math.hypot(x * 0.9, Math.max(0, y - 12)));
    const [r, g, b] = studio.backdrop.colour;
    this.#light[at] = red * r * dim;
    this.#light[at + 1] = green * g * dim;
    this.#light[at + 2] = blue * b * dim;
  }

  /** Whether any corner of a cell is in sight: behind a thing no shadow has to be sharp. */
  #inSight(col: number, row: number, width: number): boolean {
    const camera = this.#camera;
    for (let corner = 0; corner < 4; corner += 1) {
      const x = col + (corner & 1) * width;
      const y = row + (corner >> 1) * width;
      const node = y * this.#cols + x;
      if (this.#hidden[node] === 0) {
        camera.aim((x - 2) * this.#step, (y - 2) * this.#step);
        const { dx, dy, dz } = camera;
        const end = dy < 0 ? -camera.y / dy : Infinity;
        const behind = this.#ray.cast(camera.x, camera.y, camera.z, dx, dy, dz, 1, end, camera.pixel);
        this.#hidden[node] = behind ? 2 : 1;
      }
      if (this.#hidden[node] === 1) return true;
    }
    return false;
  }

  /** Fills the nodes between four measured corners: evenly where these are alike, else quarter by quarter. */
  #fill(col: number, row: number, width: number): void {
    const light = this.#light;
    const a = (row * this.#cols + col) * 3;
    const b = a + width * 3;
    const c = a + width * this.#cols * 3;
    const d = c + width * 3;
    const [p, q, r, s] = [light[a] as number, light[b] as number, light[c] as number, light[d] as number];
    const least = Math.min(p, q, r, s);
    const half = width / 2;
    if (Math.max(p, q, r, s) - least > UNEVEN * least + 0.001 && this.#inSight(col, row, width)) {
      for (let j = 0; j <= width; j += half) {
        for (let i = 0; i <= width; i += half) this.#expose(col + i, row + j);
      }
      if (half === 1) return;
      for (let quarter = 0; quarter < 4; quarter += 1) {
        this.#fill(col + (quarter & 1) * half, row + (quarter >> 1) * half, half);
      }
      return;
    }
    for (let j = 0; j <= width; j += 1) {
      for (let i = 0; i <= width; i += 1) {
        const node = (row + j) * this.#cols + col + i;
        if (this.#measured[node] === 1) continue;
        const u = i / width;
        const v = j / width;
        for (let channel = 0; channel < 3; channel += 1) {
          const above = (light[a + channel] as number) * (1 - u) + (light[b + channel] as number) * u;
          const below = (light[c + channel] as number) * (1 - u) + (light[d + channel] as number) * u;
          light[node * 3 + channel] = above * (1 - v) + below * v;
        }
      }
    }
  }
}
