import { type Colour } from './colour';

/**
 * What is known of one visible point while its surface is worked out: where it is on its own form, and what the
 * layers laid so far make of it. One instance is reused for every pixel, so nothing is allocated.
 */
export class SurfacePoint {
  /** In the form's own coordinates, centimetres. */
  x = 0;
  y = 0;
  z = 0;
  /** 0 at the foot, 1 at the lip. */
  rise = 0;
  /** How sharply the outside bulges there, 0 to 1. */
  ridge = 0;
  /** 0 on the outside, 1 within a hollow form. */
  inside = 0;
  /** 1 in the bottom of a flute. */
  groove = 0;
  /** 1 on a handle, spout or twig. */
  tube = 0;
  /** Width of a pixel there, in centimetres: nothing finer should be drawn. */
  pixel = 0;

  red = 0;
  green = 0;
  blue = 0;
  /** 0 a mirror, 1 chalk. */
  roughness = 0;
  /** Strength of the reflection: 1 that of glazed stoneware, 0 none. */
  shine = 0;
  /** What the layers add to the normal, in the form's own coordinates. */
  bumpX = 0;
  bumpY = 0;
  bumpZ = 0;

  /** Lays a colour over what is there. */
  cover(colour: Colour, share: number): void {
    this.red += (colour[0] - this.red) * share;
    this.green += (colour[1] - this.green) * share;
    this.blue += (colour[2] - this.blue) * share;
  }

  /** Makes the colour lighter or darker. */
  shade(factor: number): void {
    this.red *= factor;
    this.green *= factor;
    this.blue *= factor;
  }

  /** Moves roughness and shine towards those of a covering layer. */
  finish(roughness: number, shine: number, share: number): void {
    this.roughness += (roughness - this.roughness) * share;
    this.shine += (shine - this.shine) * share;
  }
}

/** One step of decoration: changes the point according to where it is. */
export type Layer = (point: SurfacePoint) => void;

/** Clear or tinted glass: how much of each channel is left after a centimetre, and how it bends light. */
export interface Glass {
  readonly left: Colour;
  readonly index: number;
}

/** Light that comes through a shade from a lamp within it. */
export interface Glow {
  readonly colour: Colour;
  /** Height of the lamp in the form, and how bright the shade is beside it. */
  readonly height: number;
  readonly strength: number;
}

export interface Glaze {
  readonly colour: Colour;
  readonly roughness: number;
  readonly shine: number;
  readonly layers: readonly Layer[];
  /** How much of the light its shadow takes away: 1 for clay, about a third for glass. */
  readonly opacity: number;
  /** Has marks no wider than a few hundredths of a centimetre, which must not be looked over. */
  readonly fine?: boolean;
  /** Reflects in its own colour and scatters nothing. */
  readonly metal?: boolean;
  readonly glass?: Glass;
  readonly glow?: Glow;
}
