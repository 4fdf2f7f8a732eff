import { setTimeout as sleep } from 'node:timers/promises';
import { Gatherer } from './gather';

/** Doubles numbers, and notes which were doubled together. */
function doubling(mostTogether = 10, mostRounds = 1) {
  const rounds: string[] = [];
  const gatherer = new Gatherer<number, number>(
    async (key, items) => {
      rounds.push(`${key}: ${items.join(' ')}`);
      await sleep(5);
      if (items.includes(13)) throw new Error('Not 13.');
      return items.map((item) => 2 * item);
    },
    mostTogether,
    mostRounds,
  );
  return { gatherer, rounds };
}

it('begins with the first at once, and does what comes meanwhile together', async () => {
  const { gatherer, rounds } = doubling();
  const doubled = await Promise.all([1, 2, 3, 4].map((item) => gatherer.do('a', item)));
  expect(doubled).toEqual([2, 4, 6, 8]);
  expect(rounds).toEqual(['a: 1', 'a: 2 3 4']);
  expect(await gatherer.do('a', 5)).toBe(10);
  expect(rounds).toEqual(['a: 1', 'a: 2 3 4', 'a: 5']);
});

it('does no more than so many together, and keeps the keys apart', async () => {
  const { gatherer, rounds } = doubling(2);
  const items = [1, 2, 3, 4].flatMap((item) => [gatherer.do('a', item), gatherer.do('b', 10 * item)]);
  expect(await Promise.all(items)).toEqual([2, 20, 4, 40, 6, 60, 8, 80]);
  expect(rounds.toSorted()).toEqual(['a: 1', 'a: 2 3', 'a: 4', 'b: 10', 'b: 20 30', 'b: 40']);
});

it('does each by itself where together they failed, and tells only those who cannot be helped', async () => {
  const { gatherer, rounds } = doubling();
  const first = gatherer.do('a', 1);
  const together = Promise.allSettled([gatherer.do('a', 12), gatherer.do('a', 13)]);
  expect(await first).toBe(2);
  const ends = (await together).map((each) =>
    each.status === 'rejected' ? String(each.reason) : each.value,
  );
  expect(ends).toEqual([24, 'Error: Not 13.']);
  expect(await gatherer.do('a', 3)).toBe(6);
  expect(rounds).toEqual(['a: 1', 'a: 12 13', 'a: 12', 'a: 13', 'a: 3']);
});

it('has as many rounds of a key under way as it may', async () => {
  const { gatherer, rounds } = doubling(10, 2);
  const doubled = await Promise.all([1, 2, 3, 4, 5].map((item) => gatherer.do('a', item)));
  expect(doubled).toEqual([2, 4, 6, 8, 10]);
  expect(rounds).toEqual(['a: 1', 'a: 2', 'a: 3 4 5']);
});
