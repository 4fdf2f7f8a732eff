import { type Size } from '../image-size';

/** What becomes of a frame's place once its time is over. */
export type Disposal = 'keep' | 'clear' | 'restore';

/** One frame control chunk; the offsets and the size are in pixels of the whole picture. */
export interface FrameControl extends Size {
  readonly left: number;
  readonly top: number;
  readonly delayMs: number;
  readonly disposal: Disposal;
  /** Whether the frame's pixels replace what is there, or are laid over it by their alpha. */
  readonly blend: 'replace' | 'over';
}

const BYTES = 26;
const DISPOSALS: readonly Disposal[] = ['keep', 'clear', 'restore'];
const BLENDS = ['replace', 'over'] as const;
const DEFAULT_DELAY_DENOMINATOR = 100;

/**
 * Reads the data of an fcTL chunk (PNG third edition, section 11.3.3.2): sequence number (4), width (4), height (4),
 * x (4), y (4), delay's numerator (2) and denominator (2; 0 is 100), disposal (1), blending (1). Null where
 * it is not so, or where the frame is not inside of the picture.
 */
export function readFrameControl(data: Buffer, picture: Size): FrameControl | null {
  if (data.length !== BYTES) return null;
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => data.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const disposal = DISPOSALS[data.readUInt8(24)];
  const blend = BLENDS[data.readUInt8(25)];
  const isInside = left + width <= picture.width && top + height <= picture.height;
  if (!disposal || !blend || !isInside || width === 0 || height === 0) return null;
  const delay = data.readUInt16BE(20) / (data.readUInt16BE(22) || DEFAULT_DELAY_DENOMINATOR);
  return { width, height, left, top, disposal, blend, delayMs: Math.round(delay * 1000) };
}
