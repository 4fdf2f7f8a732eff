import { extensionsOf } from './kinds';
import { safeFilename } from './safe-filename';

/**
 * What a file is called where it is downloaded: as in the library, which may call it anything, with the extension of
 * what its bytes are behind that where it ends in another. A system goes by a file's name: as `.html` or `.bat`, a text
 * would be run by whoever opens it.
 */
export function downloadName(filename: string, mimeType: string): string {
  const [usual, ...others] = extensionsOf(mimeType);
  const given = /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  if (usual === undefined || given === usual || others.includes(given)) return filename;
  return safeFilename(`${filename}.${usual}`, usual);
}
