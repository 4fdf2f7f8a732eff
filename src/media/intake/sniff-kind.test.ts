import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { Refusal } from '../../platform/errors';
import { LocalStorage } from '../../platform/storage/local-storage';
import { compound, contentTypes, named, zip } from './archives.fixture';
import { type FileKind } from './kinds';
import { receiveFile } from './receive-file';

const TAKEN =
  'Taken are pictures (JPEG, PNG, WebP, AVIF, GIF and SVG) and documents (PDF, Word, Excel, PowerPoint, ' +
  'OpenDocument, RTF, EPUB, ZIP, text, CSV, Markdown and JSON).';
const LIMITS = { maxBytes: 100 * 1024 ** 2, maxBytesOf: {} };

let directory: string;
let storage: LocalStorage;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vitrine-kinds-'));
  storage = new LocalStorage(directory);
});
afterAll(() => rm(directory, { recursive: true }));

async function kindOf(bytes: Buffer, filename: string | null = null): Promise<FileKind> {
  const { path, kind } = await receiveFile(storage, Readable.from([bytes]), LIMITS, filename);
  await rm(path);
  return kind;
}

async function refusalOf(bytes: Buffer, filename: string | null = null): Promise<string> {
  const error = await kindOf(bytes, filename).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error(`It was taken: ${JSON.stringify(error)}`);
  expect(await readdir(join(directory, 'tmp'))).toEqual([]);
  return error.message;
}

const picture = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#c08040' } });
const pdf = () => Buffer.from(`%PDF-1.7\n${'1 0 obj\n'.repeat(9)}%%EOF\n`);
const svg = (root = '<svg xmlns="http://www.w3.org/2000/svg"/>') => Buffer.from(root);

/** An image file begins with a box of its brands: ISO/IEC 14496-12, section 4.3. */
function brands(...names: readonly string[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(12 + 4 * names.length);
  return Buffer.concat([
    size,
    Buffer.from(`ftyp${names[0]}\0\0\0\0${names.slice(1).join('')}`),
    Buffer.alloc(8),
  ]);
}

test.each([
  ['JPEG', 'image/jpeg', 'jpg', () => picture().jpeg().toBuffer()],
  ['PNG', 'image/png', 'png', () => picture().png().toBuffer()],
  ['WebP', 'image/webp', 'webp', () => picture().webp().toBuffer()],
  ['AVIF', 'image/avif', 'avif', () => picture().avif().toBuffer()],
  ['GIF', 'image/gif', 'gif', () => picture().gif().toBuffer()],
  ['SVG', 'image/svg+xml', 'svg', () => Promise.resolve(svg())],
])('%s is told by its bytes', async (name, mimeType, extension, make) => {
  for (const filename of [null, 'picture.txt', 'picture.exe']) {
    expect(await kindOf(await make(), filename)).toEqual({ name, mimeType, extension, mediaType: 'IMAGE' });
  }
});

test('an animated PNG is a PNG', async () => {
  const png = await picture().png().toBuffer();
  const animationControl = Buffer.from('000000086163544c0000000100000000b9d1e9e1', 'hex');
  // Behind the signature (8 bytes) and the header (25).
  const animated = Buffer.concat([png.subarray(0, 33), animationControl, png.subarray(33)]);
  expect((await kindOf(animated)).mimeType).toBe('image/png');
});

test.each([
  ['picture', brands('mif1', 'miaf', 'avif')],
  ['sequence', brands('msf1', 'avis', 'miaf')],
])('an AVIF %s that names a general brand first is an AVIF', async (_, head) => {
  expect((await kindOf(head)).mimeType).toBe('image/avif');
});

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n';
test.each([
  ['with a prologue', `${XML}<svg>`],
  ['with a byte order mark and space', '\ufeff \n<svg>'],
  [
    'behind comments and a document type',
    `${XML}<!-- <html> --><!DOCTYPE svg PUBLIC "a" "b">\n<svg\nwidth="1">`,
  ],
  ['behind entities', '<!DOCTYPE svg [ <!ENTITY ns "http://x/]"> <!ENTITY a "b"> ]><svg a="&ns;">'],
  ['behind a style sheet', `${XML}<?xml-stylesheet href="a.css"?><svg/>`],
])('an SVG %s is an SVG', async (_, text) => {
  expect((await kindOf(svg(text))).mimeType).toBe('image/svg+xml');
});

const WORD = 'wordprocessingml.document';
test.each<[string, string, string, Buffer]>([
  ['PDF', 'application/pdf', 'pdf', pdf()],
  ['RTF', 'application/rtf', 'rtf', Buffer.from('{\\rtf1 hello}')],
  ['Word', 'application/msword', 'doc', compound({ streams: ['1Table', 'WordDocument'] })],
  ['Word', 'application/msword', 'doc', compound({ streams: ['WordDocument'], before: 20_000 })],
  [
    'Excel',
    'application/vnd.ms-excel',
    'xls',
    compound({ streams: ['Workbook'], embedded: ['WordDocument'] }),
  ],
  ['Excel', 'application/vnd.ms-excel', 'xls', compound({ streams: ['Book'] })],
  ['PowerPoint', 'application/vnd.ms-powerpoint', 'ppt', compound({ streams: ['PowerPoint Document'] })],
  ['EPUB', 'application/epub+zip', 'epub', named('application/epub+zip')],
  ['ZIP', 'application/zip', 'zip', zip({ name: 'a.txt', data: 'a' })],
  ['ZIP', 'application/zip', 'zip', zip()],
  ...(
    [
      ['Word', 'wordprocessingml.document', 'docx'],
      ['Excel', 'spreadsheetml.sheet', 'xlsx'],
      ['PowerPoint', 'presentationml.presentation', 'pptx'],
    ] as const
  ).map(
    ([name, type, extension]) =>
      [name, `application/vnd.openxmlformats-officedocument.${type}`, extension, zip(contentTypes(type))] as [
        string,
        string,
        string,
        Buffer,
      ],
  ),
  ...['text', 'spreadsheet', 'presentation'].map((type) => {
    const mimeType = `application/vnd.oasis.opendocument.${type}`;
    return ['OpenDocument', mimeType, `od${type.charAt(0)}`, named(mimeType)] as [
      string,
      string,
      string,
      Buffer,
    ];
  }),
])('a document, %s (%s), is told by its bytes', async (name, mimeType, extension, bytes) => {
  expect(await kindOf(bytes, 'a.jpg')).toEqual({ name, mimeType, extension, mediaType: 'DOCUMENT' });
});

test.each([
  ['behind a large picture', { stored: true }],
  ['behind parts whose sizes follow them', { stored: true, streamed: true }],
])('an Office document that names its type %s is one', async (_, how) => {
  const part = { name: 'word/media/a.jpg', data: Buffer.alloc(900_000, 'x'), ...how };
  const archive = zip(part, { name: 'word/document.xml', data: '<x/>' }, contentTypes(WORD));
  expect((await kindOf(archive)).extension).toBe('docx');
});

test.each([
  ['notes.txt', 'text/plain', 'txt'],
  ['NOTES.TXT', 'text/plain', 'txt'],
  ['C:\\x\\table.csv', 'text/csv', 'csv'],
  ['README.md', 'text/markdown', 'md'],
  ['README.markdown', 'text/markdown', 'md'],
  ['data.json', 'application/json', 'json'],
])('a text is what its name, %s, says', async (filename, mimeType, extension) => {
  const utf8 = Buffer.from('Grüße, 日本\r\n\t"a";1\f\n');
  const kind = { mediaType: 'DOCUMENT', mimeType, extension };
  expect(await kindOf(utf8, filename)).toMatchObject({ ...kind, charset: 'utf-8' });
  const marked = Buffer.from(`\ufeff${utf8.toString()}`);
  expect(await kindOf(marked, filename)).toMatchObject({ ...kind, charset: 'utf-8' });
  const utf16 = Buffer.from(`\ufeff${utf8.toString()}`, 'utf16le');
  expect(await kindOf(utf16, filename)).toMatchObject({ ...kind, charset: 'utf-16' });
  expect(await kindOf(Buffer.from(utf16).swap16(), filename)).toMatchObject({ ...kind, charset: 'utf-16' });
});

test.each([
  ['BMW and other makes'],
  ['MZ is how programs begin'],
  ['FORM 27b, to be filled in'],
  ['ID3 is a tag'],
  ['II. Of the second kind'],
  ['solid oak, oiled'],
  ['x'],
  ['GIF is a format'],
  ['<p align="center">A title</p>\n\n# Text'],
  ['<!-- a comment -->\n<h1>Title</h1>'],
  ['a < b, and <3'],
])('prose is text, though it begins "%s"', async (text) => {
  expect((await kindOf(Buffer.from(text), 'a.txt')).mimeType).toBe('text/plain');
});

test('a letter that the first bytes cut in two is whole in the text', async () => {
  const text = Buffer.from(`${'a'.repeat(4099)}ü${'b'.repeat(70_000)}`);
  expect((await kindOf(text, 'a.txt')).charset).toBe('utf-8');
});

test.each([
  ['', 'hello', 'photo.jpg'],
  ['of a program', 'alert(1)', 'code.js'],
  ['without a name', 'hello', null],
  ['without an extension', 'hello', 'README'],
  ['with a name that only looks like one', 'hello', 'txt'],
  ['named like a property of every object', 'hello', 'a.constructor'],
])('a text %s is refused unless its name is a text’s', async (_, text, filename) => {
  expect(await refusalOf(Buffer.from(text), filename)).toBe(
    'UNSUPPORTED_MEDIA_TYPE: This is text, whatever its name says. Name it .txt, .csv, .md or .json if that is what it is, and upload it again.',
  );
});

test.each([
  ['a PHP', '<?php system($_GET[0]);', 'PHP (application/x-httpd-php)'],
  ['a short PHP', ' <?= `id` ?>', 'PHP (application/x-httpd-php)'],
  ['a shell script', '#!/bin/sh\nrm -rf /', 'script (text/x-script)'],
  ['a page', '<!DOCTYPE HTML><title>x</title>', 'HTML (text/html)'],
  ['a page behind a comment', '\n<!-- x -->\n<HTML lang="en">', 'HTML (text/html)'],
  ['a script of a page', '<script>alert(1)</script>', 'HTML (text/html)'],
  ['other XML', `${XML}<feed/>`, 'XML (application/xml)'],
  ['XML without a prologue', '<rss version="2.0">', 'XML (application/xml)'],
  ['an SVG with a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', 'XML (application/xml)'],
])('%s is refused by name, also where it is named a text', async (_, text, type) => {
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    for (const filename of [null, 'a.txt', 'a.jpg', 'a.md']) {
      expect(await refusalOf(bytes, filename)).toBe(
        `UNSUPPORTED_MEDIA_TYPE: This is a file of the type ${type}. ${TAKEN}`,
      );
    }
  }
});

test.each([
  ['a program', Buffer.from('MZ\x90\0\x03\0\0\0'), 'EXE (application/x-msdownload)'],
  ['a film', brands('isom', 'mp42'), 'MP4 (video/mp4)'],
  ['a Java archive', zip({ name: 'META-INF/MANIFEST.MF', data: 'x' }), 'JAR (application/java-archive)'],
])('%s is refused by name', async (_, bytes, type) => {
  expect(await refusalOf(bytes, 'photo.jpg')).toBe(
    `UNSUPPORTED_MEDIA_TYPE: This is a file of the type ${type}. ${TAKEN}`,
  );
});

test.each([
  ['random bytes', Buffer.from('00f1e2d3c4b5a69788', 'hex')],
  ['the first byte of a PNG', Buffer.from([0x89])],
  ['a zero', Buffer.from('text\0text')],
  ['a bell', Buffer.from('text\x07text')],
  ['text that ends as something else', Buffer.concat([Buffer.alloc(5000, 'a'), Buffer.from([0])])],
  ['text whose last letter is cut off', Buffer.concat([Buffer.alloc(5000, 'a'), Buffer.from([0xc3])])],
  ['half a letter of UTF-16', Buffer.from('\ufeffab', 'utf16le').subarray(0, -1)],
])('%s is refused as unknown, also where it is named a text', async (_, bytes) => {
  expect(await refusalOf(bytes, 'a.txt')).toBe(
    `UNSUPPORTED_MEDIA_TYPE: The type of this file is not known. ${TAKEN}`,
  );
});

test.each([
  ['a PDF', pdf(), 10],
  ['a Word document', zip(contentTypes(WORD), { name: 'word/document.xml', data: 'x'.repeat(9_000) }), 5_000],
  ['an OpenDocument', named('application/vnd.oasis.opendocument.text'), 60],
  ['a ZIP', zip({ name: 'a.txt', data: Buffer.alloc(70_000, 'ab'), stored: true }), 69_000],
])(
  '%s is refused without its end, wherever it breaks off, and taken with bytes behind it',
  async (_, bytes, from) => {
    const { extension } = await kindOf(bytes);
    for (let length = bytes.length - 22; length > 4; length -= from) {
      expect(await refusalOf(bytes.subarray(0, length))).toBe(
        'CORRUPT_FILE: This file is incomplete: its end is missing. Save or download it again, and upload the new copy.',
      );
    }
    expect((await kindOf(Buffer.concat([bytes, Buffer.alloc(1_000)]))).extension).toBe(extension);
  },
);

const tiff = (...bytes: number[]) =>
  Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, ...bytes, 0, 0, 0, 0, 0, 0]);
test.each([
  ['an HEIC photograph', brands('heic', 'mif1', 'heic'), /^This is an HEIC picture,.* Export it as JPEG/],
  ['a HEIF of a general brand', brands('mif1', 'heic'), /^This is an HEIC picture,/],
  ['a JPEG XL', Buffer.from('ff0a00000000', 'hex'), /^This is a JPEG XL picture,.* Export it as JPEG/],
  ['a JPEG 2000', Buffer.from('ff4fff51002f', 'hex'), /^This is a JPEG 2000 picture,.* Export it as JPEG/],
  ['a TIFF', tiff(), /^This is a TIFF picture,.* Export it as PNG or JPEG/],
  ['a BMP', Buffer.from('BM6\0\0\0\0\0\0\0'), /^This is a BMP picture,/],
  ['an icon', Buffer.from('00000100010010100000', 'hex'), /^This is an icon .*\(ICO\)/],
  ['a Photoshop document', Buffer.from('8BPS\0\x01\0\0'), /^This is a Photoshop document,/],
  [
    'a raw picture',
    Buffer.concat([tiff().subarray(0, 8), Buffer.from('CR\x02\0')]),
    /^This is a camera's raw/,
  ],
  [
    'PostScript',
    Buffer.from('%!PS-Adobe-3.0\n'),
    /^This is a PostScript or Illustrator file. Export it as PDF/,
  ],
  [
    'a document with macros',
    zip(contentTypes('vnd.ms-word.document.macroEnabled')),
    /^This is an Office document that carries macros,.* Save it without macros/,
  ],
  [
    'an installer',
    compound({ streams: ['Property'] }),
    /^This is an Office file of a kind that is not taken/,
  ],
  [
    'an encrypted document',
    compound({ streams: ['EncryptedPackage'] }),
    /or one with a password. Save it as PDF/,
  ],
  [
    'a letter with a document in it',
    compound({ streams: ['__x'], embedded: ['WordDocument'] }),
    /^This is an Off/,
  ],
  [
    'an Office file that breaks off',
    compound({ streams: ['Workbook'] }).subarray(0, 600),
    /^This is an Office/,
  ],
  [
    'a table in an old encoding',
    Buffer.from('größe;1\n', 'latin1'),
    /^This looks like text in an old encoding/,
  ],
  ['a compressed SVG', gzipSync(svg()), /^This is a compressed SVG \(SVGZ\). Save it as plain SVG/],
  ['an SVG in UTF-16', Buffer.from('\ufeff<svg/>', 'utf16le'), /^This is an SVG picture in another encoding/],
  [
    'an SVG that says it is in UTF-7',
    svg("<?xml version='1.0' encoding='UTF-7'?><svg/>"),
    /^This is an SVG .* UTF-8/,
  ],
  [
    'an SVG in Latin-1',
    Buffer.from('<?xml version="1.0"?><svg>ü</svg>', 'latin1'),
    /^This is an SVG picture in an/,
  ],
])('%s is refused with what to do instead', async (_, bytes, words) => {
  const message = await refusalOf(bytes, 'a.txt');
  expect(message.slice(0, 24)).toBe('UNSUPPORTED_MEDIA_TYPE: ');
  expect(message.slice(24)).toMatch(words);
  expect(message).not.toContain('Taken are');
});
