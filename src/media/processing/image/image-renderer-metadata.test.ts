import sharp from 'sharp';
import { bytesOf, paint, Studio } from './image-rendering.fixture';

const SECRETS = ['SecretCamera', 'SN-4711', '47/1', 'SecretCreator', 'SecretCaption', 'ICC_PROFILE'];

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="SecretCreator"/></rdf:RDF></x:xmpmeta>`;

function withSecrets(image: sharp.Sharp): sharp.Sharp {
  return image
    .withIccProfile('p3')
    .withXmp(XMP)
    .withExif({
      IFD0: { Make: 'SecretCamera', Copyright: 'SecretCamera' },
      IFD2: { BodySerialNumber: 'SN-4711' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '47/1 22/1 3/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '8/1 32/1 3/1',
      },
    });
}

/** An IPTC caption in Photoshop's APP13 segment, which sharp can read but not write. */
function withIptc(jpeg: Buffer): Buffer {
  const caption = Buffer.from('SecretCaption');
  const record = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, caption.length]), caption]);
  const padded = record.length % 2 === 0 ? record : Buffer.concat([record, Buffer.alloc(1)]);
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x04\0\0\0\0\0', 'latin1'),
    Buffer.from([record.length]),
    padded,
  ]);
  const payload = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]);
  const header = Buffer.from([0xff, 0xed, 0, 0]);
  header.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), header, payload, jpeg.subarray(2)]);
}

const picture = (): sharp.Sharp => paint(500, 400, (x, y) => [x % 256, y % 256, 90]);

test('no variant of a JPEG carries EXIF, GPS, XMP, IPTC or a profile', async () => {
  const source = withIptc(await withSecrets(picture()).jpeg().toBuffer());
  const before = await sharp(source).metadata();
  expect(before.exif?.includes('SecretCamera')).toBe(true);
  expect(before.exif?.includes('SN-4711')).toBe(true);
  expect(before.xmp?.includes('SecretCreator')).toBe(true);
  expect(before.iptc?.includes('SecretCaption')).toBe(true);
  expect(before.hasProfile).toBe(true);
  await expectNoSecrets(source);
});

test.each([
  ['a PNG', () => withSecrets(picture()).png()],
  ['a PNG with alpha', () => withSecrets(picture().ensureAlpha(0.5)).png()],
  ['a WebP', () => withSecrets(picture()).webp()],
  ['an AVIF', () => withSecrets(picture()).avif({ effort: 0 })],
])('no variant of %s does', async (_, write) => {
  const source = await write().toBuffer();
  const before = await sharp(source).metadata();
  expect(before.exif?.includes('SecretCamera')).toBe(true);
  expect(before.xmp?.includes('SecretCreator')).toBe(true);
  await expectNoSecrets(source);
});

test('no variant of a moving WebP does', async () => {
  const frames = Buffer.concat([10, 120].map((grey) => Buffer.alloc(60 * 60 * 3, grey)));
  const raw = { width: 60, height: 120, channels: 3, pageHeight: 60 } as const;
  const source = await withSecrets(sharp(frames, { raw })).webp().toBuffer();
  expect((await sharp(source).metadata()).exif?.includes('SecretCamera')).toBe(true);
  await expectNoSecrets(source);
});

async function expectNoSecrets(source: Buffer): Promise<void> {
  const rendered = await studio.render(source);
  expect(rendered.variants.size).toBe(6);
  for (const name of rendered.variants.keys()) {
    const bytes = await bytesOf(rendered, name);
    const { exif, xmp, iptc, icc, orientation, comments } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, icc, orientation, comments }).toEqual({});
    expect(SECRETS.filter((secret) => bytes.includes(secret))).toEqual([]);
  }
}
