import { parseTransformName, type Transform, transformName } from './transform';

const TRANSFORMS: readonly [string, Transform][] = [
  ['contain-1200x900-q85', { crop: 'contain', width: 1200, height: 900, quality: 85 }],
  ['cover-1x4096-q100', { crop: 'cover', width: 1, height: 4096, quality: 100 }],
  ['smart-300x200-q1', { crop: 'smart', width: 300, height: 200, quality: 1 }],
  [
    'cover-300x300-q85-f250x500',
    { crop: 'cover', width: 300, height: 300, quality: 85, focalPoint: { x: 0.25, y: 0.5 } },
  ],
  [
    'cover-300x300-q85-f0x1000',
    { crop: 'cover', width: 300, height: 300, quality: 85, focalPoint: { x: 0, y: 1 } },
  ],
];

test.each(TRANSFORMS)('%s is a name, and names this', (name, transform) => {
  expect(transformName(transform)).toBe(name);
  expect(parseTransformName(name)).toEqual(transform);
});

test('the focal point is left out where it is the centre, and where nothing is cut around it', () => {
  const box = { width: 300, height: 200, quality: 85 };
  expect(transformName({ ...box, crop: 'cover', focalPoint: { x: 0.5001, y: 0.4999 } })).toBe(
    'cover-300x200-q85',
  );
  expect(transformName({ ...box, crop: 'contain', focalPoint: { x: 0, y: 0 } })).toBe('contain-300x200-q85');
  expect(transformName({ ...box, crop: 'smart', focalPoint: { x: 0, y: 0 } })).toBe('smart-300x200-q85');
});

test.each([
  '',
  'contain',
  'blur-1x1-q85',
  'contain-0x1-q85',
  'contain-1x0-q85',
  'contain-01x1-q85',
  'contain-4097x1-q85',
  'contain-1x99999-q85',
  'contain-1x1-q0',
  'contain-1x1-q101',
  'contain-1x1-q085',
  'contain-1x1',
  'contain-1x1-q85-f0x0',
  'smart-1x1-q85-f0x0',
  'cover-1x1-q85-f500x500',
  'cover-1x1-q85-f1001x0',
  'cover-1x1-q85-f0',
  'cover-1x1-q85-f00x0',
  ' cover-1x1-q85',
  'cover-1x1-q85\n',
  'cover--1x1-q85',
])('"%s" is no name of a transform', (name) => expect(parseTransformName(name)).toBeNull());
