import { runAddress } from '../../model/run.ts';
import type { ListState } from './list-state.ts';

/** Which run stood in the first row while the table was not anchored, and since when. */
export type FirstRows = {
  readonly note: (list: ListState, now: number) => void;
  /** The address of the run that stood there then, or that is the first one known of. */
  readonly at: (time: number) => string | undefined;
};

type FirstRow = { readonly address: string; readonly since: number };

/** A key that is pressed so soon after a run took the first row means the run that stood there before. */
export const reactionMs = 300;

export function createFirstRows(): FirstRows {
  let rows: readonly FirstRow[] = [];
  const indexAt = (time: number) =>
    Math.max(
      0,
      rows.findLastIndex(({ since }) => since <= time),
    );
  return {
    note: ({ rows: [first], follow }, now) => {
      const address = first && runAddress(first);
      if (follow === 'anchored') rows = [];
      if (follow === 'anchored' || address === undefined || address === rows.at(-1)?.address) return;
      rows = [...rows.slice(indexAt(now - reactionMs)), { address, since: now }];
    },
    at: time => rows[indexAt(time)]?.address,
  };
}

declare module '../shell/session-context.ts' {
  interface StoreReader {
    readonly firstRows: FirstRows;
  }
}
