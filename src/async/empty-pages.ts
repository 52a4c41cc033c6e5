import { doublingMs, sleep } from './sleep.ts';

const firstRestMs = 50;
const longestRestMs = 1000;
const mostInRow = 12;

export type EmptyPages = ReturnType<typeof createEmptyPages>;

/** Paces empty pages with a next page: a broken server may send them without end. */
export function createEmptyPages() {
  let inRow = 0;
  return {
    note: (isEmpty: boolean): void => {
      inRow = isEmpty ? inRow + 1 : 0;
    },
    rest: async (signal?: AbortSignal): Promise<void> => {
      if (inRow > 0) await sleep(doublingMs(inRow, firstRestMs, longestRestMs), signal);
    },
    /** Whether too many pages in a row were empty to expect more. */
    isEndless: () => inRow >= mostInRow,
    inRow: () => inRow,
  };
}
