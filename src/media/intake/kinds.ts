import { MediaType } from '../media-type';

/** A kind of file that the library takes. */
export interface FileKind {
  /** What people call it; several kinds may share a name. */
  readonly name: string;
  readonly mediaType: MediaType;
  /** What the file is served as, without parameters. */
  readonly mimeType: string;
  /** Without a dot; what a file without a usable name gets. */
  readonly extension: string;
  /** Of a text: how its characters are written. */
  readonly charset?: string;
}

const kindOf =
  (mediaType: MediaType) =>
  (name: string, mimeType: string, extension: string): FileKind => ({ name, mediaType, mimeType, extension });
const image = kindOf(MediaType.IMAGE);
const document = kindOf(MediaType.DOCUMENT);

const PNG = image('PNG', 'image/png', 'png');
export const SVG = image('SVG', 'image/svg+xml', 'svg');

const IMAGES = [
  image('JPEG', 'image/jpeg', 'jpg'),
  PNG,
  image('WebP', 'image/webp', 'webp'),
  image('AVIF', 'image/avif', 'avif'),
  image('GIF', 'image/gif', 'gif'),
  SVG,
];

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';

/** Kinds whose bytes tell them. Office files that carry macros are none of them. */
const DOCUMENTS = [
  document('PDF', 'application/pdf', 'pdf'),
  document('Word', 'application/msword', 'doc'),
  document('Word', `${OPEN_XML}.wordprocessingml.document`, 'docx'),
  document('Word', `${OPEN_XML}.wordprocessingml.template`, 'dotx'),
  document('Excel', 'application/vnd.ms-excel', 'xls'),
  document('Excel', `${OPEN_XML}.spreadsheetml.sheet`, 'xlsx'),
  document('Excel', `${OPEN_XML}.spreadsheetml.template`, 'xltx'),
  document('PowerPoint', 'application/vnd.ms-powerpoint', 'ppt'),
  document('PowerPoint', `${OPEN_XML}.presentationml.presentation`, 'pptx'),
  document('PowerPoint', `${OPEN_XML}.presentationml.slideshow`, 'ppsx'),
  document('PowerPoint', `${OPEN_XML}.presentationml.template`, 'potx'),
  document('OpenDocument', `${OPEN_DOCUMENT}.text`, 'odt'),
  document('OpenDocument', `${OPEN_DOCUMENT}.text-template`, 'ott'),
  document('OpenDocument', `${OPEN_DOCUMENT}.spreadsheet`, 'ods'),
  document('OpenDocument', `${OPEN_DOCUMENT}.spreadsheet-template`, 'ots'),
  document('OpenDocument', `${OPEN_DOCUMENT}.presentation`, 'odp'),
  document('OpenDocument', `${OPEN_DOCUMENT}.presentation-template`, 'otp'),
  document('OpenDocument', `${OPEN_DOCUMENT}.graphics`, 'odg'),
  document('RTF', 'application/rtf', 'rtf'),
  document('EPUB', 'application/epub+zip', 'epub'),
  document('ZIP', 'application/zip', 'zip'),
];

const MARKDOWN = document('Markdown', 'text/markdown', 'md');

/** Kinds whose bytes are those of any text: which one it is, its name alone says. */
const TEXTS: Readonly<Record<string, FileKind>> = {
  txt: document('text', 'text/plain', 'txt'),
  csv: document('CSV', 'text/csv', 'csv'),
  md: MARKDOWN,
  markdown: MARKDOWN,
  json: document('JSON', 'application/json', 'json'),
};

// By the MIME type that the bytes were found to have. An animated PNG is a PNG to all that read one.
const BY_SNIFFED_TYPE: ReadonlyMap<string, FileKind> = new Map([
  ...[...IMAGES, ...DOCUMENTS].map((kind) => [kind.mimeType, kind] as const),
  ['image/apng', PNG],
]);

/** The kind of files whose bytes were found to have this MIME type; undefined where the library takes none such. */
export function kindOfType(sniffedType: string): FileKind | undefined {
  return BY_SNIFFED_TYPE.get(sniffedType);
}

/** What else files of a kind are called, whose bytes tell them. */
const OTHER_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpeg', 'jpe', 'jfif'],
  'image/png': ['apng'],
};

/**
 * The extensions, in lower case, that the name of a file served as this type may end in, its usual one first. The bytes
 * of a text are those of every other, so it may be called any. None for a type that the library does not take.
 */
export function extensionsOf(mimeType: string): readonly string[] {
  const text = Object.values(TEXTS).find((kind) => kind.mimeType === mimeType);
  if (text) return [text.extension, ...Object.keys(TEXTS)];
  const kind = BY_SNIFFED_TYPE.get(mimeType);
  return kind ? [kind.extension, ...(OTHER_EXTENSIONS[mimeType] ?? [])] : [];
}

/** The kind of a text by its file's name; undefined where the name is no text's. */
export function kindOfText(filename: string | null): FileKind | undefined {
  const extension = /\.([a-z0-9]+)\s*$/i.exec(filename ?? '')?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(TEXTS, extension) ? TEXTS[extension] : undefined;
}

/** "pictures (JPEG and PNG) and documents (PDF and text)": all that the library takes, for a sentence. */
export function namesOfKinds(): string {
  const documents = [...DOCUMENTS, ...Object.values(TEXTS)];
  return `pictures (${namesOf(IMAGES)}) and documents (${namesOf(documents)})`;
}

function namesOf(kinds: readonly FileKind[]): string {
  const names = new Set(kinds.map(({ name }) => name));
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names);
}
