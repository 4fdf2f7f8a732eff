import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createWorkspace } from '../../src/accounts';
import { apng } from '../../src/media/processing/image/apng/apng.fixture';
import { pngChunk } from '../../src/media/processing/image/apng/png-chunks';
import { paint } from '../../src/media/processing/image/image-rendering.fixture';
import { SECRETS, withIptc, withSecrets } from '../../src/media/processing/image/secretive-picture.fixture';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { partsOf } from './parts-of';

const PASSWORD = 'a password of tests';

/** All that may be in what is made of a picture: pixels, and how to decode them. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['C0', 'C2', 'C4', 'D9', 'DA', 'DB', 'DD', 'E0'],
  'image/png': ['IDAT', 'IEND', 'IHDR', 'PLTE', 'pHYs', 'tRNS'],
  'image/webp': ['ALPH', 'ANIM', 'ANMF', 'VP8', 'VP8L', 'VP8X'],
  'image/avif': ['av01', 'free', 'ftyp', 'mdat', 'meta'],
};

const hasExiftool = spawnSync('exiftool', ['-ver']).status === 0;
if (!hasExiftool)
  process.stdout.write('There is no exiftool: metadata are looked for by our own parser alone.\n');

let app: TestApp;
let staff: TestClient;
let folder: string;

beforeAll(async () => {
  app = await startTestApp({ workers: ['relay', 'image'] });
  await createWorkspace(app.db.unitOfWork, {
    slug: 'shop',
    name: 'Shop',
    owner: { email: 'o@example.com', password: PASSWORD },
  });
  staff = await app.client('shop').signedIn('o@example.com', PASSWORD);
  folder = await mkdtemp(join(tmpdir(), 'no-metadata-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const picture = () => paint(500, 400, (x, y) => [x % 256, y % 256, 90]);
const comment = pngChunk('tEXt', Buffer.from('Comment\0SecretComment'));

/** The EXIF of a photograph, as a PNG's chunk. */
async function exifChunk(): Promise<Buffer> {
  const { exif } = await sharp(await withSecrets(picture()).jpeg().toBuffer()).metadata();
  return pngChunk('eXIf', exif?.subarray(6) ?? Buffer.alloc(0));
}

function withComment(jpeg: Buffer): Buffer {
  const text = Buffer.from('SecretComment');
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, text.length + 2]),
    text,
    jpeg.subarray(2),
  ]);
}

/** A GIF's comment extension stands before its frames: GIF89a, 24. */
function withGifComment(gif: Buffer): Buffer {
  const colours = 3 * 2 ** (((gif[10] ?? 0) & 7) + 1);
  const at = 13 + ((gif[10] ?? 0) & 0x80 ? colours : 0);
  const text = Buffer.from('SecretComment');
  const extension = Buffer.concat([Buffer.from([0x21, 0xfe, text.length]), text, Buffer.from([0])]);
  return Buffer.concat([gif.subarray(0, at), extension, gif.subarray(at)]);
}

async function frames(): Promise<sharp.Sharp> {
  const made = await Promise.all(
    [40, 200].map((red) =>
      paint(400, 300, () => [red, 90, 90])
        .png()
        .toBuffer(),
    ),
  );
  return sharp(made, { join: { animated: true } });
}

const PHOTOGRAPHS: readonly [string, () => Promise<Buffer>][] = [
  ['photograph.jpg', async () => withComment(withIptc(await withSecrets(picture()).jpeg().toBuffer()))],
  // What stands behind a picture's end, e.g. a film, is no part of it.
  [
    'moving-photograph.jpg',
    async () => Buffer.concat([await withSecrets(picture()).jpeg().toBuffer(), Buffer.from('SecretCaption')]),
  ],
  ['screenshot.png', () => withSecrets(picture()).png().toBuffer()],
  ['translucent.png', () => withSecrets(picture().ensureAlpha(0.5)).png().toBuffer()],
  ['photograph.webp', () => withSecrets(picture()).webp().toBuffer()],
  ['photograph.avif', () => withSecrets(picture()).avif({ effort: 0 }).toBuffer()],
  [
    'moving.webp',
    async () =>
      withSecrets(await frames())
        .webp()
        .toBuffer(),
  ],
  ['moving.gif', async () => withGifComment(await (await frames()).gif().toBuffer())],
  [
    'moving.png',
    async () => {
      const before = [await exifChunk(), comment];
      const shown = [40, 200].map((red) => ({ colourAt: () => [red, 90, 90, 255] as const }));
      return apng({ width: 400, height: 300, frames: shown, before });
    },
  ],
  [
    'drawing.svg',
    () =>
      Promise.resolve(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!--SecretComment--><metadata>SecretCreator</metadata><title>SecretCaption</title><rect width="5" height="5"/></svg>`,
        ),
      ),
  ],
];

const FORMATS = ['WEBP', 'JPEG', 'PNG', 'AVIF'];
const SHAPES = ['maxWidth: 120', 'maxWidth: 100, crop: COVER', 'maxWidth: 90, crop: SMART'];

/** Every URL by which the picture can be had: its presets in the formats that they have, and transforms in all. */
async function urlsOf(id: string): Promise<string[]> {
  const presets = ['', 'transform: { crop: COVER }', 'transform: { crop: COVER, maxWidth: 150 }'];
  const transforms = FORMATS.flatMap((format) =>
    SHAPES.map((shape) => `transform: { ${shape}, format: ${format} }`),
  );
  const fields = [...presets, ...transforms].map((input, index) => `u${index}: url${input && `(${input})`}`);
  const { node } = await staff.data<{
    node: { previewImage: Record<string, string> | null; status: string };
  }>(
    `query ($id: ID!) { node(id: $id) { ... on MediaImage { status previewImage { ${fields.join(' ')} } } } }`,
    { id },
  );
  expect(node.status).toBe('COMPLETED');
  return Object.values(node.previewImage ?? {});
}

async function upload(bytes: Buffer, filename: string): Promise<string> {
  const { data } = await staff.upload<{ mediaUpload: { media: { id: string } } }>(
    'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }',
    new Blob([new Uint8Array(bytes)]),
    filename,
  );
  return data.mediaUpload.media.id;
}

test.each(PHOTOGRAPHS)('nothing that is made of %s says more than its pixels', async (filename, make) => {
  const source = await make();
  expect(SECRETS.some((secret) => source.includes(secret))).toBe(true);
  const id = await upload(source, filename);
  const urls = await eventually(() => urlsOf(id));
  expect(new Set(urls).size).toBe(3 + FORMATS.length * SHAPES.length);
  const made = await Promise.all(
    urls.flatMap((url) =>
      // What is asked for in no format has two, by what the client takes.
      ['image/webp', 'image/*'].map(async (accept) => {
        const response = await fetch(url, { headers: { accept } });
        expect(response.status).toBe(200);
        return {
          type: response.headers.get('content-type') ?? '',
          bytes: Buffer.from(await response.arrayBuffer()),
        };
      }),
    ),
  );
  for (const { type, bytes } of made) {
    expect(partsOf(bytes).filter((part) => !PARTS[type]?.includes(part))).toEqual([]);
    expect(SECRETS.filter((secret) => bytes.includes(secret))).toEqual([]);
    const { exif, xmp, iptc, icc, comments } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, icc, comments }).toEqual({});
  }
  if (hasExiftool) expect(await tagsOf(made.map(({ bytes }) => bytes))).toEqual([]);
});

/** The tags, beside those that describe the file itself, that exiftool finds in any of the files. */
async function tagsOf(files: readonly Buffer[]): Promise<string[]> {
  const paths = await Promise.all(
    files.map(async (bytes, index) => {
      const path = join(folder, String(index));
      await writeFile(path, bytes);
      return path;
    }),
  );
  const found = JSON.parse(
    execFileSync('exiftool', ['-json', '-groupNames', '-all', '-unknown', ...paths], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  ) as object[];
  const groups = found
    .flatMap((tags) => Object.keys(tags))
    .filter((tag) => /^(EXIF|GPS|XMP|IPTC|ICC_Profile|Photoshop|MakerNotes):/i.test(tag));
  return [...new Set(groups)];
}

test('the parser names what photographs carry', async () => {
  const [jpeg = Buffer.alloc(0), trailed = jpeg, png = jpeg, , webp = jpeg, avif = jpeg, , , moving = jpeg] =
    await Promise.all(PHOTOGRAPHS.map(([, make]) => make()));
  expect(partsOf(jpeg)).toEqual(expect.arrayContaining(['E1', 'E2', 'ED', 'FE']));
  if (hasExiftool) {
    expect(await tagsOf([jpeg])).toEqual(
      expect.arrayContaining(['EXIF:GPSLatitude', 'EXIF:Make', 'XMP:Creator', 'IPTC:Caption-Abstract']),
    );
  }
  expect(partsOf(trailed)).toContain('rest');
  expect(partsOf(png)).toEqual(expect.arrayContaining(['eXIf', 'iCCP', 'zTXt']));
  expect(partsOf(webp)).toEqual(expect.arrayContaining(['EXIF', 'ICCP', 'XMP']));
  expect(partsOf(avif)).toEqual(expect.arrayContaining(['Exif', 'mime']));
  expect(partsOf(moving)).toEqual(expect.arrayContaining(['eXIf', 'tEXt', 'fdAT']));
});
