import sharp from 'sharp';
import { bytesOf, paint, Studio } from './image-rendering.fixture';
import { SECRETS, withIptc, withSecrets } from './secretive-picture.fixture';

let studio: Studio;
beforeAll(async () => (studio = await Studio.open()));
afterAll(() => studio.close());

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
    expect([...SECRETS, 'ICC_PROFILE'].filter((secret) => bytes.includes(secret))).toEqual([]);
  }
}
