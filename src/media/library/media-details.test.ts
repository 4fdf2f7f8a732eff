import { Refusal } from '../../platform/errors';
import { cleanMediaDetails, type MediaDetailsInput } from './media-details';

const faultsOf = (input: MediaDetailsInput) => {
  try {
    cleanMediaDetails(input, ['input']);
  } catch (error) {
    if (error instanceof Refusal) return error.faults.map(({ code, field }) => ({ code, field }));
  }
  throw new Error('It was taken.');
};

test('text is trimmed, composed and freed of what no database takes', () => {
  expect(
    cleanMediaDetails(
      {
        alt: '  Ame\u0301lie\u0000 \ud800',
        description: ' one\r\ntwo\tthree\u0007 ',
        tags: [' sea ', 'sand\n dune', 'sea', '', '  ', 'Sea'],
        folder: ' / trips //  2024 / ',
      },
      ['input'],
    ),
  ).toEqual({
    alt: 'Am\u00e9lie',
    description: 'one\ntwo\tthree',
    tags: ['sea', 'sand dune', 'Sea'],
    folder: 'trips/2024',
  });
});

test('what is left out stays out, null and nothing clear', () => {
  expect(cleanMediaDetails({}, [])).toEqual({});
  expect(cleanMediaDetails({ alt: null, description: '  ', tags: null, folder: null }, [])).toEqual({
    alt: null,
    description: null,
    tags: [],
    folder: '',
  });
});

test('all that is too long or too many is told at once, by its place', () => {
  expect(
    faultsOf({
      alt: 'a'.repeat(1001),
      description: 'a'.repeat(10_001),
      tags: ['ok', 't'.repeat(101), ...Array.from({ length: 49 }, (_, index) => `tag ${index}`)],
      folder: 'f'.repeat(256),
    }),
  ).toEqual([
    { code: 'INVALID', field: ['input', 'alt'] },
    { code: 'INVALID', field: ['input', 'description'] },
    { code: 'INVALID', field: ['input', 'tags', '1'] },
    { code: 'INVALID', field: ['input', 'folder'] },
    { code: 'LIMIT_EXCEEDED', field: ['input', 'tags'] },
  ]);
});

test('what just fits is taken', () => {
  const fits = {
    alt: 'a'.repeat(1000),
    description: 'a'.repeat(10_000),
    tags: Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(100, 't')),
    folder: 'f'.repeat(255),
  };
  expect(cleanMediaDetails(fits, [])).toEqual(fits);
});
