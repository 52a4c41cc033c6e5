import { keysOf } from './dialogs/define-dialog.ts';
import { changeFilter, filterBar } from './filter/edit-filter.ts';
import { editFilter, type FilterBar } from './filter/filter-bar.ts';
import { findRunById, idIn, openRun, openRunById } from './run/open-run-by-id.ts';
import { keyOf } from './shell/keymap.ts';
import type { SessionContext } from './shell/session-context.ts';
import { changeCriteria } from './table/list-actions.ts';

/** Opens the run whose id is pasted; in an overlay that takes text, a paste is text first. */
export function takePaste(context: SessionContext, text: string): void {
  const { overlay } = context.getState();
  if (overlay.type === 'filter') return pasteIntoFilter(context, text, overlay);
  if (overlay.type !== 'none') return keysOf(overlay).type?.(context, text);
  const id = idIn(text);
  if (id !== undefined) return openRunById(context, id);
  const hint = `pasted text is no run id: ${keyOf('filter')} takes text`;
  context.dispatch({ type: 'noticed', text: hint, tone: 'info' });
}

/** An id that is all of the line opens its run instead, where the store has it. */
function pasteIntoFilter(context: SessionContext, text: string, { text: before }: FilterBar): void {
  changeFilter(context, bar => editFilter(bar, { type: 'typed', text }));
  const id = before.trim() === '' ? idIn(text) : undefined;
  if (id === undefined) return;
  context.run(async () => {
    const found = await findRunById(context, id);
    const { overlay, list } = context.getState();
    if (!found || overlay.type !== 'filter' || overlay.text.trim() !== text.trim()) return;
    const filterText = overlay.before;
    filterBar.close(context);
    context.list.loadSoon(undefined);
    if (list.filterText !== filterText) changeCriteria(context, { filterText });
    openRun(context, found);
  });
}
