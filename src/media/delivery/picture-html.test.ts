import { type ImageSource } from './image-source';
import { CropMode, ImageFormat } from './image-transform';
import { imageUrl } from './image-url';
import { MediaUrls } from './media-urls';
import { pictureHtml } from './picture-html';
import { srcset } from './srcset';

const urls = new MediaUrls(
  [{ id: 'k1', secret: 'first-secret-of-at-least-32-characters' }],
  () => 'https://x.test',
);

const SOURCE: ImageSource = {
  workspaceId: '01980000-0000-7000-8000-000000000001',
  contentId: '01980000-0000-7000-8000-00000000000c',
  recipe: 1,
  facts: { width: 4000, height: 3000, animated: false, hasAlpha: false, thumbhash: '', dominantColor: '' },
  focalPoint: null,
  alt: 'A red bicycle',
};
const withSize = (width: number, height: number): ImageSource => ({
  ...SOURCE,
  facts: { ...SOURCE.facts, width, height },
});
const withAlpha: ImageSource = { ...SOURCE, facts: { ...SOURCE.facts, hasAlpha: true } };

const rendition = (transform: string, format: string | null): string => {
  const { workspaceId, contentId, recipe } = SOURCE;
  return urls.renditionUrl({ workspaceId, contentId, recipe, transform, format });
};
const LARGE = 'contain-1200x1200-q85';

test('the URL of a picture without a request is the whole picture, its format left to the client', () => {
  expect(imageUrl(urls, SOURCE)).toBe(rendition(LARGE, null));
  expect(imageUrl(urls, SOURCE, { crop: CropMode.COVER, maxWidth: 100, format: ImageFormat.WEBP })).toBe(
    rendition('cover-100x100-q85', 'webp'),
  );
});

test('the focal point of a use is part of the URLs of its crops', () => {
  const focused = { ...SOURCE, focalPoint: { x: 0.25, y: 0.5 } };
  expect(imageUrl(urls, focused, { crop: CropMode.COVER })).toBe(
    rendition('cover-300x300-q85-f250x500', null),
  );
  expect(imageUrl(urls, focused)).toBe(imageUrl(urls, SOURCE));
});

test('two recipes, contents or workspaces never have the same URL', () => {
  const others = [{ recipe: 2 }, { contentId: SOURCE.workspaceId }, { workspaceId: SOURCE.contentId }];
  const all = [SOURCE, ...others.map((other) => ({ ...SOURCE, ...other }))].map((source) =>
    imageUrl(urls, source),
  );
  expect(new Set(all).size).toBe(4);
});

/** A srcset of these renditions and widths. */
const candidates = (format: string | null, ...named: readonly (readonly [name: string, width: number])[]) =>
  named.map(([name, width]) => `${rendition(name, format)} ${width}w`).join(', ');
const DEFAULTS = [
  ['contain-150x113-q85', 150],
  ['contain-300x225-q85', 300],
  ['contain-600x450-q85', 600],
  ['contain-900x675-q85', 900],
  [LARGE, 1200],
  ['contain-1800x1350-q85', 1800],
  ['contain-2400x1800-q85', 2400],
] as const;

test('a srcset has each width once, the true one, from the narrowest to the widest', () => {
  const crop = CropMode.COVER;
  const small = ['cover-150x150-q85', 150] as const;
  const medium = ['cover-300x300-q85', 300] as const;
  const wide = ['cover-2000x2000-q85', 2000] as const;
  expect(srcset(urls, SOURCE, [2000, 300, 150, 2000], { crop })).toBe(candidates(null, small, medium, wide));
  expect(srcset(urls, SOURCE, [300], { crop })).toBe(candidates(null, medium));
  expect(srcset(urls, SOURCE)).toBe(candidates(null, ...DEFAULTS));
});

test('a srcset has no width beyond the picture itself, and none below a pixel', () => {
  expect(srcset(urls, withSize(700, 500), [600, 900, 1200])).toBe(
    candidates(null, ['contain-600x429-q85', 600], [LARGE, 700]),
  );
  expect(srcset(urls, withSize(500, 200), [150, 300, 600], { crop: CropMode.COVER })).toBe(
    candidates(null, ['cover-150x150-q85', 150], ['cover-300x300-q85', 200]),
  );
  expect(srcset(urls, withSize(40, 40), [], { crop: CropMode.COVER })).toMatch(/^\S+ 40w$/);
  expect(srcset(urls, SOURCE, [-5, 0])).toBe(candidates(null, ['contain-1x1-q85', 1]));
});

test('the height of a request keeps its proportion to each width of a srcset', () => {
  const request = { crop: CropMode.COVER, maxWidth: 1000, maxHeight: 2000 };
  expect(srcset(urls, SOURCE, [75, 100], request)).toBe(
    candidates(null, ['cover-75x150-q85', 75], ['cover-100x200-q85', 100]),
  );
});

test('a picture element has AVIF and WebP first, JPEG for the rest, and its size', () => {
  const of = (format: string) => candidates(format, ...DEFAULTS);
  expect(pictureHtml(urls, SOURCE)).toBe(
    `<picture><source type="image/avif" srcset="${of('avif')}" sizes="100vw">` +
      `<source type="image/webp" srcset="${of('webp')}" sizes="100vw">` +
      `<img src="${rendition(LARGE, 'jpg')}" srcset="${of('jpg')}" sizes="100vw" width="1200" height="900" ` +
      'alt="A red bicycle" loading="lazy" decoding="async"></picture>',
  );
});

test('what moves is offered as WebP alone, as a browser that reads AVIF would take a picture that stands still', () => {
  const html = pictureHtml(urls, { ...SOURCE, facts: { ...SOURCE.facts, animated: true } });
  expect(html.match(/type="[a-z/]+"/g)).toEqual(['type="image/webp"']);
});

test('where the ground shows through, PNG is for the rest', () => {
  const html = pictureHtml(urls, withAlpha);
  expect(html).toContain(`<img src="${rendition(LARGE, 'png')}"`);
  expect(html).not.toContain('.jpg');
});

test('sizes and loading are as they were asked for', () => {
  const html = pictureHtml(urls, SOURCE, {
    sizes: '(min-width: 60em) 50vw, 100vw',
    lazy: false,
    widths: [100],
  });
  expect(html.match(/ sizes="\(min-width: 60em\) 50vw, 100vw"/g)).toHaveLength(3);
  expect(html).toContain(' loading="eager"');
});

test('a picture without alt is decoration', () => {
  expect(pictureHtml(urls, { ...SOURCE, alt: null })).toContain(' alt="" ');
});

test('nothing in a text gets out of its attribute', () => {
  const evil = `"><script>alert('1')</script>&quot;`;
  const html = pictureHtml(urls, { ...SOURCE, alt: evil }, { sizes: evil });
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;quot;';
  expect(html.match(/<[a-z]+/g)).toEqual(['<picture', '<source', '<source', '<img']);
  expect(html).toContain(` alt="${escaped}" `);
  expect(html.split(` sizes="${escaped}"`)).toHaveLength(4);
});
