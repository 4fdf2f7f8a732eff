import { parseRange } from './parse-range';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=3-', { start: 3, end: 9 }],
  ['bytes=9-9', { start: 9, end: 9 }],
  ['bytes=5-1000', { start: 5, end: 9 }],
  ['bytes=-1', { start: 9, end: 9 }],
  ['bytes=-10', { start: 0, end: 9 }],
  ['bytes=-1000', { start: 0, end: 9 }],
  ['Bytes= 2-4 ', { start: 2, end: 4 }],
  ['bytes=00-99999999999999999999999999', { start: 0, end: 9 }],
])('of ten bytes, %s are %j', (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

test.each(['bytes=10-', 'bytes=10-20', 'bytes=99999999999999999999-', 'bytes=-0'])(
  'of ten bytes, %s are none',
  (header) => expect(parseRange(header, 10)).toBe('unsatisfiable'),
);

test.each([
  undefined,
  '',
  'bytes',
  'bytes=',
  'bytes=-',
  'bytes=5-2',
  'bytes=a-b',
  'bytes=1.5-2',
  'bytes=--1',
  'bytes=0-1,5-6',
  'bytes=0-1, ',
  'items=0-1',
])('%s is answered with all bytes', (header) => {
  expect(parseRange(header, 10)).toBeNull();
});
