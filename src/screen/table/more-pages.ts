import type { EmptyPages } from '../../async/empty-pages.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import { runAddress } from '../../model/run.ts';
import { keyOf } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { pageRows, requestPage } from './list-reading.ts';
import type { ListState } from './list-state.ts';

/** Pages that a search without an index reads before the user has to continue it. */
const searchPagesByItself = 5;

type MorePages = {
  readonly context: ReaderContext;
  readonly signal: AbortSignal;
  readonly emptyPages: EmptyPages;
};

/** Reads the page at a cursor, later each time while pages bring no new run; `undefined` after an abort. */
export async function appendPage({ context, signal, emptyPages }: MorePages, cursor: string) {
  const { getState, dispatch } = context;
  dispatch({ type: 'more-requested' });
  await emptyPages.rest(signal);
  if (signal.aborted) return undefined;
  const before = getState().list;
  const page = await requestPage(context, signal, pageRows(getState()), cursor);
  if (signal.aborted) return undefined;
  emptyPages.note(page.nextCursor !== undefined && !bringsMore(page, before));
  const notes = emptyPages.isEndless() ? [...(page.notes ?? []), endlessNote(emptyPages)] : page.notes;
  dispatch({ type: 'page-loaded', kind: 'more', page: { ...page, notes }, cursor });
  return page;
}

/** Whether a page has a run that the list lacks, or a search has read on. */
function bringsMore({ runs, scanned }: RunPage, before: ListState): boolean {
  if (scanned && scanned.read > (before.scanned?.read ?? 0)) return true;
  const known = new Set(before.rows.map(runAddress));
  return runs.some(run => !known.has(runAddress(run)));
}

function endlessNote(emptyPages: EmptyPages): string {
  return `the list stops here: the last ${emptyPages.inRow()} pages had no new run · ${keyOf('reload')} reload`;
}

/** Continues a scanning search until the screen is full, for a few pages at most. */
export async function searchMorePages(more: MorePages): Promise<void> {
  const { getState } = more.context;
  for (let pages = 0; pages < searchPagesByItself && !more.signal.aborted; pages += 1) {
    const { nextCursor, scanned, rows } = getState().list;
    if (!nextCursor || !scanned || rows.length >= tableRows(getState())) return;
    if (more.emptyPages.isEndless()) return;
    await appendPage(more, nextCursor);
  }
}
