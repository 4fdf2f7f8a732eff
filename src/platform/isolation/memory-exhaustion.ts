/** The code under which a child reports that it ran out of memory and lived. */
export const OUT_OF_MEMORY = 'OUT_OF_MEMORY';

// V8, Node's buffers, C++ (std::bad_alloc), GLib, libvips, libjpeg ("Insufficient memory"), libpng, libheif, the shell.
const SIGNS =
  /out of memory|insufficient memory|cannot allocate memory|allocation fail|failed to allocate|bad_alloc|memory allocation/i;

/** True when what a library said while failing means that memory ran out. */
export function meansOutOfMemory(text: string): boolean {
  return SIGNS.test(text);
}
