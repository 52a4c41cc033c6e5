import { followPages } from '../../contract/lists/pages.ts';
import { isNewer } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { RunSummary } from '../../model/run.ts';
import { tableRows } from '../shell/layout.ts';
import type { ReaderContext } from '../shell/state.ts';
import { returnedTargets } from '../shell/status-lines.ts';
import { firstPageRows, mostRowsAtOnce, requestPage, rowsInUse } from './list-reading.ts';

const mostNewerPages = 4;
const rowsAround = 50;
/** Up to this many rows, the visible ones are read together with the newest. */
const mostRowsWithNewest = 300;

/** The rows from one run down to another; an absent end is the end of the list. */
export type Span = { readonly first?: RunSummary; readonly last?: RunSummary };

type RemoteList = {
  readonly noteCursor: (page: RunPage, isFirst: boolean) => void;
  /** Reads the newest and the visible rows again; the others once they become visible. */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  readonly readWindow: (signal: AbortSignal) => Promise<void>;
  readonly isWindowFresh: () => boolean;
  readonly forget: () => void;
};

/** Refreshes a long list in parts, for a store where each page is a round trip. */
export function createRemoteList(context: ReaderContext): RemoteList {
  let cursors: readonly { readonly after: RunSummary; readonly cursor: string }[] = [];
  let known: readonly Span[] | undefined;

  const window = () => {
    const state = context.getState();
    const { rows, top } = state.list;
    return { rows, first: rows[top], bottom: Math.min(rows.length, top + tableRows(state)) - 1 };
  };

  const isWindowFresh = () => {
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

  const replacePart = (page: RunPage, after: RunSummary | undefined) => {
    context.dispatch({ type: 'page-loaded', kind: 'part', page, after });
    const last = page.nextCursor === undefined ? undefined : page.runs.at(-1);
    known = [...(known ?? []), { first: after && page.runs[0], last }];
  };

  const readWindow = async (signal: AbortSignal): Promise<void> => {
    const { rows, first, bottom } = window();
    const from = first && cursors.findLast(({ after }) => isNewer(after, first));
    if (!from) return readNewest(signal, Math.min(mostRowsAtOnce, rowsInUse(context.getState())));
    const rowsBefore = rows.findIndex(run => isNewer(from.after, run));
    const limit = Math.min(mostRowsAtOnce, bottom - rowsBefore + rowsAround);
    const page = await requestPage(context, signal, limit, from.cursor);
    if (!signal.aborted && page.runs.length > 0) replacePart(page, from.after);
  };

  const startAgain = (page: RunPage): void => {
    known = undefined;
    noteCursor(page, true);
    context.dispatch({ type: 'page-loaded', kind: 'refresh', page });
  };

  const readNewest = async (signal: AbortSignal, rows: number): Promise<void> => {
    const { page, isJoined } = await readNewerRuns(context, signal, rows);
    if (signal.aborted) return;
    const { list } = context.getState();
    const isBack = returnedTargets({ missing: page.missing ?? [], partial: list.partial }).length > 0;
    if (list.top === 0 && (!isJoined || isBack)) return startAgain(page);
    // Newer runs with a gap before the known rows are read once the table is at its top.
    if (isJoined) replacePart(page, undefined);
  };

  return {
    noteCursor,
    refresh: async signal => {
      known = [];
      const rows = rowsInUse(context.getState());
      if (rows <= mostRowsWithNewest) return readNewest(signal, rows);
      await Promise.all([readNewest(signal, firstPageRows), readWindow(signal)]);
    },
    readWindow,
    isWindowFresh,
    forget: () => {
      cursors = [];
      known = undefined;
    },
  };
}

type NewerRuns = { readonly page: RunPage; readonly isJoined: boolean };

async function readNewerRuns(context: ReaderContext, signal: AbortSignal, rows: number): Promise<NewerRuns> {
  const [newest] = context.getState().list.rows;
  const runs: RunSummary[] = [];
  const read = (cursor: string | undefined) =>
    requestPage(context, signal, cursor === undefined ? rows : mostRowsAtOnce, cursor);
  let page: RunPage = { runs };
  let isApart = false;
  let left = mostNewerPages;
  for await (page of followPages(read)) {
    runs.push(...page.runs);
    const last = runs.at(-1);
    isApart = page.nextCursor !== undefined && !!newest && !!last && isNewer(last, newest);
    if (!isApart || left === 0 || signal.aborted) break;
    left -= 1;
  }
  return { page: { ...page, runs }, isJoined: !isApart };
}

export function isIn({ first, last }: Span, run: RunSummary): boolean {
  return !(first && isNewer(run, first)) && !(last && isNewer(last, run));
}
