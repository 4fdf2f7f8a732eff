import { type Apng, type ApngFrame } from './read-apng';
import { clearRectangle, copyRectangle, layOver, type Pixels } from './rectangles';

/**
 * The frames of an animated PNG as they are shown, one after the other: each drawn over what those before it left
 * (PNG third edition, section 12.12). What is handed out is the same canvas each time, drawn on further when the next is
 * asked for; beside it at most one frame, and one copy of a frame's place, are held.
 *
 * @param decode a still PNG to RGBA pixels of its own size
 */
export async function* composedFrames(
  { width, height, frames }: Apng,
  decode: (png: Buffer) => Promise<Buffer>,
): AsyncGenerator<{ readonly canvas: Pixels; readonly frame: ApngFrame }> {
  const canvas: Pixels = { width, height, data: Buffer.alloc(width * height * 4) };
  for (const [index, frame] of frames.entries()) {
    const pixels: Pixels = { width: frame.width, height: frame.height, data: await decode(frame.png()) };
    // Before the first frame there is nothing to go back to.
    const disposal = index === 0 && frame.disposal === 'restore' ? 'clear' : frame.disposal;
    const before = disposal === 'restore' ? takeRectangle(canvas, frame) : null;
    if (frame.blend === 'over') layOver(canvas, frame, pixels);
    else copyRectangle(pixels, { left: 0, top: 0 }, canvas, frame, frame);
    yield { canvas, frame };
    if (before) copyRectangle(before, { left: 0, top: 0 }, canvas, frame, frame);
    else if (disposal === 'clear') clearRectangle(canvas, frame);
  }
}

function takeRectangle(canvas: Pixels, frame: ApngFrame): Pixels {
  const { width, height } = frame;
  const taken: Pixels = { width, height, data: Buffer.allocUnsafe(width * height * 4) };
  copyRectangle(canvas, frame, taken, { left: 0, top: 0 }, frame);
  return taken;
}
