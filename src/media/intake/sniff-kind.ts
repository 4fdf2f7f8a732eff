import { gunzipSync, constants } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';
import { MediaType } from '../media-type';
import { type FileKind, kindOfType, SVG } from './kinds';
import { declaredEncoding, recogniseMarkup } from './recognise-markup';
import { refuseFile, refuseType, refuseUnknown } from './refuse-type';
import { decodeHead, type TextEncoding, type TextHead } from './text-encoding';

/** So many first bytes tell what a file is, or what is to be looked at; file-type names the number. */
export const HEAD_BYTES = 4100;

/** What a file is whose first bytes do not tell its kind: all of them have to be here for that. */
export type Wrapping =
  | { readonly form: 'zip' | 'compound' }
  | { readonly form: 'text'; readonly encoding: Exclude<TextEncoding, 'other'> };

/** What the first bytes of a file tell of it. */
export interface FirstLook {
  readonly mediaType: MediaType;
  readonly found: FileKind | Wrapping;
}

/**
 * Looks at the first bytes of a file (HEAD_BYTES of them, or all of a shorter file), never at its name or at what its
 * sender says. Throws a Refusal, UNSUPPORTED_MEDIA_TYPE, which says what the file is, and what to do or what is taken.
 */
export async function lookAtHead(head: Buffer): Promise<FirstLook> {
  const sniffed = await fileTypeFromBuffer(head);
  const text = decodeHead(head);
  if (text && !(sniffed && isText(sniffed.mime, text))) return lookAtText(text);
  if (!sniffed) throw refuseUnknown();
  if (isZip(head)) return document({ form: 'zip' });
  if (sniffed.mime === 'application/x-cfb') return document({ form: 'compound' });
  if (sniffed.mime === 'application/gzip' && isCompressedSvg(head)) {
    throw refuseFile('This is a compressed SVG (SVGZ). Save it as plain SVG, and upload that.');
  }
  const mimeType = isAvif(sniffed.mime, head) ? 'image/avif' : sniffed.mime;
  const kind = kindOfType(mimeType);
  if (!kind) throw refuseType(sniffed.ext.toUpperCase(), mimeType);
  return { mediaType: kind.mediaType, found: kind };
}

function document(found: Wrapping): FirstLook {
  return { mediaType: MediaType.DOCUMENT, found };
}

/** Formats that are text themselves; that another's few first bytes are letters says nothing of a text. */
const TEXT_FORMATS: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/rtf',
  'application/postscript',
  'application/eps',
  'application/pgp-encrypted',
  'application/x-ms-regedit',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

function isText(mimeType: string, { text }: TextHead): boolean {
  return TEXT_FORMATS.has(mimeType) || (mimeType === 'model/stl' && text.includes('facet'));
}

function lookAtText(head: TextHead): FirstLook {
  const { text, encoding } = head;
  const markup = recogniseMarkup(text);
  if (markup?.mimeType === SVG.mimeType) {
    checkSvgEncoding(head);
    return { mediaType: MediaType.IMAGE, found: SVG };
  }
  if (markup) throw refuseType(markup.name, markup.mimeType);
  if (encoding === 'other') {
    throw refuseFile('This looks like text in an old encoding. Save it as UTF-8, and upload that.');
  }
  return document({ form: 'text', encoding });
}

/** One encoding, so that nobody who reads the file takes it for something else than was looked at. */
function checkSvgEncoding({ text, encoding }: TextHead): void {
  const declared = declaredEncoding(text) ?? 'utf-8';
  if (encoding === 'utf-8' && ['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(declared)) return;
  throw refuseFile(
    'This is an SVG picture in another encoding than UTF-8. Save it as UTF-8, and upload that.',
  );
}

function isZip(head: Buffer): boolean {
  return ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].includes(head.toString('latin1', 0, 4));
}

function isCompressedSvg(head: Buffer): boolean {
  try {
    // The head breaks off somewhere; what it holds is at most a thousand times as long.
    return /<svg[\s/>]/.test(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1'));
  } catch {
    return false;
  }
}

const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);
const BOX_HEADER_BYTES = 8;
const BRAND_BYTES = 4;

/** An AVIF may name a general brand first, and its own only among those that it is compatible with. */
function isAvif(mimeType: string, head: Buffer): boolean {
  return mimeType.startsWith('image/heif') && compatibleBrands(head).some((brand) => AVIF_BRANDS.has(brand));
}

/**
 * The compatible brands in a file type box. Layout: size (4), "ftyp", major brand (4), minor version (4), brands (4
 * each): ISO/IEC 14496-12, section 4.3.
 */
function compatibleBrands(head: Buffer): string[] {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [];
  for (let at = BOX_HEADER_BYTES + 2 * BRAND_BYTES; at + BRAND_BYTES <= end; at += BRAND_BYTES) {
    brands.push(head.toString('latin1', at, at + BRAND_BYTES));
  }
  return brands;
}
