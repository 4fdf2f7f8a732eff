import { fileTypeFromBuffer } from 'file-type';
import { refuse, UserErrorCode } from '../../platform/errors';
import { type FileKind, kindOfType, namesOfKinds } from './kinds';

/** So many first bytes tell what a file is; file-type names the number, it suffices for all that it knows. */
export const HEAD_BYTES = 4100;

interface SniffedType {
  /** What people call it. */
  readonly name: string;
  readonly mimeType: string;
}

/**
 * Tells the kind of a file by its first bytes (HEAD_BYTES of them, or all of a shorter file), never by its name or
 * by what its sender says. Throws a Refusal, UNSUPPORTED_MEDIA_TYPE, which says what the file is and what is taken.
 */
export async function sniffKind(head: Buffer): Promise<FileKind> {
  const type = await sniffType(head);
  const kind = type && kindOfType(type.mimeType);
  if (kind) return kind;
  const found = type
    ? `This is a file of the type ${type.name} (${type.mimeType}).`
    : 'The type of this file is not known.';
  throw refuse(UserErrorCode.UNSUPPORTED_MEDIA_TYPE, `${found} Taken are ${namesOfKinds()}.`);
}

async function sniffType(head: Buffer): Promise<SniffedType | null> {
  const known = await fileTypeFromBuffer(head);
  if (
    known?.mime.startsWith('image/heif') &&
    compatibleBrands(head).some((brand) => AVIF_BRANDS.has(brand))
  ) {
    return { name: 'AVIF', mimeType: 'image/avif' };
  }
  if (known && known.mime !== 'application/xml') {
    return { name: known.ext.toUpperCase(), mimeType: known.mime };
  }
  return sniffMarkup(head);
}

const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);
const BOX_HEADER_BYTES = 8;
const BRAND_BYTES = 4;

/**
 * The compatible brands in a file type box: an AVIF may name a general brand first, and its own only among these.
 * Layout: size (4), "ftyp", major brand (4), minor version (4), brands (4 each): ISO/IEC 14496-12, section 4.3.
 */
function compatibleBrands(head: Buffer): string[] {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [];
  for (let at = BOX_HEADER_BYTES + 2 * BRAND_BYTES; at + BRAND_BYTES <= end; at += BRAND_BYTES) {
    brands.push(head.toString('latin1', at, at + BRAND_BYTES));
  }
  return brands;
}

/** Text has no magic number; these are told apart so that their senders read what was wrong. */
function sniffMarkup(head: Buffer): SniffedType | null {
  if (head.includes(0)) return null;
  const text = head.toString('utf8').toLowerCase();
  if (/<svg[\s>]/.test(text)) return { name: 'SVG', mimeType: 'image/svg+xml' };
  if (/<!doctype html|<html[\s>]|<script[\s>]/.test(text)) return { name: 'HTML', mimeType: 'text/html' };
  if (text.trimStart().startsWith('<?xml')) return { name: 'XML', mimeType: 'application/xml' };
  return null;
}
