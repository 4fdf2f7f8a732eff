import { MediaUrls } from './media-urls';

const KEYS = [{ id: 'k1', secret: 'first-secret-of-at-least-32-characters' }];
const ROTATED = [{ id: 'k2', secret: 'second-secret-of-at-least-32-characters' }, ...KEYS];
const workspaceId = '01980000-0000-7000-8000-000000000001';
const contentId = '01980000-0000-7000-8000-00000000000c';
const CONTENT = 'AZgAAAAAcACAAAAAAAAAAQ/AZgAAAAAcACAAAAAAAAADA';
const large = { workspaceId, contentId, recipe: 1, transform: 'contain-1200x1200-q85', format: null };
const square = { ...large, transform: 'cover-300x300-q85', format: 'webp' };
const NOW = Date.parse('2025-11-21T00:12:34Z');

const urls = new MediaUrls(KEYS, () => 'https://cdn.example.com');
/** What a router sees of a URL behind its mount. */
const pathOf = (url: string): string => new URL(url).pathname.slice('/media'.length);

test('the URL of a rendition names the content, the recipe and the transform, signed', () => {
  expect(urls.renditionUrl(large)).toBe(
    `https://cdn.example.com/media/k1.guRcNo6J2D7XUgwX6UnZWQ/${CONTENT}/1/contain-1200x1200-q85`,
  );
  expect(urls.renditionUrl(square)).toBe(
    `https://cdn.example.com/media/k1.d2r0_zdcYjP7CMe_-55nCA/${CONTENT}/1/cover-300x300-q85.webp`,
  );
});

test('the URL of an original names when it expires and what the download is called, percent-encoded', () => {
  const filename = 'Grüße & mehr.jpg';
  expect(urls.originalUrl({ workspaceId, contentId, filename }, NOW)).toBe(
    `https://cdn.example.com/media/k1.oUSf9tZtDs5PEFRS2yb1TA/${CONTENT}/original-1763690400/Gr%C3%BC%C3%9Fe%20%26%20mehr.jpg`,
  );
  expect(new Date(1763690400 * 1000).toISOString()).toBe('2025-11-21T02:00:00.000Z');
});

test('the URL of an original stays the same within an hour, and is good for one to two', () => {
  const at = (time: string): string =>
    urls.originalUrl({ workspaceId, contentId, filename: 'a' }, Date.parse(time));
  const first = at('2025-11-21T01:00:00.001Z');
  expect(first).toContain(`original-${Date.parse('2025-11-21T03:00:00Z') / 1000}/`);
  expect(at('2025-11-21T01:59:59.999Z')).toBe(first);
  expect(at('2025-11-21T02:00:00Z')).toBe(first);
  expect(at('2025-11-21T02:00:00.001Z')).not.toBe(first);
});

test('the base is asked for with each URL', () => {
  let base = 'http://localhost:1';
  const late = new MediaUrls(KEYS, () => base);
  base = 'http://localhost:4000';
  expect(late.renditionUrl(large)).toMatch(/^http:\/\/localhost:4000\/media\/k1\./);
});

test('what a URL names is read from its path', () => {
  expect(urls.read(pathOf(urls.renditionUrl(large)))).toEqual({ kind: 'rendition', ...large });
  expect(urls.read(pathOf(urls.renditionUrl(square)))).toEqual({ kind: 'rendition', ...square });
});

test.each([
  ['Grüße & mehr.jpg', 'Grüße & mehr.jpg'],
  ['100% "sure"?#\n.jpg', '100% "sure"?#_.jpg'],
  ['a/b\\c.png', 'a_b_c.png'],
  ['..', 'file'],
  ['.', 'file'],
  ['', 'file'],
  ['...', '...'],
  ['写真🎞.jpg', '写真🎞.jpg'],
])('a download called %j comes back as %j', (filename, expected) => {
  const url = urls.originalUrl({ workspaceId, contentId, filename }, NOW);
  expect(urls.read(pathOf(url))).toEqual({
    kind: 'original',
    workspaceId,
    contentId,
    expiresAt: 1763690400,
    filename: expected,
  });
});

test('a path may be encoded in another way and is still the same path', () => {
  const path = pathOf(urls.renditionUrl(square)).replace('cover', '%63over');
  expect(urls.read(path)).toEqual({ kind: 'rendition', ...square });
});

test('after the keys are rotated, old URLs are read and new ones are signed by the new key', () => {
  const rotated = new MediaUrls(ROTATED, () => '');
  expect(rotated.read(pathOf(urls.renditionUrl(large)))).toEqual({ kind: 'rendition', ...large });
  expect(rotated.renditionUrl(large)).toBe(
    `/media/k2.bBQFkQdH9gVAVcXCuim39Q/${CONTENT}/1/contain-1200x1200-q85`,
  );
});

test('whatever is changed in a URL, it is forged', () => {
  const path = pathOf(urls.renditionUrl(square));
  for (let index = path.indexOf('.') + 1; index < path.length; index += 1) {
    const other = path[index] === 'A' ? 'B' : 'A';
    const changed = path.slice(0, index) + other + path.slice(index + 1);
    // Where a slash is lost, what is left may be no path of delivery at all.
    expect([null, 'forged']).toContain(urls.read(changed));
  }
  expect(urls.read(`${path}/`)).toBe('forged');
  expect(urls.read(path.replace('.webp', ''))).toBe('forged');
});

test.each(['', '/', '/favicon.ico', '/a/', '//', '/k1.x/%E0%A4%A', '/k1.x/%'])(
  'what has no signature and no path is no URL of ours: %j',
  (path) => expect(urls.read(path)).toBeNull(),
);
