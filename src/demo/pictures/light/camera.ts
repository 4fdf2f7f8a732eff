/** How a picture is framed: what the camera looks at, from where, and how wide. Centimetres and degrees. */
export interface Framing {
  /** The point in the middle of the picture. */
  readonly target: readonly [x: number, y: number, z: number];
  readonly distance: number;
  /** How far the camera looks down. */
  readonly pitch: number;
  /** How far it stands to the right. */
  readonly yaw?: number;
  /** Height of the picture at the target, in centimetres. */
  readonly span: number;
}

/** A pinhole camera for square pictures of `size` pixels. */
export class Camera {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly distance: number;
  /** Angle of one pixel, as a slope. */
  readonly pixel: number;

  /** Results of the last `aim` (a unit direction) or `project` (pixels). */
  dx = 0;
  dy = 0;
  dz = 0;
  column = 0;
  row = 0;

  readonly #size: number;
  readonly #right: readonly [number, number];
  readonly #forward: readonly [number, number, number];
  readonly #up: readonly [number, number, number];

  constructor({ target, distance, pitch, yaw = 0, span }: Framing, size: number) {
    const down = (pitch * Math.PI) / 180;
    const side = (yaw * Math.PI) / 180;
    const fx = -Math.cos(down) * Math.sin(side);
    const fy = -Math.sin(down);
    const fz = -Math.cos(down) * Math.cos(side);
    this.#forward = [fx, fy, fz];
    this.#right = [Math.cos(side), -Math.sin(side)];
    this.#up = [-Math.sin(down) * Math.sin(side), Math.cos(down), -Math.sin(down) * Math.cos(side)];
    this.x = target[0] - fx * distance;
    this.y = target[1] - fy * distance;
    this.z = target[2] - fz * distance;
    this.distance = distance;
    this.pixel = span / distance / size;
    this.#size = size;
  }

  /** Sets the direction of the ray through a point of the picture, in pixels from the top left corner. */
  aim(column: number, row: number): void {
    const u = (column - this.#size / 2) * this.pixel;
    const v = (this.#size / 2 - row) * this.pixel;
    const dx = this.#forward[0] + this.#right[0] * u + this.#up[0] * v;
    const dy = this.#forward[1] + this.#up[1] * v;
    const dz = this.#forward[2] + this.#right[1] * u + this.#up[2] * v;
    const norm = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
    this.dx = dx * norm;
    this.dy = dy * norm;
    this.dz = dz * norm;
  }

  /** Sets where a point appears in the picture; false when it is behind the camera. */
  project(x: number, y: number, z: number): boolean {
    const px = x - this.x;
    const py = y - this.y;
    const pz = z - this.z;
    const depth = px * this.#forward[0] + py * this.#forward[1] + pz * this.#forward[2];
    if (depth < 1) return false;
    const scale = 1 / (depth * this.pixel);
    this.column = this.#size / 2 + (px * this.#right[0] + pz * this.#right[1]) * scale;
    this.row = this.#size / 2 - (px * this.#up[0] + py * this.#up[1] + pz * this.#up[2]) * scale;
    return true;
  }
}
