import { TextDecoder } from 'node:util';

/** How the characters of a text are written; `other`: in one of the many old ways, which bytes do not tell. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'other';

// The control characters of ASCII, but for tab, line feed, form feed and carriage return.
const CONTROL = /[^\P{Cc}\t\n\f\r\u0080-\u009f]/u;
const PRINTABLE_ASCII = /[\x20-\x7e]/g;

/** What a text begins with: decoded, without a byte order mark. */
export interface TextHead {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/**
 * Takes the first bytes of a file for text, where they are that: valid UTF-8, or UTF-16 with a byte order mark, and
 * without control characters. What could be text in an older encoding is decoded as Latin-1. Null for all else. A
 * character that the head cuts off does not count.
 */
export function decodeHead(head: Buffer): TextHead | null {
  const encoding = unicodeOf(head);
  const text = decoded(new TextDecoder(encoding, { fatal: true }), head);
  if (text !== null) return CONTROL.test(text) ? null : { text, encoding };
  const old = head.toString('latin1');
  const isMostlyAscii = (old.match(PRINTABLE_ASCII)?.length ?? 0) > old.length / 2;
  return isMostlyAscii && !CONTROL.test(old) ? { text: old, encoding: 'other' } : null;
}

/** UTF-16 says so by its first two bytes; all else is UTF-8, if it is Unicode. */
function unicodeOf(head: Buffer): Exclude<TextEncoding, 'other'> {
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return 'utf-16le';
  return mark === 'feff' ? 'utf-16be' : 'utf-8';
}

function decoded(decoder: TextDecoder, bytes?: Uint8Array): string | null {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    return null;
  }
}

/** Looks at all of a text while it passes: one that ends as something else is none. */
export class TextCheck {
  readonly #decoder: TextDecoder;
  #isText = true;

  constructor(encoding: Exclude<TextEncoding, 'other'>) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  /** False as soon as something has passed that no text has. */
  passes(chunk: Uint8Array): boolean {
    return this.#take(decoded(this.#decoder, chunk));
  }

  /** False where the last character is cut off. */
  ends(): boolean {
    return this.#take(decoded(this.#decoder));
  }

  #take(text: string | null): boolean {
    this.#isText &&= text !== null && !CONTROL.test(text);
    return this.#isText;
  }
}
