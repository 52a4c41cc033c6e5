/** The candidate that begins with the word, or differs from it by one or two typing errors. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  if (typed.length < 2 || typed.length > 30) return undefined;
  let best: string | undefined;
  let bestSlips = typed.length <= 4 ? 1 : 2;
  for (const candidate of candidates) {
    if (typed.length >= 3 && candidate.startsWith(typed)) return candidate;
    const slips = editDistance(typed, candidate);
    if (slips < bestSlips || (slips === bestSlips && best === undefined)) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}

/** The restricted Damerau–Levenshtein distance: insertions, deletions, substitutions, adjacent swaps. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
