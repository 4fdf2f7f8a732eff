import { type ByteRange } from '../../platform/storage/storage';

const ONE_RANGE = /^bytes=\s*(\d*)-(\d*)\s*$/i;

/**
 * Which part of `byteSize` bytes a Range header asks for (RFC 9110, 14.1.2). Null: all of them, as for several
 * ranges and for what is no range of bytes, which a server may take as if nothing had been asked.
 */
export function parseRange(header: string | undefined, byteSize: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === '') {
    if (last === '') return null;
    const length = Math.min(Number(last), byteSize);
    return length === 0 ? 'unsatisfiable' : { start: byteSize - length, end: byteSize - 1 };
  }
  const start = Number(first);
  const end = last === '' ? byteSize - 1 : Math.min(Number(last), byteSize - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= byteSize ? 'unsatisfiable' : { start, end };
}
