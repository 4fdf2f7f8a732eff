/** The longest name of a file on the usual file systems. */
const MAX_BYTES = 255;
/** What is longer is no extension but a part of the name. */
const EXTENSION = /\.[\p{L}\p{N}]{1,16}$/u;
/** Names that Windows keeps for devices, whatever their extension. */
const RESERVED =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=\.|$)/i;
/** Control characters, lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Marks and overrides of direction, which make a name read as another, and a byte order mark. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** What file systems or shells of some sort do not take in a name. */
const FORBIDDEN = /[<>:"|?*]/g;

/**
 * The name of a file as its sender gave it, made safe to store, show and download: the last part of a path, in
 * Unicode's form NFC, without control characters, overrides of direction, characters that a file system refuses or
 * dots around it; not a device's name; at most 255 bytes of UTF-8, cut between code points before the extension.
 * Where nothing is left of it, `file.` and the extension that belongs to the content.
 */
export function safeFilename(given: string | null | undefined, extension: string): string {
  return cleanFilename(given) ?? `file.${extension}`;
}

/** As `safeFilename`, but null where nothing is left of the name. */
export function cleanFilename(given: string | null | undefined): string | null {
  const [last = ''] = (given ?? '').split(/[/\\]/).slice(-1);
  const printable = last
    .normalize('NFC')
    .replace(UNPRINTABLE, '')
    .replace(DIRECTION, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/gu, ' ');
  const name = printable.replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? null : shortened(RESERVED.test(name) ? `_${name}` : name);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  const room = MAX_BYTES - Buffer.byteLength(extension);
  return firstBytes(name.slice(0, name.length - extension.length), room).trimEnd() + extension;
}

/** As many whole code points from the start as fit into so many bytes of UTF-8. */
function firstBytes(text: string, bytes: number): string {
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
