import { type Thing } from '../form/thing';
import { type LightMeter } from './light-meter';
import { type Light, LightSheet } from './light-sheet';

/** Centimetres between measurements on a body, and around and along a tube. */
const TEXEL = 0.5;
const TUBE_TEXEL = 0.3;
/** How far above a thick ground its rounding may reach. */
const GROUND_ROUNDING = 1.5;

/** The light that has reached a thing: one sheet for its outside, one for its inside, one for each tube. */
export class LightMap implements Light {
  /** Results of `read`; see LightMeter for their meaning. */
  red = 0;
  green = 0;
  blue = 0;
  key = 0;
  others = 0;
  open = 0;

  readonly #thing: Thing;
  readonly #meter: LightMeter;
  readonly #outside: LightSheet;
  readonly #inside: LightSheet;
  readonly #tubes: readonly LightSheet[];

  constructor(thing: Thing, meter: LightMeter) {
    this.#thing = thing;
    this.#meter = meter;
    const { body, tubes } = thing.form;
    const around = Math.max(24, Math.min(120, Math.round((body.maxRadius * 2 * Math.PI) / TEXEL)));
    const along = Math.max(16, Math.min(180, Math.round(body.length / TEXEL)));
    this.#outside = new LightSheet(along, around, meter, (row, angle) => this.#measure(row, angle, 1, 0));
    this.#inside = new LightSheet(along, around, meter, (row, angle) =>
      this.#measure(row, angle, -1, body.wall),
    );
    this.#tubes = tubes.map(
      (tube) =>
        new LightSheet(Math.max(8, Math.round(tube.length / TUBE_TEXEL)), 14, meter, (row, angle) => {
          const point = tube.surfaceAt(row, angle);
          this.#measureAt(point.x, point.y, point.z, point.normalX, point.normalY, point.normalZ);
        }),
    );
  }

  /** Reads the light at the point where the thing was just inspected. */
  read(): void {
    const { form, ownX, ownY, ownZ } = this.#thing;
    this.red = 0;
    this.green = 0;
    this.blue = 0;
    this.key = 0;
    this.others = 0;
    this.open = 0;
    const tubeShare = form.tubeShare > 0.01 ? form.tubeShare : 0;
    const tube = form.tubes[form.tubeIndex];
    if (tubeShare > 0 && tube) this.#tubes[form.tubeIndex]?.addTo(this, tube.along, tube.angle, tubeShare);
    const left = 1 - tubeShare;
    if (left < 0.01) return;
    const { body } = form;
    const radius = Math.sqrt(ownX * ownX + ownZ * ownZ);
    const along = body.along(radius, ownY);
    const angle = Math.atan2(ownZ, ownX);
    const inside = body.insideness(radius, ownY);
    if (inside < 0.97) this.#outside.addTo(this, along, angle, left * (1 - inside));
    if (inside > 0.03) this.#inside.addTo(this, along, angle, left * inside);
  }

  #measure(row: number, angle: number, side: number, depth: number): void {
    const { body } = this.#thing.form;
    const outline = body.outlineAt(row);
    let radius = Math.max(0.02, outline.radius - outline.normalX * depth);
    let height = outline.height - outline.normalY * depth;
    let across = outline.normalX * side;
    let up = outline.normalY * side;
    if (depth > 0 && height < body.ground + GROUND_ROUNDING) {
      // The ground is thicker than the wall and rounded up into it: onto its true surface.
      height = Math.max(height, body.ground + 0.05);
      body.refine(radius, height);
      radius = Math.max(0.02, radius - body.distance * body.byRadius);
      height -= body.distance * body.byHeight;
      across = body.byRadius;
      up = body.byHeight;
    }
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const x = this.#thing.form.pulled(radius * c, height, radius * s);
    this.#measureAt(x, height, radius * s, across * c, up, across * s);
  }

  #measureAt(x: number, y: number, z: number, nx: number, ny: number, nz: number): void {
    const thing = this.#thing;
    thing.turnOut(nx, ny, nz);
    const { outX, outY, outZ } = thing;
    thing.placeOut(x, y, z);
    this.#meter.measure(thing.outX, thing.outY, thing.outZ, outX, outY, outZ);
  }
}
