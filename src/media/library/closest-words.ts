/** How many slips of the pen a word of so many letters may have: none in short ones, which resemble too many. */
function slipsAllowed(letters: number): number {
  if (letters < 4) return 0;
  return letters < 8 ? 1 : 2;
}

/** Of these words, those that fewest slips lead to from what was typed; none where these are too many. */
export function closestWords(typed: string, words: readonly string[]): string[] {
  const allowed = slipsAllowed(Array.from(typed).length);
  const slips = words.map((word) => slipsBetween(typed, word));
  const fewest = Math.min(...slips);
  return fewest > allowed ? [] : words.filter((_, index) => slips[index] === fewest);
}

/**
 * How many letters have to be put in, left out, replaced or exchanged with their neighbour to get from one word to
 * the other: the optimal string alignment distance.
 */
export function slipsBetween(one: string, other: string): number {
  const [from, to] = [Array.from(one), Array.from(other)];
  // The distances of each beginning of `one` from each beginning of `other`, for its last two letters and this one.
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [column, wanted] of to.entries()) {
      const replaced = at(last, column) + (letter === wanted ? 0 : 1);
      const exchanged =
        letter === to[column - 1] && from[row - 1] === wanted ? at(beforeLast, column - 1) + 1 : Infinity;
      current.push(Math.min(replaced, at(last, column + 1) + 1, at(current, column) + 1, exchanged));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

function at(distances: readonly number[], column: number): number {
  return distances[column] ?? Infinity;
}
