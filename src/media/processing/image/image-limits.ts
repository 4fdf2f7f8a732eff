/** What is refused before anything is decoded. */
export interface ImageLimits {
  /** Width times height of a picture, or of one frame. */
  readonly maxPixels: number;
  /** The same for AVIF, whose decoder holds the whole picture several times over. */
  readonly maxAvifPixels: number;
  /** The same for a moving PNG, whose frames are composed here, several of them in memory at a time. */
  readonly maxMovingPngPixels: number;
  /** Of an SVG, every byte of which is an instruction. */
  readonly maxDrawingBytes: number;
  readonly maxFrames: number;
  /** Width times height times frames: what an animation costs in time. */
  readonly maxAnimationPixels: number;
}

export const DEFAULT_IMAGE_LIMITS: ImageLimits = {
  maxPixels: 100_000_000,
  maxAvifPixels: 40_000_000,
  maxMovingPngPixels: 25_000_000,
  maxDrawingBytes: 10_000_000,
  maxFrames: 500,
  maxAnimationPixels: 200_000_000,
};
