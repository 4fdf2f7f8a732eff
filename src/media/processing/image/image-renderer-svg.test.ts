import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import {
  bytesOf,
  type Colour,
  distance,
  pixelAt,
  type Rendered,
  Studio,
  variantOf,
} from './image-rendering.fixture';

const RED: Colour = [255, 0, 0, 255];
const NOTHING: Colour = [0, 0, 0, 0];

let studio: Studio;
let folder: string;
let server: Server;
/** What was asked of an address that drawings refer to. */
const asked: string[] = [];

beforeAll(async () => {
  studio = await Studio.open();
  folder = await mkdtemp(join(tmpdir(), 'svg-secrets-'));
  await writeFile(join(folder, 'red.svg'), svg('<rect id="r" width="20" height="20" fill="red"/>'));
  await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
    .png()
    .toFile(join(folder, 'red.png'));
  await writeFile(join(folder, 'red.css'), 'rect { fill: red }');
  await writeFile(join(folder, 'red.txt'), 'red');
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'image/svg+xml').end(svg('<rect width="20" height="20" fill="red"/>'));
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  await studio.close();
  server.close();
  await rm(folder, { recursive: true });
});

const NAMES =
  'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"';

function svg(content: string, { size = 'width="20" height="20"', before = '' } = {}): string {
  return `<?xml version="1.0"?>${before}<svg ${NAMES} ${size}>${content}</svg>`;
}

const render = (text: string): Promise<Rendered> => studio.render(Buffer.from(text));
const HALF = '<rect width="50%" height="100%" fill="red"/>';

test.each([
  ['width and height', 'width="24" height="12"'],
  ['a viewBox', 'viewBox="0 0 24 12"'],
  ['parts of what it is shown in', 'width="100%" height="100%" viewBox="0 0 24 12"'],
  ['a width and a viewBox', 'width="240" viewBox="0 0 24 12"'],
  ['lengths of paper', 'width="2in" height="25.4mm" viewBox="0 0 24 12"'],
  ['letters', 'width="20em" height="10em" font-size="7" viewBox="0 0 24 12"'],
  ['a few pixels', 'width="3" height="1.5" viewBox="0 0 24 12"'],
  ['a hundred thousand pixels', 'width="100000" height="50000" viewBox="0 0 24 12"'],
])('a drawing that gives its size by %s is drawn as sharp as its variants are large', async (_, size) => {
  const rendered = await render(svg(HALF, { size }));
  expect(rendered.facts).toMatchObject({
    ...{ format: 'svg', width: 4096, height: 2048, animated: false, hasAlpha: true },
  });
  expect([...rendered.variants].map(([name, { width, height }]) => `${name} ${width}x${height}`)).toEqual([
    ...['large.webp 1200x600', 'large.png 1200x600', 'medium.webp 300x300', 'medium.png 300x300'],
    ...['small.webp 150x150', 'small.png 150x150'],
  ]);
  const large = await bytesOf(rendered, 'large.png');
  // The edge is where it belongs, and as narrow as in a picture of this size.
  expect(await pixelAt(large, 598 / 1200, 0.5)).toEqual(RED);
  expect(await pixelAt(large, 601.5 / 1200, 0.5)).toEqual(NOTHING);
});

test('a drawing that says nothing of its size is as large as what is drawn', async () => {
  const rendered = await render(svg('<rect x="5" width="24" height="12" fill="red"/>', { size: '' }));
  expect(rendered.facts).toMatchObject({ width: 4096, height: 2048 });
});

test('a drawing without a hole is a JPEG beside its WebP', async () => {
  const rendered = await render(svg('<rect width="20" height="20" fill="red"/>'));
  expect(rendered.facts).toMatchObject({ hasAlpha: false, dominantColor: '#ff0000' });
  expect(variantOf(rendered, 'large.jpg')).toMatchObject({ width: 1200, height: 1200 });
});

test('pictures inside of the file, styles and entities are drawn', async () => {
  const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const uri = `data:image/png;base64,${png.toString('base64')}`;
  for (const text of [
    svg(`<image href="${uri}" width="20" height="20"/>`),
    svg('<style>rect { fill: red }</style><rect width="20" height="20"/>'),
    svg('<rect width="20" height="20" fill="&c;"/>', { before: '<!DOCTYPE svg [<!ENTITY c "red">]>' }),
    svg('<g id="r"><rect width="20" height="20" fill="red"/></g><use xlink:href="#r"/>'),
  ]) {
    const rendered = await render(text);
    expect(await pixelAt(await bytesOf(rendered, 'large.jpg'), 0.5, 0.5).then(nearRed)).toBe(true);
  }
});

function nearRed(colour: Colour): boolean {
  return distance(colour, RED.slice(0, colour.length)) <= 3;
}

const REFERENCES: readonly [string, (base: string) => string][] = [
  ['an image', (base) => svg(`<image href="${base}/red.png" width="20" height="20"/>`)],
  ['an image in the old way', (base) => svg(`<image xlink:href="${base}/red.png" width="20" height="20"/>`)],
  ['another drawing', (base) => svg(`<image href="${base}/red.svg" width="20" height="20"/>`)],
  ['a part of another drawing', (base) => svg(`<use xlink:href="${base}/red.svg#r"/>`)],
  [
    'a colour of another drawing',
    (base) => svg(`<rect width="20" height="20" fill="url(${base}/red.svg#r)"/>`),
  ],
  [
    'a filter’s image',
    (base) =>
      svg(
        `<filter id="f"><feImage href="${base}/red.png"/></filter><rect width="20" height="20" filter="url(#f)" fill="none"/>`,
      ),
  ],
  ['an inclusion', (base) => svg(`<xi:include href="${base}/red.svg"/>`)],
  [
    'an inclusion of text',
    (base) => svg(`<text y="15"><xi:include href="${base}/red.txt" parse="text"/></text>`),
  ],
  [
    'an imported style',
    (base) => svg(`<style>@import url("${base}/red.css");</style><rect fill="none" width="20" height="20"/>`),
  ],
  [
    'a style sheet',
    (base) =>
      svg('<rect fill="none" width="20" height="20"/>', {
        before: `<?xml-stylesheet type="text/css" href="${base}/red.css"?>`,
      }),
  ],
  ['a base', (base) => svg(`<g xml:base="${base}/"><image href="red.png" width="20" height="20"/></g>`)],
];

test.each(REFERENCES)('%s outside of the file is neither read nor drawn', async (_, make) => {
  const { port } = server.address() as AddressInfo;
  asked.length = 0;
  for (const base of [`file://${folder}`, folder, `http://127.0.0.1:${port}`]) {
    const rendered = await render(make(base));
    expect(rendered.facts.hasAlpha).toBe(true);
    const { data } = await sharp(await bytesOf(rendered, 'large.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data.every((value) => value === 0)).toBe(true);
  }
  expect(asked).toEqual([]);
});

const laughs = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
).join('');
const copies = Array.from(
  { length: 12 },
  (_, index) => `<g id="a${index + 1}">${`<use href="#a${index}"/>`.repeat(10)}</g>`,
).join('');
const UNREADABLE = /^This SVG cannot be drawn: /;
const WITHOUT_SIZE = /^This SVG does not say how large it is/;
const TOO_COMPLEX = /^This SVG takes too long to be drawn\./;

test.each([
  [
    'an external entity',
    () =>
      svg('<text>&x;</text>', { before: `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${folder}/red.txt">]>` }),
    'CORRUPT_FILE',
    UNREADABLE,
  ],
  [
    'an external entity of parameters',
    () =>
      svg('<rect/>', {
        before: `<!DOCTYPE svg [<!ENTITY % x SYSTEM "file://${folder}/red.txt"> %x; ]>`,
        size: '',
      }),
    'CORRUPT_FILE',
    UNREADABLE,
  ],
  [
    'a billion laughs',
    () => svg('<text>&e9;</text>', { before: `<!DOCTYPE svg [<!ENTITY e0 "ha">${laughs}]>` }),
    'IMAGE_TOO_LARGE',
    TOO_COMPLEX,
  ],
  [
    'a billion copies',
    () => svg(`<defs><g id="a0"><rect width="1" height="1"/></g>${copies}</defs><use href="#a12"/>`),
    'IMAGE_TOO_LARGE',
    TOO_COMPLEX,
  ],
  [
    'a hundred thousand levels',
    () => svg('<g>'.repeat(100_000) + '</g>'.repeat(100_000)),
    'IMAGE_TOO_LARGE',
    TOO_COMPLEX,
  ],
  [
    'filters upon filters',
    () =>
      svg(
        `<filter id="f" x="0" y="0" width="1" height="1">${'<feMorphology radius="500" operator="dilate"/>'.repeat(50)}</filter><rect width="20" height="20" filter="url(#f)"/>`,
      ),
    'IMAGE_TOO_LARGE',
    TOO_COMPLEX,
  ],
  [
    'ten megabytes',
    () => svg(`<!-- ${'x'.repeat(10_000_000)} -->`),
    'IMAGE_TOO_LARGE',
    /^This picture has 10 MB of drawing instructions; at most 10 MB/,
  ],
  ['no size', () => svg('', { size: '' }), 'CORRUPT_FILE', WITHOUT_SIZE],
  ['a size of nothing', () => svg(HALF, { size: 'width="0" height="0"' }), 'CORRUPT_FILE', WITHOUT_SIZE],
  ['a viewBox of nothing', () => svg(HALF, { size: 'viewBox="0 0 0 0"' }), 'CORRUPT_FILE', WITHOUT_SIZE],
  [
    'a billion pixels a side',
    () => svg(HALF, { size: 'width="1e9" height="1e9"' }),
    'CORRUPT_FILE',
    WITHOUT_SIZE,
  ],
  [
    'a viewBox of a billion pixels a side',
    () => svg(HALF, { size: 'viewBox="0 0 1e9 1e9"' }),
    'CORRUPT_FILE',
    WITHOUT_SIZE,
  ],
  [
    'a viewBox of next to nothing',
    () => svg(HALF, { size: 'viewBox="0 0 1e-9 1e-9"' }),
    'CORRUPT_FILE',
    WITHOUT_SIZE,
  ],
  ['a hair’s breadth', () => svg(HALF, { size: 'width="100000" height="1"' }), 'CORRUPT_FILE', WITHOUT_SIZE],
  ['a missing end', () => svg(HALF).slice(0, -4), 'CORRUPT_FILE', UNREADABLE],
  [
    'another root',
    () => '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    'UNSUPPORTED_MEDIA_TYPE',
    /^This file is no JPEG, /,
  ],
  ['a page in it', () => '<!doctype html><svg><script>alert(1)</script></svg>', 'CORRUPT_FILE', UNREADABLE],
])('a drawing with %s is refused in words', async (_, make, code, words) => {
  await expect(render(make())).rejects.toMatchObject({
    ...{ name: 'ImageFailure', code, message: expect.stringMatching(words) as string },
  });
  expect((await render(svg(HALF))).variants.size).toBe(6);
});

test.each([
  ['in a circle', '<g id="a"><use href="#a"/></g><rect width="20" height="20" fill="red"/>'],
  [
    'a picture of 30,000 x 30,000 pixels',
    `<image href="data:image/png;base64,${claiming(30_000).toString('base64')}" width="20" height="20"/><rect width="20" height="20" fill="red"/>`,
  ],
  [
    'a pattern of a millionth of a pixel',
    '<pattern id="p" width="0.000001" height="0.000001" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect width="20" height="20" fill="red"/><rect width="20" height="20" fill="url(#p)"/>',
  ],
  [
    'dashes without end',
    '<rect width="20" height="20" fill="red"/><path d="M0 30 L 1e6 1e6" stroke="red" stroke-dasharray="0.00001"/>',
  ],
  [
    'noise of many octaves',
    '<filter id="f"><feTurbulence numOctaves="100000" baseFrequency="0.5"/></filter><rect width="1" height="1" filter="url(#f)"/><rect width="20" height="20" fill="red"/>',
  ],
])('a drawing with what it refers to %s is drawn all the same', async (_, content) => {
  const rendered = await render(svg(content));
  expect(nearRed(await pixelAt(await bytesOf(rendered, 'large.webp'), 0.5, 0.5))).toBe(true);
});

/** The header of a PNG that claims to be so large, and nothing behind it. */
function claiming(side: number): Buffer {
  const header = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000000000',
    'hex',
  );
  header.writeUInt32BE(side, 16);
  header.writeUInt32BE(side, 20);
  return header;
}

test('a compressed drawing is no picture', async () => {
  await expect(studio.render(gzipSync(svg(HALF)))).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
});
