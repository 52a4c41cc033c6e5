import { InspectorError } from '../../model/errors.ts';
import { isSameRun, type Run } from '../../model/run.ts';
import { changeCriteria } from '../list/change-criteria.ts';
import { changeFilter } from '../overlays/filter-bar/change-filter.ts';
import type { FilterBar } from '../overlays/filter-bar/filter-bar.ts';
import type { SessionContext } from '../session/session-context.ts';
import { keyOf } from './keymap.ts';
import { keysOf } from './overlay-keymap.ts';

/** Opens the run whose id is pasted; in an overlay that takes text, a paste is text first. */
export function takePaste(context: SessionContext, text: string): void {
  const { overlay } = context.getState();
  if (overlay.type === 'filter') return pasteIntoFilter(context, text, overlay);
  if (overlay.type !== 'none') return keysOf(overlay).type?.(context, text);
  const id = idIn(text);
  if (id !== undefined) return openPasted(context, id);
  const hint = `pasted text is no run id: ${keyOf('filter')} takes text`;
  context.dispatch({ type: 'noticed', text: hint, tone: 'info' });
}

const longestId = 300;

/** A single word, without the quotes and punctuation that are easily copied with it. */
function idIn(text: string): string | undefined {
  const word = text.trim().replace(/^["'`([<]+|["'`)\]>,;.]+$/gu, '');
  return word === '' || word.length > longestId || /\s/u.test(word) ? undefined : word;
}

function openPasted(context: SessionContext, id: string): void {
  const { holdForRead, task, store, getState, dispatch } = context;
  holdForRead(() =>
    task.start({ kind: 'jump', text: `looking for the run ${id}…` }, async signal => {
      const run = await store().getRun(id, { signal });
      if (signal.aborted) return;
      if (run) return openRun(context, run);
      const text = `there is no run ${id} in ${getState().store.target.location}`;
      dispatch({ type: 'noticed', text, tone: 'error' });
    }),
  );
}

function openRun({ getState, dispatch }: SessionContext, run: Run): void {
  const index = getState().list.rows.findIndex(row => isSameRun(row, run));
  if (index >= 0) dispatch({ type: 'cursor-moved', index });
  if (!isSameRun(getState().detail?.summary, run)) dispatch({ type: 'detail-opened', summary: run });
  dispatch({ type: 'screen-changed', screen: 'detail' });
}

/** An id that is all of the line opens its run instead, where the store has it. */
function pasteIntoFilter(context: SessionContext, text: string, { text: before }: FilterBar): void {
  changeFilter(context, { type: 'typed', text });
  const id = before.trim() === '' ? idIn(text) : undefined;
  if (id === undefined) return;
  context.run(async () => {
    const found = await findRun(context, id);
    const { overlay, list } = context.getState();
    if (!found || overlay.type !== 'filter' || overlay.text.trim() !== text.trim()) return;
    const filterText = overlay.before;
    context.dispatch({ overlay: 'filter', type: 'undone' });
    context.list.loadSoon(undefined);
    if (list.filterText !== filterText) changeCriteria(context, { filterText });
    openRun(context, found);
  });
}

/** A store that cannot tell leaves the text a filter, whose list reports why. */
async function findRun({ store }: SessionContext, id: string): Promise<Run | undefined> {
  try {
    return await store().getRun(id);
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
