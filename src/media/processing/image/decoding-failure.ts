import { meansOutOfMemory } from '../../../platform/isolation/memory-exhaustion';
import { corruptFile, unsupportedFile } from './image-failure';

// A file that is gone, and trouble of the WebP encoder, which an animation is handed to while it is decoded.
const BLAMELESS = /^Input file is missing|^webpsave: /m;

/**
 * What an error of the image library means, when it came from reading a file that is there. libvips has no error
 * codes: what is not one of the few known sentences is damage to the file. Want of memory is known by the pool.
 */
export function decodingFailure(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (BLAMELESS.test(message) || meansOutOfMemory(message)) return new Error(message);
  if (message.includes('unsupported image format')) return unsupportedFile();
  return corruptFile();
}
