import { isSameRun } from '../../model/run.ts';
import { openGroupOfRun } from '../groups/open-groups.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import type { Perform, SessionContext } from '../shell/session-context.ts';
import { isTooSmall } from '../shell/window-size.ts';
import { moveToFailed } from '../table/failed-run.ts';
import { leaveDetail } from './back-to-table.ts';
import type { DetailCommand } from './detail-actions.ts';
import { filteredText } from './find/filtered-text.ts';
import { hasErrorBeyond, isUnread } from './find/has-error-beyond.ts';
import type { PayloadLook } from './flow.ts';
import { focusedLink } from './focus.ts';
import { openRunById } from './open-run-by-id.ts';

export function toDetail(command: DetailCommand): Perform {
  return ({ dispatch }) => dispatch({ type: 'detail-command-given', command });
}

/** The commands of the detail. */
export const detailCommands: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': toDetail({ type: 'move', by: 1 }),
  'move-up': toDetail({ type: 'move', by: -1 }),
  'half-down': toDetail({ type: 'half-page', by: 1 }),
  'half-up': toDetail({ type: 'half-page', by: -1 }),
  'page-down': toDetail({ type: 'page', by: 1 }),
  'page-up': toDetail({ type: 'page', by: -1 }),
  'move-top': toDetail({ type: 'top' }),
  'move-bottom': toDetail({ type: 'bottom' }),
  'next-run': context => openNeighbor(context, 1),
  'previous-run': context => openNeighbor(context, -1),
  'next-match': context => goToMatch(context, 1),
  'previous-match': context => goToMatch(context, -1),
  'next-error': context => walkErrors(context, 1),
  'previous-error': context => walkErrors(context, -1),
  groups: openGroupOfRun,
  open: openFocused,
  back: goBack,
  leave,
  search: ({ dispatch }) => dispatch({ overlay: 'search', type: 'opened' }),
  fold: toDetail({ type: 'toggle' }),
  'fold-in': toDetail({ type: 'fold' }),
  'fold-out': toDetail({ type: 'unfold' }),
  'fold-all': toDetail({ type: 'toggle-all' }),
  'zoom-in': toDetail({ type: 'zoom', by: 1 }),
  'zoom-out': toDetail({ type: 'zoom', by: -1 }),
  'zoom-whole': toDetail({ type: 'zoom-reset' }),
  format: thenSay({ type: 'format' }, ({ format }) => `payloads are shown as ${format.toUpperCase()}`),
  wrap: thenSay({ type: 'wrap' }, ({ wrap }) => (wrap ? 'long lines are wrapped' : 'long lines are cut')),
  raw: toDetail({ type: 'raw' }),
  'sort-spans': toDetail({ type: 'order' }),
};

/** Of what no row on the screen may show. */
function thenSay(command: DetailCommand, textOf: (look: PayloadLook) => string): Perform {
  return context => {
    toDetail(command)(context);
    const { detail } = context.getState();
    if (detail) context.dispatch({ type: 'noticed', text: textOf(detail.look), tone: 'info' });
  };
}

/** Another run opens; everything else is folded or unfolded. */
function openFocused(context: SessionContext): void {
  const { detail } = context.getState();
  const link = detail && focusedLink(detail);
  if (link) openRunById(context, link.address);
  else toDetail({ type: 'enter' })(context);
}

/** Goes to a match of the search; without one, searches what the filter of the table looks for. */
function goToMatch(context: SessionContext, by: 1 | -1): void {
  const { detail, list } = context.getState();
  if (detail?.search) return toDetail({ type: 'match', by })(context);
  const text = filteredText(list);
  if (text === undefined) {
    const notice = `nothing is searched: ${keyOf('search')} searches here`;
    return context.dispatch({ type: 'noticed', text: notice, tone: 'info' });
  }
  toDetail({ type: 'search-changed', text })(context);
  toDetail({ type: 'search-accepted' })(context);
}

/** Stops what takes long, else clears the search, else goes back. */
function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  if (context.task.stop()) return;
  if (!getState().detail?.search) return leaveDetail(context);
  dispatch({ type: 'detail-command-given', command: { type: 'search-cleared' } });
}

/** Where nothing but the wanted size is shown, the key quits, as shown there. */
function leave(context: SessionContext): void {
  if (isTooSmall(context.getState().size)) return context.effects.quit(0);
  context.task.stop('copying');
  leaveDetail(context);
}

/** Goes to the next error of the run, else to the next failed run. */
function walkErrors(context: SessionContext, by: 1 | -1): void {
  const { detail } = context.getState();
  if (!detail) return;
  if (hasErrorBeyond(detail, by)) return toDetail({ type: 'error', by })(context);
  if (!isUnread(detail)) return moveToFailed(context, by);
  context.dispatch({ type: 'noticed', text: 'this run is still being read', tone: 'info' });
}

function openNeighbor({ getState, dispatch }: SessionContext, by: 1 | -1): void {
  const { list, detail } = getState();
  const at = list.rows.findIndex(run => isSameRun(run, detail?.summary));
  const index = (at < 0 ? list.cursorIndex : at) + by;
  const summary = list.rows[index];
  if (!summary) {
    const text = by > 0 ? 'this is the last run of the list' : 'this is the first run of the list';
    return dispatch({ type: 'noticed', text, tone: 'info' });
  }
  dispatch({ type: 'cursor-moved', index });
  dispatch({ type: 'detail-opened', summary });
}
