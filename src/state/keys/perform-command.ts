import { isSameRun } from '../../model/run.ts';
import type { DetailCommand } from '../detail/detail-actions.ts';
import { canGoOn, cursorRun } from '../list/reduce-list.ts';
import { openConfirm } from '../overlays/confirm-cancel.ts';
import { copyFocused, openFocused } from '../overlays/copy.ts';
import { openFilter } from '../overlays/filter-bar.ts';
import { openCopyMenu, openMenu, openTargetMenu } from '../overlays/menus.ts';
import { isWide, tableRows } from '../session/layout.ts';
import type { SessionContext } from '../session/session-context.ts';
import { disabledReason } from './disabled-reason.ts';
import type { Command } from './keymap.ts';

type Perform = (context: SessionContext) => void;

/** Does what a command says, or tells why it can do nothing just now. */
export function performCommand(context: SessionContext, command: Command): void {
  const reason = disabledReason(command, context.getState());
  if (reason !== undefined) {
    context.dispatch({ type: 'noticed', text: reason, tone: 'info' });
    return;
  }
  if (context.getState().notice) context.dispatch({ type: 'notice-expired' });
  const { screen } = context.getState();
  const own = screen === 'detail' ? inDetail[command] : inTable[command];
  (own ?? anywhere[command])?.(context);
}

const moveBy =
  (rows: (context: SessionContext) => number): Perform =>
  context =>
    context.dispatch({ type: 'cursor-moved', index: context.getState().list.cursorIndex + rows(context) });

const page = (context: SessionContext) => tableRows(context.getState());
const halfPage = (context: SessionContext) => Math.max(1, Math.floor(page(context) / 2));

const inTable: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': moveBy(() => 1),
  'move-up': moveBy(() => -1),
  'half-down': moveBy(halfPage),
  'half-up': moveBy(context => -halfPage(context)),
  'page-down': moveBy(page),
  'page-up': moveBy(context => -page(context)),
  'move-top': context => context.dispatch({ type: 'cursor-moved', index: 0 }),
  'move-bottom': context => context.dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY }),
  open: openRun,
  back: backInTable,
  filter: openFilter,
  mark: context => context.dispatch({ type: 'mark-toggled' }),
  'next-error': context => moveToFailed(context, 1),
  'previous-error': context => moveToFailed(context, -1),
  'next-run': moveBy(() => 1),
  'previous-run': moveBy(() => -1),
};

const toDetail =
  (command: DetailCommand): Perform =>
  context =>
    context.dispatch({ type: 'detail-command', command });

const inDetail: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': toDetail({ type: 'move', by: 1 }),
  'move-up': toDetail({ type: 'move', by: -1 }),
  'half-down': toDetail({ type: 'half-page', by: 1 }),
  'half-up': toDetail({ type: 'half-page', by: -1 }),
  'page-down': toDetail({ type: 'page', by: 1 }),
  'page-up': toDetail({ type: 'page', by: -1 }),
  'move-top': toDetail({ type: 'top' }),
  'move-bottom': toDetail({ type: 'bottom' }),
  open: toDetail({ type: 'enter' }),
  fold: toDetail({ type: 'toggle' }),
  'fold-in': toDetail({ type: 'fold' }),
  'fold-out': toDetail({ type: 'unfold' }),
  back: backInDetail,
  search: context =>
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'search', text: '', caret: 0 } }),
  'next-match': toDetail({ type: 'match', by: 1 }),
  'previous-match': toDetail({ type: 'match', by: -1 }),
  'next-error': toDetail({ type: 'error', by: 1 }),
  'previous-error': toDetail({ type: 'error', by: -1 }),
  'next-run': context => openNeighbour(context, 1),
  'previous-run': context => openNeighbour(context, -1),
};

const anywhere: Readonly<Partial<Record<Command, Perform>>> = {
  'tab-next': toDetail({ type: 'tab', by: 1 }),
  'tab-previous': toDetail({ type: 'tab', by: -1 }),
  'tab-1': toDetail({ type: 'tab', to: 'overview' }),
  'tab-2': toDetail({ type: 'tab', to: 'metadata' }),
  'tab-3': toDetail({ type: 'tab', to: 'trace' }),
  'fold-all': toDetail({ type: 'toggle-all' }),
  'zoom-in': toDetail({ type: 'zoom', by: 1 }),
  'zoom-out': toDetail({ type: 'zoom', by: -1 }),
  format: toDetail({ type: 'format' }),
  wrap: toDetail({ type: 'wrap' }),
  raw: toDetail({ type: 'raw' }),
  reveal: toDetail({ type: 'reveal' }),
  view: context => openMenu(context, 'view'),
  sort: context => openMenu(context, 'sort'),
  columns: context => openMenu(context, 'columns'),
  'copy-menu': openCopyMenu,
  target: openTargetMenu,
  kind: cycleKind,
  times: context =>
    context.dispatch({
      type: 'look-changed',
      look: { absoluteTimes: !context.getState().look.absoluteTimes },
    }),
  cancel: context => {
    const overlay = openConfirm(context.getState());
    if (overlay) context.dispatch({ type: 'overlay-changed', overlay });
    else
      context.dispatch({ type: 'noticed', text: 'none of the marked runs is active any more', tone: 'info' });
  },
  copy: copyFocused,
  pager: context => openFocused(context, 'pager'),
  editor: context => openFocused(context, 'editor'),
  pause: togglePause,
  reload: context => context.run(context.reload),
  help: context => context.dispatch({ type: 'overlay-changed', overlay: { type: 'help', top: 0 } }),
  palette: context =>
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'palette', text: '', caret: 0, index: 0 } }),
  suspend: context => context.effects.suspend(),
  interrupt: context => context.effects.quit(130),
  quit: context => context.effects.quit(0),
};

function openRun(context: SessionContext): void {
  const { list } = context.getState();
  const summary = cursorRun(list);
  if (!summary) {
    if (canGoOn(list)) context.run(() => context.list.loadMore());
    return;
  }
  if (!isSameRun(context.getState().detail?.summary, summary))
    context.dispatch({ type: 'detail-opened', summary });
  context.dispatch({ type: 'screen-changed', screen: 'detail' });
}

/** From the outermost thing inwards: the detail beside, the marks, the filter. */
function backInTable(context: SessionContext): void {
  const { detail, list } = context.getState();
  if (detail) return context.dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return context.dispatch({ type: 'marks-cleared' });
  if (list.filterText === '') return;
  context.dispatch({ type: 'question-changed', question: { filterText: '' } });
  context.run(() => context.list.load());
}

function backInDetail(context: SessionContext): void {
  const { detail, size } = context.getState();
  if (detail?.search)
    return context.dispatch({ type: 'detail-command', command: { type: 'search-cleared' } });
  if (isWide(size)) return context.dispatch({ type: 'screen-changed', screen: 'table' });
  context.dispatch({ type: 'detail-closed' });
}

function openNeighbour(context: SessionContext, by: 1 | -1): void {
  const { list, detail } = context.getState();
  const at = list.rows.findIndex(run => isSameRun(run, detail?.summary));
  const index = (at < 0 ? list.cursorIndex : at) + by;
  const summary = list.rows[index];
  if (!summary) {
    const text = by > 0 ? 'this is the last run of the list' : 'this is the first run of the list';
    return context.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  context.dispatch({ type: 'cursor-moved', index });
  context.dispatch({ type: 'detail-opened', summary });
}

function moveToFailed(context: SessionContext, by: 1 | -1): void {
  const { rows, cursorIndex } = context.getState().list;
  for (let index = cursorIndex + by; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return context.dispatch({ type: 'cursor-moved', index });
  }
  const text = by > 0 ? 'no failed run below, among those loaded' : 'no failed run above';
  context.dispatch({ type: 'noticed', text, tone: 'info' });
}

const kinds = ['both', 'workflow', 'agent'] as const;

function cycleKind(context: SessionContext): void {
  const at = kinds.indexOf(context.getState().list.kind);
  context.dispatch({
    type: 'question-changed',
    question: { kind: kinds[(at + 1) % kinds.length] ?? 'both' },
  });
  context.run(() => context.list.load());
}

function togglePause(context: SessionContext): void {
  context.dispatch({ type: 'pause-toggled' });
  if (!context.getState().store.isPaused) context.run(() => context.refreshAll());
}
