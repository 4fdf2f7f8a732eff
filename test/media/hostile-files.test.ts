import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { compound, contentTypes, named, zip } from '../../src/media/intake/archives.fixture';
import { paint } from '../../src/media/processing/image/image-rendering.fixture';
import { onLinux } from '../processes/children-of';
import * as bombs from './hostile-bombs';
import { type Files, Target } from './hostile-target';
import { highWaterMb, MemoryWatch } from './memory-watch';
import { DISGUISED, SCRIPTED, SLEEPING } from './scripted-svg';

/** Time for a test; drawings that have to be given up take twenty seconds each. */
const LONG = 240_000;

let target: Target;
let watch: MemoryWatch;
const outcomesOf = (files: Files) => target.outcomesOf(files);

beforeAll(async () => {
  target = await Target.start();
  watch = new MemoryWatch([target.api.process.pid, target.worker.pid]);
});
afterAll(async () => {
  await watch.end();
  await target.close();
});
afterEach(() => target.expectUnharmed());

/** The same outcome for each. */
const each = (files: Files, outcome: string) =>
  Object.fromEntries(Object.keys(files).map((name) => [name, outcome]));
const renamed = (files: Files, extension: string): Files =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.${extension}`, bytes]));

const noise = (width: number, height: number) => {
  let state = 1;
  return paint(width, height, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return [state >>> 24, (state >>> 16) & 255, (state >>> 8) & 255];
  });
};

test('an empty file is refused, whatever its name', async () => {
  const files = { 'a.jpg': '', 'a.svg': '', 'a.txt': '', 'a.pdf': '', empty: '' };
  expect(await outcomesOf(files)).toEqual(each(files, 'refused CORRUPT_FILE'));
});

async function wholeFiles(): Promise<Record<string, Buffer>> {
  const frames = await Promise.all([1, 2, 3].map(() => noise(90, 90).png().toBuffer()));
  const moving = () => sharp(frames, { join: { animated: true } });
  return {
    'a.jpg': await noise(200, 150).jpeg().toBuffer(),
    'progressive.jpg': await noise(200, 151).jpeg({ progressive: true }).toBuffer(),
    'a.png': await noise(200, 152).png().toBuffer(),
    'moving.png': bombs.movingPng(40, 30),
    'a.webp': await noise(200, 153).webp().toBuffer(),
    'moving.webp': await moving().webp().toBuffer(),
    'a.avif': await noise(200, 154).avif({ effort: 0 }).toBuffer(),
    'a.gif': await noise(200, 155).gif().toBuffer(),
    'moving.gif': await moving().gif().toBuffer(),
    'a.svg': Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${'<rect width="3" height="3"/>'.repeat(99)}</svg>`,
    ),
    'a.pdf': Buffer.from(`%PDF-1.7\n${'1 0 obj\n'.repeat(99)}%%EOF\n`),
    'a.docx': zip(contentTypes('wordprocessingml.document'), { name: 'word/document.xml', data: 'x' }),
    'a.odt': named('application/vnd.oasis.opendocument.text'),
    'a.zip': zip({ name: 'a.txt', data: Buffer.alloc(999, 'ab'), stored: true }),
    'a.xls': compound({ streams: ['Workbook'], before: 9 }),
  };
}

test(
  'a file that breaks off is told from a whole one, wherever it does, and is never taken for one',
  async () => {
    const whole = await wholeFiles();
    const broken = Object.entries(whole).flatMap(([name, bytes]) =>
      [2, 12, 30, 0.1 * bytes.length, 0.5 * bytes.length, 0.9 * bytes.length].map(
        (length, place) => [`${place}-${name}`, bytes.subarray(0, Math.floor(length))] as const,
      ),
    );
    const outcomes = await outcomesOf(Object.fromEntries(broken));
    const wrong = Object.entries(outcomes).filter(
      ([, outcome]) => !/^(refused|FAILED) (CORRUPT_FILE|UNSUPPORTED_MEDIA_TYPE)$/.test(outcome),
    );
    expect(wrong).toEqual([]);
    const taken = Object.values(await outcomesOf(whole));
    expect(taken.filter((outcome) => !outcome.startsWith('COMPLETED'))).toEqual([]);
  },
  LONG,
);

test('pages, scripts and programs are refused, whatever they are named', async () => {
  const page = '<!doctype html><html><body><script>alert(1)</script></body></html>';
  const files: Files = {
    'page.jpg': page,
    'page.svg': page,
    'page.txt': page,
    'page.pdf': `\n\n${page}`,
    'marked.png': `\ufeff${page}`,
    'wide.txt': Buffer.from(`\ufeff${page}`, 'utf16le'),
    'script.jpg': 'alert(document.cookie)',
    'script.gif': '#!/bin/sh\nrm -rf /\n',
    'script.txt': '#!/usr/bin/env python3\nprint(1)\n',
    'shell.jpg': '<?php system($_GET["c"]); ?>',
    'shell.txt': '<?php system($_GET["c"]); ?>',
    'page.md': '<script>alert(1)</script>',
    'feed.txt': '<?xml version="1.0"?><rss/>',
    'program.jpg': Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
    'program.png': Buffer.from('7f454c4602010100000000000000000002003e00', 'hex'),
    'class.jpg': Buffer.from('cafebabe00000034', 'hex'),
    'archive.jpg': Buffer.from('526172211a0701003392b5e50a010506', 'hex'),
    'macros.docx': zip(contentTypes('vnd.ms-word.document.macroEnabled')),
    'java.zip': zip({ name: 'META-INF/MANIFEST.MF', data: 'Main-Class: x' }),
    'film.jpg': Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'),
    'photo.heic': Buffer.from('0000001c66747970686569630000000068656963 6d696631'.replace(' ', ''), 'hex'),
    'photo.jxl': Buffer.from('ff0a7f009000102030', 'hex'),
    'nothing.jpg': Buffer.alloc(5_000),
  };
  expect(await outcomesOf(files)).toEqual(each(files, 'refused UNSUPPORTED_MEDIA_TYPE'));
});

test('of a file that is two things at once, what it is taken for is all that is ever made of it', async () => {
  const jpeg = await noise(64, 64).jpeg().toBuffer();
  const page = '<html><script>alert(1)</script>';
  const archive = zip({ name: 'META-INF/MANIFEST.MF', data: 'x' });
  const files: Files = {
    'jpeg-and-page.html': Buffer.concat([jpeg, Buffer.from(page)]),
    'jpeg-and-archive.jar': Buffer.concat([jpeg, archive]),
    'png-and-shell.php': Buffer.concat([
      await noise(64, 65).png().toBuffer(),
      Buffer.from('<?php system(1);'),
    ]),
    'gif-and-page.html': Buffer.concat([bombs.gif(8, 8, 2), Buffer.from(page)]),
    'pdf-and-page.html': `%PDF-1.7\n${page}\n%%EOF`,
    'script-of-gif.js': `GIF89a/*${'\0'.repeat(99)}*/=1;alert(1)`,
    'script-of-jpeg.js': Buffer.concat([Buffer.from('ffd8ffe02f2a', 'hex'), Buffer.from('*/=alert(1)/*')]),
    'page-and-jpeg.jpg': Buffer.concat([Buffer.from(page), jpeg]),
    'archive-and-jpeg.jpg': Buffer.concat([archive, jpeg]),
    'drawing-and-page.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>${page}`,
  };
  expect(await outcomesOf(files)).toEqual({
    'jpeg-and-page.html': 'COMPLETED image/jpeg',
    'jpeg-and-archive.jar': 'COMPLETED image/jpeg',
    'png-and-shell.php': 'COMPLETED image/png',
    'gif-and-page.html': 'COMPLETED image/gif',
    'pdf-and-page.html': 'COMPLETED application/pdf',
    'script-of-gif.js': 'FAILED CORRUPT_FILE',
    'script-of-jpeg.js': 'refused UNSUPPORTED_MEDIA_TYPE',
    'page-and-jpeg.jpg': 'refused UNSUPPORTED_MEDIA_TYPE',
    'archive-and-jpeg.jpg': 'refused UNSUPPORTED_MEDIA_TYPE',
    'drawing-and-page.svg': 'FAILED CORRUPT_FILE',
  });
  await expectOnlyPictures();
});

/** Whatever was uploaded, what was made of it are WebP, JPEG and PNG files without a word in them. */
async function expectOnlyPictures(): Promise<void> {
  const stored = await target.fleet.storedFiles();
  const made = stored.filter(({ key }) => !/\/original\.[a-z]+$/.test(key));
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ key }) => !/\.(webp|jpg|png)$/.test(key))).toEqual([]);
  for (const path of made.map(({ key }) => join(target.fleet.dataDir, 'storage', 'objects', key))) {
    const { format } = await sharp(path).metadata();
    expect(['webp', 'jpeg', 'png']).toContain(format);
    expect(/<script|<\?php|alert\(/.test(await readFile(path, 'latin1'))).toBe(false);
  }
}

test(
  'bombs of pixels cost what their headers cost',
  async () => {
    const files: Files = {
      'a.png': bombs.pngOf(30_000),
      'a.jpg': await bombs.jpegThatClaims(),
      'a.webp': await bombs.webpThatClaims(),
      'a.avif': await bombs.avifThatClaims(),
      'a.gif': bombs.gif(65_535, 65_535, 1, 65_535),
      'moving.png': bombs.movingPng(30_000 / 4, 3),
    };
    expect(await outcomesOf(files)).toEqual(each(files, 'FAILED IMAGE_TOO_LARGE'));
  },
  LONG,
);

test(
  'the heaviest that is let through, and what unpacks to more than it says, end in bounded time and memory',
  async () => {
    const files: Files = {
      'heaviest.png': bombs.pngOf(10_000, { depth: 16, colour: 6, channels: 4, interlaced: true }),
      'text.png': bombs.pngWithPackedChunk('zTXt'),
      'international.png': bombs.pngWithPackedChunk('iTXt'),
      'profile.png': bombs.pngWithPackedChunk('iCCP'),
      'scans.jpg': await bombs.jpegOfManyScans(),
    };
    expect(await outcomesOf(files)).toEqual({
      'heaviest.png': 'COMPLETED image/png',
      'text.png': 'COMPLETED image/png',
      'international.png': 'COMPLETED image/png',
      'profile.png': 'COMPLETED image/png',
      'scans.jpg': 'FAILED CORRUPT_FILE',
    });
  },
  LONG,
);

test(
  'bombs of frames cost what their headers cost',
  async () => {
    const files: Files = {
      'frames.gif': bombs.gif(4, 4, 100_000),
      'canvas.gif': bombs.gif(2_000, 2_000, 400),
      'frames.webp': await bombs.webp(16, 20_000),
      'canvas.webp': await bombs.webp(16_000, 400),
      'frames.png': bombs.movingPng(4, 20_000),
      'canvas.png': bombs.movingPng(3_000, 400),
      'declared.png': bombs.movingPng(4, 3, 2 ** 31 - 1),
    };
    expect(await outcomesOf(files)).toEqual(each(files, 'FAILED IMAGE_TOO_LARGE'));
  },
  LONG,
);

test(
  'a bomb in an archive is kept as it came, and not unpacked',
  async () => {
    const zeros = Buffer.alloc(200_000_000);
    const files = {
      'a.zip': zip({ name: 'a.txt', data: zeros }),
      'a.docx': zip({ ...contentTypes('wordprocessingml.document'), data: zeros }),
      'many.zip': zip(
        ...Array.from({ length: 30_000 }, (_, at) => ({ name: `${at}`, data: '', stored: true })),
      ),
    };
    expect(await outcomesOf(files)).toEqual(each(files, 'COMPLETED application/zip'));
  },
  LONG,
);

test(
  'a drawing with a script is drawn without it, and the drawing itself is only ever a download',
  async () => {
    const files = renamed({ ...SCRIPTED, ...SLEEPING }, 'svg');
    expect(await outcomesOf(files)).toEqual(each(files, 'COMPLETED image/svg+xml'));
    const disguised = renamed(DISGUISED, 'svg');
    expect(await outcomesOf(disguised)).toEqual(each(disguised, 'refused UNSUPPORTED_MEDIA_TYPE'));
    await expectOnlyPictures();
    const { media } = await target.staff.data<{
      media: { nodes: { originalUrl: string; mimeType: string }[] };
    }>('{ media(first: 250) { nodes { originalUrl mimeType } } }');
    const drawings = media.nodes.filter(({ mimeType }) => mimeType === 'image/svg+xml');
    expect(drawings.length).toBeGreaterThanOrEqual(Object.keys(files).length);
    for (const { originalUrl } of drawings) {
      const { headers } = await fetch(originalUrl);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename/);
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  },
  LONG,
);

test(
  'a drawing that refers elsewhere, or has more in it than its bytes, reads nothing and ends in words',
  async () => {
    const files: Files = {
      'outside.svg': bombs.OUTSIDE,
      'entity.svg': bombs.XXE,
      'laughs.svg': bombs.LAUGHS,
      'copies.svg': bombs.COPIES,
      'filters.svg': bombs.FILTERS,
      'huge.svg': bombs.HUGE,
      'deep.svg': bombs.DEEP,
    };
    expect(await outcomesOf(files)).toEqual({
      'outside.svg': 'COMPLETED image/svg+xml',
      'entity.svg': 'FAILED CORRUPT_FILE',
      'laughs.svg': 'FAILED IMAGE_TOO_LARGE',
      'copies.svg': 'FAILED IMAGE_TOO_LARGE',
      'filters.svg': 'FAILED IMAGE_TOO_LARGE',
      'huge.svg': 'FAILED CORRUPT_FILE',
      'deep.svg': 'FAILED IMAGE_TOO_LARGE',
    });
  },
  LONG,
);

onLinux(
  'all of that took bounded memory: the API little, and all processes together no more than one child may have beside them',
  async () => {
    await watch.end();
    expect(await highWaterMb(target.api.process.pid)).toBeLessThan(300);
    expect(watch.peak).toBeLessThan(1_900);
  },
);
