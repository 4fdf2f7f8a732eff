import { deflateSync } from 'node:zlib';
import { pngChunk, PNG_SIGNATURE } from './png-chunks';

/** RGBA. */
export type Rgba = readonly [number, number, number, number];

export interface GivenFrame {
  readonly colourAt: (x: number, y: number) => Rgba;
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  /** Numerator and denominator, in seconds. */
  readonly delay?: readonly [number, number];
  readonly disposal?: 0 | 1 | 2;
  readonly blend?: 0 | 1;
}

export interface GivenApng {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly GivenFrame[];
  readonly plays?: number;
  /** What those see who do not know that PNGs can move; left out: the first frame. */
  readonly still?: GivenFrame['colourAt'];
  /** Chunks that stand before the pixels. */
  readonly before?: readonly Buffer[];
  /** What the file declares to have, where that is not so. */
  readonly declared?: number;
}

/** An animated PNG of 8 bits RGBA, its pixels split into chunks as encoders do it. */
export function apng({ width, height, frames, plays = 0, still, before = [], declared }: GivenApng): Buffer {
  let sequence = 0;
  const numbered = () => uint32(sequence++);
  const whole = { left: 0, top: 0, width, height };
  const parts = [
    PNG_SIGNATURE,
    pngChunk('IHDR', uint32(width), uint32(height), Buffer.from([8, 6, 0, 0, 0])),
    pngChunk('acTL', uint32(declared ?? frames.length), uint32(plays)),
    ...before,
  ];
  if (still) parts.push(pngChunk('IDAT', compressed({ ...whole, colourAt: still })));
  for (const [index, given] of frames.entries()) {
    const frame = { ...whole, ...given };
    const { left, top, delay = [1, 10], disposal = 0, blend = 0 } = frame;
    const [numerator, denominator] = delay;
    const place = Buffer.concat([frame.width, frame.height, left, top].map(uint32));
    const timing = Buffer.concat([uint16(numerator), uint16(denominator), Buffer.from([disposal, blend])]);
    parts.push(pngChunk('fcTL', numbered(), place, timing));
    const pixels = compressed(frame);
    const middle = Math.floor(pixels.length / 2);
    for (const part of [pixels.subarray(0, middle), pixels.subarray(middle)]) {
      parts.push(index === 0 && !still ? pngChunk('IDAT', part) : pngChunk('fdAT', numbered(), part));
    }
  }
  return Buffer.concat([...parts, pngChunk('IEND')]);
}

function compressed({
  width,
  height,
  colourAt,
}: {
  width: number;
  height: number;
  colourAt: GivenFrame['colourAt'];
}): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x, y), y * (1 + width * 4) + 1 + x * 4);
  }
  return deflateSync(rows);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
