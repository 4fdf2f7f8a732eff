import { closestWords, slipsBetween } from './closest-words';

test.each([
  ['sunset', 'sunset', 0],
  ['', 'sun', 3],
  ['sun', '', 3],
  ['sunet', 'sunset', 1],
  ['sunnset', 'sunset', 1],
  ['sunzet', 'sunset', 1],
  ['snuset', 'sunset', 1],
  ['usnset', 'sunset', 1],
  ['tesnus', 'sunset', 5],
  ['ca', 'abc', 3],
  ['photograph', 'fotograf', 4],
  ['naïve', 'naive', 1],
  ['🏖️a', '🏖️b', 1],
])('from %j to %j it takes %i slips, as many as back', (one, other, slips) => {
  expect(slipsBetween(one, other)).toBe(slips);
  expect(slipsBetween(other, one)).toBe(slips);
});

test.each([
  ['sunet', ['sunset', 'sunny', 'sunlet', 'set'], ['sunset', 'sunlet']],
  ['sunet', ['sunny', 'sonnet'], []],
  ['cat', ['car', 'bat'], []],
  ['cart', ['car', 'carton', 'chart'], ['car', 'chart']],
  ['fotograph', ['photograph', 'photographs'], ['photograph']],
  ['fotograf', ['photograph'], []],
  ['anything', [], []],
])('closest to %j of %j are %j', (typed, words, closest) => {
  expect(closestWords(typed, words)).toEqual(closest);
});
