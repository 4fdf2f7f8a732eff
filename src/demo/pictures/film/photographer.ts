import { type Camera } from '../light/camera';
import { type Painter } from '../light/painter';
import { type Plate } from '../light/plate';
import { Ray } from '../light/ray';
import { type Scene } from '../light/scene';
import { toneOf } from './develop';

const TILE = 16;
const SUBTILES = 4;
const SUBTILE = TILE / SUBTILES;
/** Neighbours two pixels apart that differ by no more than this are filled in between. */
const ALIKE = 5;
/** And four pixels apart by no more than this, where the surface hardly bends from one to the next. */
const ALIKE_WIDE = 3;
const NORMAL_SCALE = 10_000;
const FLAT = 0.998 * NORMAL_SCALE * NORMAL_SCALE;
/** Neighbours that differ by more than this are looked at four times. */
const CONTRAST = 20;
/** Where an edge pixel is looked at again: a rotated grid of four, in pixels from its middle. */
const SUBPIXELS = [-0.125, -0.375, 0.375, -0.125, 0.125, 0.375, -0.375, 0.125] as const;

/**
 * Looks through the camera: at every fourth pixel first, at those between where their neighbours differ, and four
 * times where there is an edge. A smooth glaze then costs a tenth of what its pixels are, and edges are soft.
 */
export class Photographer {
  readonly #camera: Camera;
  readonly #plate: Plate;
  readonly #scene: Scene;
  readonly #painter: Painter;
  readonly #ray: Ray;
  readonly #size: number;
  readonly #tiles: number;
  /** Where the rays of each subtile may start; negative where no thing is near. */
  readonly #starts: Float32Array;
  readonly #light: Float32Array;
  readonly #tone: Uint8Array;
  /** 0 not looked at, 1 backdrop, above that the thing's number. */
  readonly #seen: Uint8Array;
  /** Its normal where it was looked at, each part times NORMAL_SCALE. */
  readonly #normals: Int16Array;
  #gain = 1;
  #red = 0;
  #green = 0;
  #blue = 0;
  #found = 0;
  #normalX = 0;
  #normalY = 0;
  #normalZ = 0;

  constructor(camera: Camera, plate: Plate, scene: Scene, painter: Painter) {
    const { size } = plate;
    this.#camera = camera;
    this.#plate = plate;
    this.#scene = scene;
    this.#painter = painter;
    this.#ray = new Ray(scene);
    this.#size = size;
    this.#tiles = Math.ceil(size / TILE);
    this.#starts = new Float32Array((this.#tiles * SUBTILES) ** 2).fill(-1);
    this.#light = new Float32Array(size * size * 3);
    this.#tone = new Uint8Array(size * size);
    this.#seen = new Uint8Array(size * size);
    this.#normals = new Int16Array(size * size * 3);
  }

  /** Exposes the picture: linear light, three floats a pixel, `gain` times as bright as the studio is. */
  expose(gain: number): Float32Array {
    this.#gain = gain;
    this.#plate.drawInto(this.#light, gain);
    const tiles = this.#tilesWithThings();
    for (const tile of tiles) this.#forPixels(tile, 4, (col, row) => this.#take(col, row));
    for (const tile of tiles) this.#forPixels(tile, 2, (col, row) => this.#takeBetween(col, row, 2));
    for (const tile of tiles) this.#forPixels(tile, 1, (col, row) => this.#takeBetween(col, row, 1));
    for (const tile of tiles) this.#forPixels(tile, 1, (col, row) => this.#smooth(col, row));
    return this.#light;
  }

  #forPixels(tile: number, step: number, visit: (col: number, row: number) => void): void {
    const left = (tile % this.#tiles) * TILE;
    const top = Math.floor(tile / this.#tiles) * TILE;
    const right = Math.min(this.#size, left + TILE);
    const bottom = Math.min(this.#size, top + TILE);
    for (let row = top; row < bottom; row += step) {
      for (let col = left; col < right; col += step) visit(col, row);
    }
  }

  /**
   * Walks a cone through the middle of each tile to where it may first touch a thing, and from there one through
   * each subtile: every ray within may start where its cone ended. Returns the tiles that show a thing.
   */
  #tilesWithThings(): number[] {
    const found: number[] = [];
    for (let tile = 0; tile < this.#tiles * this.#tiles; tile += 1) {
      const left = (tile % this.#tiles) * TILE;
      const top = Math.floor(tile / this.#tiles) * TILE;
      const start = this.#walk(left + TILE / 2, top + TILE / 2, TILE, 1);
      if (start < 0) continue;
      found.push(tile);
      for (let y = top; y < top + TILE; y += SUBTILE) {
        for (let x = left; x < left + TILE; x += SUBTILE) {
          const at = (y / SUBTILE) * this.#tiles * SUBTILES + x / SUBTILE;
          this.#starts[at] = this.#walk(x + SUBTILE / 2, y + SUBTILE / 2, SUBTILE, start);
        }
      }
    }
    return found;
  }

  #walk(column: number, row: number, width: number, start: number): number {
    const camera = this.#camera;
    const spread = camera.pixel * (width / 2 + 0.5) * 1.45;
    camera.aim(column, row);
    const { x, y, z, dx, dy, dz } = camera;
    const scene = this.#scene;
    if (!scene.pick(x, y, z, dx, dy, dz, spread)) return -1;
    let at = Math.max(start, scene.enter);
    while (at < scene.leave) {
      const distance = scene.near(x + dx * at, y + dy * at, z + dz * at, at) - at * spread;
      if (distance < 0.02 && scene.reached) return at;
      at += Math.max(distance, 0.005);
    }
    return -1;
  }

  /** Looks at one place of the picture; the result is in the fields. */
  #look(column: number, row: number): void {
    const start = this.#starts[
      ((row / SUBTILE) | 0) * this.#tiles * SUBTILES + ((column / SUBTILE) | 0)
    ] as number;
    if (start >= 0) {
      const camera = this.#camera;
      const ray = this.#ray;
      camera.aim(column, row);
      const { x, y, z, dx, dy, dz } = camera;
      const end = dy < 0 ? -y / dy : Infinity;
      if (ray.cast(x, y, z, dx, dy, dz, start, end, camera.pixel * 0.25) && ray.thing) {
        const painter = this.#painter;
        this.#found = 2 + this.#scene.things.indexOf(ray.thing);
        this.#normalX = ray.thing.normalX;
        this.#normalY = ray.thing.normalY;
        this.#normalZ = ray.thing.normalZ;
        painter.paint(ray.thing, ray.x, ray.y, ray.z, dx, dy, dz, ray.travelled, 0);
        this.#red = painter.red * this.#gain;
        this.#green = painter.green * this.#gain;
        this.#blue = painter.blue * this.#gain;
        return;
      }
    }
    this.#found = 1;
    this.#plate.sample(column, row);
    this.#red = this.#plate.red * this.#gain;
    this.#green = this.#plate.green * this.#gain;
    this.#blue = this.#plate.blue * this.#gain;
  }

  #take(col: number, row: number): void {
    this.#look(col + 0.5, row + 0.5);
    this.#put(row * this.#size + col);
  }

  #put(at: number): void {
    this.#seen[at] = this.#found;
    // Backdrop is there already, and drawn more smoothly than a single look can.
    if (this.#found > 1) {
      this.#light[at * 3] = this.#red;
      this.#light[at * 3 + 1] = this.#green;
      this.#light[at * 3 + 2] = this.#blue;
      this.#normals[at * 3] = this.#normalX * NORMAL_SCALE;
      this.#normals[at * 3 + 1] = this.#normalY * NORMAL_SCALE;
      this.#normals[at * 3 + 2] = this.#normalZ * NORMAL_SCALE;
    }
    this.#tone[at] = toneOf(this.#red, this.#green, this.#blue);
  }

  /**
   * A pixel between those looked at, which are `gap` to its sides: the middle of these where they are alike, else
   * looked at too.
   */
  #takeBetween(col: number, row: number, gap: 1 | 2): void {
    if (((col | row) & gap) === 0) return;
    const size = this.#size;
    const at = row * size + col;
    const dx = col & gap;
    const dy = row & gap;
    const right = col + dx < size ? dx : -dx;
    const down = row + dy < size ? dy : -dy;
    const a = at - dx - dy * size;
    const b = at + right - dy * size;
    const c = at - dx + down * size;
    const d = at + right + down * size;
    const kind = this.#seen[a] as number;
    const tone = this.#tone;
    const [p, q, r, s] = [tone[a] as number, tone[b] as number, tone[c] as number, tone[d] as number];
    const spread = Math.max(p, q, r, s) - Math.min(p, q, r, s);
    const sameKind = kind === this.#seen[b] && kind === this.#seen[c] && kind === this.#seen[d];
    const alike =
      gap === 1 ? spread <= ALIKE || kind === 1 : spread <= ALIKE_WIDE && this.#isPlain(kind, a, b, c, d);
    if (!sameKind || !alike) {
      this.#take(col, row);
      return;
    }
    this.#seen[at] = kind;
    this.#tone[at] = (p + q + r + s) / 4;
    if (kind === 1) return;
    const light = this.#light;
    for (let channel = 0; channel < 3; channel += 1) {
      light[at * 3 + channel] =
        ((light[a * 3 + channel] as number) +
          (light[b * 3 + channel] as number) +
          (light[c * 3 + channel] as number) +
          (light[d * 3 + channel] as number)) /
        4;
    }
  }

  /** Whether nothing small can hide between four neighbours on a thing. */
  #isPlain(kind: number, a: number, b: number, c: number, d: number): boolean {
    const thing = this.#scene.things[kind - 2];
    if (!thing || thing.glaze.fine) return false;
    const n = this.#normals;
    const agree = (i: number, j: number): boolean =>
      (n[i * 3] as number) * (n[j * 3] as number) +
        (n[i * 3 + 1] as number) * (n[j * 3 + 1] as number) +
        (n[i * 3 + 2] as number) * (n[j * 3 + 2] as number) >
      FLAT;
    return agree(a, d) && agree(b, c);
  }

  #smooth(col: number, row: number): void {
    const size = this.#size;
    if (col === 0 || row === 0 || col === size - 1 || row === size - 1) return;
    const at = row * size + col;
    const tone = this.#tone;
    const here = tone[at] as number;
    const apart = Math.max(
      Math.abs(this.#toneAt(at - 1) - here),
      Math.abs(this.#toneAt(at + 1) - here),
      Math.abs(this.#toneAt(at - size) - here),
      Math.abs(this.#toneAt(at + size) - here),
    );
    if (apart > CONTRAST) this.#average(col, row);
  }

  /** Tone of a pixel, also of one in a tile that shows nothing but backdrop. */
  #toneAt(at: number): number {
    if (this.#seen[at] !== 0) return this.#tone[at] as number;
    const light = this.#light;
    return toneOf(light[at * 3] as number, light[at * 3 + 1] as number, light[at * 3 + 2] as number);
  }

  /** Four looks at one pixel; very bright ones weigh less, as else the edge of a highlight stays jagged. */
  #average(col: number, row: number): void {
    let red = 0;
    let green = 0;
    let blue = 0;
    let weights = 0;
    for (let at = 0; at < SUBPIXELS.length; at += 2) {
      this.#look(col + 0.5 + (SUBPIXELS[at] as number), row + 0.5 + (SUBPIXELS[at + 1] as number));
      const weight = 1 / (1 + Math.max(this.#red, this.#green, this.#blue));
      red += this.#red * weight;
      green += this.#green * weight;
      blue += this.#blue * weight;
      weights += weight;
    }
    const to = (row * this.#size + col) * 3;
    this.#light[to] = red / weights;
    this.#light[to + 1] = green / weights;
    this.#light[to + 2] = blue / weights;
  }
}
