import type { RunPage } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import { tableRows } from '../session/layout.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import { ask, firstPageRows, mostRowsAtOnce, rowsInUse } from './list-reading.ts';
import { returnedTargets } from './missing-targets.ts';
import { isNewer } from './newest-first.ts';

/** Newer runs that are read, page by page, until they meet the rows that are known. */
const mostPagesOfNews = 4;
const rowsAround = 50;
/** Near the top, the rows on screen are read with the newest. */
const mostRowsWithNewest = 300;

/** The rows from one run down to another; an end that is left out is the list's own. */
type Span = { readonly first?: RunSummary; readonly last?: RunSummary };

export type RemoteList = {
  /** A page was read whose next one begins after its last row. */
  readonly noteCursor: (page: RunPage, isFirst: boolean) => void;
  /**
   * Reads the newest rows and those on screen again; the others are left as they are until they come on
   * screen.
   */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  /** Reads the rows on screen again unless the last reading covered them. */
  readonly readWindow: (signal: AbortSignal) => Promise<void>;
  readonly isWindowKnown: () => boolean;
  /** The rows were all read again. */
  readonly allKnown: () => void;
};

/** Keeps a long list true that is scrolled far down, in a store where each page takes a way: by its parts. */
export function createRemoteList(deps: ReaderContext): RemoteList {
  let cursors: readonly { readonly after: RunSummary; readonly cursor: string }[] = [];
  let known: readonly Span[] | undefined;

  const window = () => {
    const state = deps.getState();
    const { rows, top } = state.list;
    return { rows, first: rows[top], bottom: Math.min(rows.length, top + tableRows(state)) - 1 };
  };

  const isWindowKnown = () => {
    const { rows, first, bottom } = window();
    return [first, rows[bottom]].every(run => !run || !known || known.some(span => isIn(span, run)));
  };

  const noteCursor = (page: RunPage, isFirst: boolean): void => {
    const after = page.runs.at(-1);
    const { nextCursor: cursor } = page;
    const kept = isFirst ? [] : cursors;
    cursors = after && cursor !== undefined && !page.scanned ? [...kept, { after, cursor }] : kept;
    if (!isFirst && known) known = [...known, { first: page.runs[0], last: after }];
  };

  const take = (page: RunPage, after: RunSummary | undefined) => {
    deps.dispatch({ type: 'page-loaded', kind: 'part', page, after });
    const last = page.nextCursor === undefined ? undefined : page.runs.at(-1);
    known = [...(known ?? []), { first: after && page.runs[0], last }];
  };

  const readWindow = async (signal: AbortSignal): Promise<void> => {
    const { rows, first, bottom } = window();
    const from = first && cursors.findLast(({ after }) => isNewer(after, first));
    if (!from) return readNewest(signal, Math.min(mostRowsAtOnce, rowsInUse(deps.getState())));
    const rowsBefore = rows.findIndex(run => isNewer(from.after, run));
    const limit = Math.min(mostRowsAtOnce, bottom - rowsBefore + rowsAround);
    const page = await ask(deps, signal, limit, from.cursor);
    if (!signal.aborted && page.runs.length > 0) take(page, from.after);
  };

  const startAnew = (page: RunPage): void => {
    known = undefined;
    noteCursor(page, true);
    deps.dispatch({ type: 'page-loaded', kind: 'refresh', page });
  };

  const readNewest = async (signal: AbortSignal, rows: number): Promise<void> => {
    const [newest] = deps.getState().list.rows;
    let page = await ask(deps, signal, rows);
    const runs = [...page.runs];
    const isApart = () => {
      const last = runs.at(-1);
      return page.nextCursor !== undefined && newest && last && isNewer(last, newest);
    };
    for (let pages = 0; pages < mostPagesOfNews && isApart() && !signal.aborted; pages += 1) {
      page = await ask(deps, signal, mostRowsAtOnce, page.nextCursor);
      runs.push(...page.runs);
    }
    if (signal.aborted) return;
    const whole = { ...page, runs };
    const { list } = deps.getState();
    const isBack = returnedTargets({ missing: page.missing ?? [], partial: list.partial }).length > 0;
    if (list.top === 0 && (isApart() || isBack)) return startAnew(whole);
    // So many that they do not meet the rows that are known are read once the table is at its top.
    if (!isApart()) take(whole, undefined);
  };

  return {
    noteCursor,
    refresh: async signal => {
      known = [];
      const rows = rowsInUse(deps.getState());
      if (rows <= mostRowsWithNewest) return readNewest(signal, rows);
      await Promise.all([readNewest(signal, firstPageRows), readWindow(signal)]);
    },
    readWindow,
    isWindowKnown,
    allKnown: () => {
      known = undefined;
    },
  };
}

function isIn({ first, last }: Span, run: RunSummary): boolean {
  return !(first && isNewer(run, first)) && !(last && isNewer(last, run));
}
