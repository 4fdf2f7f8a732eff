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
    rendition('cover-150x150-q85', 'webp'),
  );
});

test('two recipes, contents or workspaces never have the same URL', () => {
  const others = [{ recipe: 2 }, { contentId: SOURCE.workspaceId }, { workspaceId: SOURCE.contentId }];
  const all = [SOURCE, ...others.map((other) => ({ ...SOURCE, ...other }))].map((source) =>
    imageUrl(urls, source),
  );
  expect(new Set(all).size).toBe(4);
});

test('a srcset has each width once, the true one, from the narrowest to the widest', () => {
  const crop = CropMode.COVER;
  const small = `${rendition('cover-150x150-q85', null)} 150w`;
  const medium = `${rendition('cover-300x300-q85', null)} 300w`;
  expect(srcset(urls, SOURCE, [], { crop })).toBe(`${small}, ${medium}`);
  expect(srcset(urls, SOURCE, [2000, 100, 300, 150, 100], { crop })).toBe(`${small}, ${medium}`);
  expect(srcset(urls, SOURCE, [100], { crop })).toBe(small);
  expect(srcset(urls, SOURCE)).toBe(`${rendition(LARGE, null)} 1200w`);
});

test('a srcset has no width beyond the picture itself', () => {
  expect(srcset(urls, withSize(700, 500))).toBe(`${rendition(LARGE, null)} 700w`);
  expect(srcset(urls, withSize(500, 200), [], { crop: CropMode.COVER })).toBe(
    `${rendition('cover-150x150-q85', null)} 150w, ${rendition('cover-300x300-q85', null)} 200w`,
  );
  expect(srcset(urls, withSize(40, 40), [], { crop: CropMode.COVER })).toMatch(/^\S+ 40w$/);
});

test('the height of a request keeps its proportion to each width of a srcset', () => {
  const request = { crop: CropMode.COVER, maxWidth: 1000, maxHeight: 2000 };
  // 75 wide is 150 high; 100 wide is 200 high, which the smaller square has not.
  expect(srcset(urls, SOURCE, [75], request)).toMatch(/ 150w$/);
  expect(srcset(urls, SOURCE, [100], request)).toMatch(/ 300w$/);
});

test('a picture element has WebP first, JPEG for the rest, and its size', () => {
  const webp = rendition(LARGE, 'webp');
  const jpeg = rendition(LARGE, 'jpg');
  expect(pictureHtml(urls, SOURCE)).toBe(
    `<picture><source type="image/webp" srcset="${webp} 1200w" sizes="100vw">` +
      `<img src="${jpeg}" srcset="${jpeg} 1200w" sizes="100vw" width="1200" height="900" alt="A red bicycle" ` +
      'loading="lazy" decoding="async"></picture>',
  );
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
  expect(html.match(/ sizes="\(min-width: 60em\) 50vw, 100vw"/g)).toHaveLength(2);
  expect(html).toContain(' loading="eager"');
});

test('a picture without alt is decoration', () => {
  expect(pictureHtml(urls, { ...SOURCE, alt: null })).toContain(' alt="" ');
});

test('nothing in a text gets out of its attribute', () => {
  const evil = `"><script>alert('1')</script>&quot;`;
  const html = pictureHtml(urls, { ...SOURCE, alt: evil }, { sizes: evil });
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;quot;';
  expect(html.match(/<[a-z]+/g)).toEqual(['<picture', '<source', '<img']);
  expect(html).toContain(` alt="${escaped}" `);
  expect(html.split(` sizes="${escaped}"`)).toHaveLength(3);
});
