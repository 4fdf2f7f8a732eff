import { MediaType } from '../media-type';

/** A kind of file that the library takes. */
export interface FileKind {
  /** What people call it. */
  readonly name: string;
  readonly mediaType: MediaType;
  /** What the file is served as. */
  readonly mimeType: string;
  /** Without a dot; what a file without a usable name gets. */
  readonly extension: string;
}

const JPEG: FileKind = {
  name: 'JPEG',
  mediaType: MediaType.IMAGE,
  mimeType: 'image/jpeg',
  extension: 'jpg',
};
const PNG: FileKind = { name: 'PNG', mediaType: MediaType.IMAGE, mimeType: 'image/png', extension: 'png' };
const WEBP: FileKind = {
  name: 'WebP',
  mediaType: MediaType.IMAGE,
  mimeType: 'image/webp',
  extension: 'webp',
};
const AVIF: FileKind = {
  name: 'AVIF',
  mediaType: MediaType.IMAGE,
  mimeType: 'image/avif',
  extension: 'avif',
};
const GIF: FileKind = { name: 'GIF', mediaType: MediaType.IMAGE, mimeType: 'image/gif', extension: 'gif' };

/** What the library takes, in the order in which people are told. */
export const KINDS: readonly FileKind[] = [JPEG, PNG, WEBP, AVIF, GIF];

// By the MIME type that the bytes were found to have. An animated PNG is a PNG to all that read one.
const BY_SNIFFED_TYPE: Readonly<Record<string, FileKind>> = {
  'image/jpeg': JPEG,
  'image/png': PNG,
  'image/apng': PNG,
  'image/webp': WEBP,
  'image/avif': AVIF,
  'image/gif': GIF,
};

/** The kind of files whose bytes were found to have this MIME type; undefined where the library takes none such. */
export function kindOfType(sniffedType: string): FileKind | undefined {
  return BY_SNIFFED_TYPE[sniffedType];
}

/** "JPEG, PNG and GIF": what the library takes, for a sentence. */
export function namesOfKinds(kinds: readonly FileKind[] = KINDS): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(kinds.map(({ name }) => name));
}
