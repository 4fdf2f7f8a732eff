import { formatDeliveryPath, parseDeliveryPath } from './delivery-path';

const CONTENT = 'AZgAAAAAcACAAAAAAAAAAQ/AZgAAAAAcACAAAAAAAAADA';
const ids = {
  workspaceId: '01980000-0000-7000-8000-000000000001',
  contentId: '01980000-0000-7000-8000-00000000000c',
};

test.each([
  [
    `${CONTENT}/1/cover-300x300-q85-f250x500`,
    { kind: 'rendition', ...ids, recipe: 1, transform: 'cover-300x300-q85-f250x500', format: null },
  ],
  [
    `${CONTENT}/27/contain-1200x1200-q85.webp`,
    { kind: 'rendition', ...ids, recipe: 27, transform: 'contain-1200x1200-q85', format: 'webp' },
  ],
  [
    `${CONTENT}/original-1763690400/a.b c?`,
    { kind: 'original', ...ids, expiresAt: 1763690400, filename: 'a.b c?' },
  ],
] as const)('%s is a path, read and written', (text, path) => {
  expect(parseDeliveryPath(text)).toEqual(path);
  expect(formatDeliveryPath(path)).toBe(text);
});

test.each([
  '',
  CONTENT,
  `${CONTENT}/1/`,
  `${CONTENT}/1/contain.webp/`,
  `${CONTENT}/1/contain.webp.exe`,
  `${CONTENT}/1/contain.`,
  `${CONTENT}/1/../2/contain`,
  `${CONTENT}/x/contain`,
  `${CONTENT}/-1/contain`,
  `${CONTENT}/1e9/contain`,
  `${CONTENT}/9999999999/contain`,
  `${CONTENT}/1/Contain`,
  `${CONTENT}/1/con tain`,
  `${CONTENT}/1/contain\n`,
  `/${CONTENT}/1/contain`,
  `x${CONTENT}/1/contain`,
  `${CONTENT}/original-1763690400/`,
  `${CONTENT}/original-1763690400/a/b`,
  `${CONTENT}/original-/a`,
  `${CONTENT}/original--1/a`,
])('%j is none', (text) => {
  expect(parseDeliveryPath(text)).toBeNull();
});
