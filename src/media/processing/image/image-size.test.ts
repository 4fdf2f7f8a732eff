import { coverSquare, fitInside, intermediateSize, type Size } from './image-size';

function size(width: number, height: number): Size {
  return { width, height };
}

test.each([
  ['a landscape', size(4000, 3000), size(1200, 900)],
  ['a portrait', size(3000, 4000), size(900, 1200)],
  ['a picture that fits already', size(1200, 80), size(1200, 80)],
  ['a small picture', size(100, 80), size(100, 80)],
  ['a picture far longer than wide', size(8000, 20), size(1200, 3)],
  ['a line', size(100_000, 1), size(1200, 1)],
])('%s is fitted inside 1200 pixels, and never enlarged', (_, source, expected) => {
  expect(fitInside(source, 1200)).toEqual(expected);
});

test.each([
  ['a landscape', size(4000, 3000), size(400, 300)],
  ['a portrait', size(300, 1000), size(300, 1000)],
  ['a picture whose short side is shorter', size(1000, 200), size(1000, 200)],
])('%s covers a square of 300 pixels, and is never enlarged', (_, source, expected) => {
  expect(coverSquare(source, 300)).toEqual(expected);
});

test.each([
  ['a photograph needs the largest variant alone', size(4000, 3000), size(1200, 900)],
  ['at four to one both needs meet', size(8000, 2000), size(1200, 300)],
  ['a panorama keeps 300 pixels of its short side', size(6000, 600), size(3000, 300)],
  ['a tall panorama too', size(600, 6000), size(300, 3000)],
  ['a panorama with less than that is kept as it is', size(8000, 20), size(8000, 20)],
  ['a small picture is kept as it is', size(100, 80), size(100, 80)],
])('%s', (_, source, expected) => {
  expect(intermediateSize(source)).toEqual(expected);
});
