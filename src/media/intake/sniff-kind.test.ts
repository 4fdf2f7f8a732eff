import sharp from 'sharp';
import { Refusal } from '../../platform/errors';
import { MediaType } from '../media-type';
import { sniffKind } from './sniff-kind';

const TAKEN = 'Taken are JPEG, PNG, WebP, AVIF and GIF.';

const picture = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#c08040' } });

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

async function refusalOf(head: Buffer): Promise<string> {
  const error = await sniffKind(head).catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error('It was taken.');
  return error.message;
}

test.each([
  ['JPEG', 'image/jpeg', 'jpg', () => picture().jpeg().toBuffer()],
  ['PNG', 'image/png', 'png', () => picture().png().toBuffer()],
  ['WebP', 'image/webp', 'webp', () => picture().webp().toBuffer()],
  ['AVIF', 'image/avif', 'avif', () => picture().avif().toBuffer()],
  ['GIF', 'image/gif', 'gif', () => picture().gif().toBuffer()],
])('%s is told by its bytes', async (name, mimeType, extension, make) => {
  expect(await sniffKind(await make())).toEqual({ name, mimeType, extension, mediaType: MediaType.IMAGE });
});

test('an animated PNG is a PNG', async () => {
  const png = await picture().png().toBuffer();
  const animationControl = Buffer.from('000000086163544c0000000100000000b9d1e9e1', 'hex');
  // Behind the signature (8 bytes) and the header (25).
  const animated = Buffer.concat([png.subarray(0, 33), animationControl, png.subarray(33)]);
  expect((await sniffKind(animated)).mimeType).toBe('image/png');
});

test.each([
  ['picture', brands('mif1', 'miaf', 'avif')],
  ['sequence', brands('msf1', 'avis', 'miaf')],
])('an AVIF %s that names a general brand first is an AVIF', async (_, head) => {
  expect((await sniffKind(head)).mimeType).toBe('image/avif');
});

test.each([
  ['a HEIC photograph', brands('heic', 'mif1', 'heic'), 'HEIC (image/heic)'],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'PDF (application/pdf)'],
  ['a program', Buffer.from('MZ\x90\0\x03\0\0\0'), 'EXE (application/x-msdownload)'],
  ['an SVG', Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"><script/></svg>'), 'SVG (image/svg+xml)'],
  ['an SVG without a prologue', Buffer.from('<svg onload="x">'), 'SVG (image/svg+xml)'],
  ['a page', Buffer.from('<!DOCTYPE HTML><title>x</title>'), 'HTML (text/html)'],
  ['other XML', Buffer.from('<?xml version="1.0"?><feed/>'), 'XML (application/xml)'],
])('%s is refused by name', async (_, head, type) => {
  expect(await refusalOf(head)).toBe(`UNSUPPORTED_MEDIA_TYPE: This is a file of the type ${type}. ${TAKEN}`);
});

test.each([
  ['text', Buffer.from('hello')],
  ['random bytes', Buffer.from('00f1e2d3c4b5a69788', 'hex')],
  ['the first byte of a PNG', Buffer.from([0x89])],
])('%s is refused as unknown', async (_, head) => {
  expect(await refusalOf(head)).toBe(`UNSUPPORTED_MEDIA_TYPE: The type of this file is not known. ${TAKEN}`);
});
