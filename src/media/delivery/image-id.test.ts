import { type ImageSource } from './image-source';
import { imageUuid } from './image-id';

const SOURCE: ImageSource = {
  workspaceId: '01980000-0000-7000-8000-000000000001',
  contentId: '01980000-0000-7000-8000-00000000000c',
  recipe: 1,
  facts: { width: 1, height: 1, animated: false, hasAlpha: false, thumbhash: '', dominantColor: '' },
  focalPoint: null,
  alt: null,
};

test('a picture as it is stored has the id of its content', () => {
  expect(imageUuid(SOURCE)).toBe(SOURCE.contentId);
});

test('the same content with another alt or focal point is another image, the same each time', () => {
  const uses = [
    SOURCE,
    { ...SOURCE, alt: '' },
    { ...SOURCE, alt: 'Front' },
    { ...SOURCE, alt: 'Back' },
    { ...SOURCE, focalPoint: { x: 0, y: 0.5 } },
    { ...SOURCE, focalPoint: { x: 1, y: 0.5 } },
    { ...SOURCE, focalPoint: { x: 0.5, y: 0 } },
    { ...SOURCE, contentId: SOURCE.workspaceId, alt: 'Front' },
  ];
  expect(new Set(uses.map(imageUuid)).size).toBe(uses.length);
  expect(uses.map(imageUuid)).toEqual(uses.map((use) => imageUuid({ ...use })));
  expect(imageUuid({ ...SOURCE, alt: 'Front' })).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
