import { doublingMs, sleep } from './sleep.ts';

const firstRestMs = 50;
const longestRestMs = 1000;
const mostInRow = 12;

/**
 * Paces the reading of pages that bring nothing new but name a next page: a search under a budget may answer
 * with a few of them, a broken server with any number.
 */
export type EmptyPages = {
  readonly note: (isEmpty: boolean) => void;
  /** Waits before the next page, longer after each empty one. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
  /** Whether so many came in a row that no more is to be expected. */
  readonly isEndless: () => boolean;
  readonly inRow: () => number;
};

export function createEmptyPages(): EmptyPages {
  let inRow = 0;
  return {
    note: isEmpty => {
      inRow = isEmpty ? inRow + 1 : 0;
    },
    rest: async signal => {
      if (inRow > 0) await sleep(doublingMs(inRow, firstRestMs, longestRestMs), signal);
    },
    isEndless: () => inRow >= mostInRow,
    inRow: () => inRow,
  };
}
