import { isSameRun } from '../../model/run.ts';
import type { DetailCommand } from '../detail/apply-command.ts';
import { canGoOn, cursorRun } from '../list/reduce-list.ts';
import { openConfirm } from '../overlays/confirm-cancel.ts';
import { copyFocused, openFocused } from '../overlays/copy.ts';
import { openFilter } from '../overlays/filter-bar.ts';
import { openCopyMenu, openMenu, openTargetMenu } from '../overlays/menus.ts';
import { isWide, tableRows } from '../session/layout.ts';
import type { Desk } from '../session/session.ts';
import { disabledReason } from './disabled-reason.ts';
import type { Command } from './keymap.ts';

type Perform = (desk: Desk) => void;

/** Does what a command says, or tells why it can do nothing just now. */
export function perform(desk: Desk, command: Command): void {
  const reason = disabledReason(command, desk.getState());
  if (reason !== undefined) {
    desk.dispatch({ type: 'noticed', text: reason, tone: 'info' });
    return;
  }
  if (desk.getState().notice) desk.dispatch({ type: 'notice-expired' });
  const { screen } = desk.getState();
  const own = screen === 'detail' ? inDetail[command] : inTable[command];
  (own ?? anywhere[command])?.(desk);
}

const moveBy =
  (rows: (desk: Desk) => number): Perform =>
  desk =>
    desk.dispatch({ type: 'cursor-moved', index: desk.getState().list.cursorIndex + rows(desk) });

const page = (desk: Desk) => tableRows(desk.getState());
const halfPage = (desk: Desk) => Math.max(1, Math.floor(page(desk) / 2));

const inTable: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': moveBy(() => 1),
  'move-up': moveBy(() => -1),
  'half-down': moveBy(halfPage),
  'half-up': moveBy(desk => -halfPage(desk)),
  'page-down': moveBy(page),
  'page-up': moveBy(desk => -page(desk)),
  'move-top': desk => desk.dispatch({ type: 'cursor-moved', index: 0 }),
  'move-bottom': desk => desk.dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY }),
  open: openRun,
  back: backInTable,
  filter: openFilter,
  mark: desk => desk.dispatch({ type: 'mark-toggled' }),
  'next-error': desk => moveToFailed(desk, 1),
  'previous-error': desk => moveToFailed(desk, -1),
  'next-run': moveBy(() => 1),
  'previous-run': moveBy(() => -1),
};

const toDetail =
  (command: DetailCommand): Perform =>
  desk =>
    desk.dispatch({ type: 'detail-command', command });

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
  search: desk => desk.dispatch({ type: 'overlay-changed', overlay: { type: 'search', text: '', caret: 0 } }),
  'next-match': toDetail({ type: 'match', by: 1 }),
  'previous-match': toDetail({ type: 'match', by: -1 }),
  'next-error': toDetail({ type: 'error', by: 1 }),
  'previous-error': toDetail({ type: 'error', by: -1 }),
  'next-run': desk => openNeighbour(desk, 1),
  'previous-run': desk => openNeighbour(desk, -1),
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
  view: desk => openMenu(desk, 'view'),
  sort: desk => openMenu(desk, 'sort'),
  columns: desk => openMenu(desk, 'columns'),
  'copy-menu': openCopyMenu,
  target: openTargetMenu,
  kind: cycleKind,
  times: desk =>
    desk.dispatch({ type: 'look-changed', look: { absoluteTimes: !desk.getState().look.absoluteTimes } }),
  cancel: desk => {
    const overlay = openConfirm(desk.getState());
    if (overlay) desk.dispatch({ type: 'overlay-changed', overlay });
    else desk.dispatch({ type: 'noticed', text: 'none of the marked runs is active any more', tone: 'info' });
  },
  copy: copyFocused,
  pager: desk => openFocused(desk, 'pager'),
  editor: desk => openFocused(desk, 'editor'),
  pause: togglePause,
  reload: desk => desk.run(desk.reload),
  help: desk => desk.dispatch({ type: 'overlay-changed', overlay: { type: 'help', top: 0 } }),
  palette: desk =>
    desk.dispatch({ type: 'overlay-changed', overlay: { type: 'palette', text: '', caret: 0, index: 0 } }),
  suspend: desk => desk.effects.suspend(),
  interrupt: desk => desk.effects.quit(130),
  quit: desk => desk.effects.quit(0),
};

function openRun(desk: Desk): void {
  const { list } = desk.getState();
  const summary = cursorRun(list);
  if (!summary) {
    if (canGoOn(list)) desk.run(() => desk.list.loadMore());
    return;
  }
  if (!isSameRun(desk.getState().detail?.summary, summary)) desk.dispatch({ type: 'detail-opened', summary });
  desk.dispatch({ type: 'screen-changed', screen: 'detail' });
}

/** From the outermost thing inwards: the detail beside, the marks, the filter. */
function backInTable(desk: Desk): void {
  const { detail, list } = desk.getState();
  if (detail) return desk.dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return desk.dispatch({ type: 'marks-cleared' });
  if (list.filterText === '') return;
  desk.dispatch({ type: 'question-changed', question: { filterText: '' } });
  desk.run(() => desk.list.load());
}

function backInDetail(desk: Desk): void {
  const { detail, size } = desk.getState();
  if (detail?.search) return desk.dispatch({ type: 'detail-command', command: { type: 'search-cleared' } });
  if (isWide(size)) return desk.dispatch({ type: 'screen-changed', screen: 'table' });
  desk.dispatch({ type: 'detail-closed' });
}

function openNeighbour(desk: Desk, by: 1 | -1): void {
  const { list, detail } = desk.getState();
  const at = list.rows.findIndex(run => isSameRun(run, detail?.summary));
  const index = (at < 0 ? list.cursorIndex : at) + by;
  const summary = list.rows[index];
  if (!summary) {
    const text = by > 0 ? 'this is the last run of the list' : 'this is the first run of the list';
    return desk.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  desk.dispatch({ type: 'cursor-moved', index });
  desk.dispatch({ type: 'detail-opened', summary });
}

function moveToFailed(desk: Desk, by: 1 | -1): void {
  const { rows, cursorIndex } = desk.getState().list;
  for (let index = cursorIndex + by; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return desk.dispatch({ type: 'cursor-moved', index });
  }
  const text = by > 0 ? 'no failed run below, among those loaded' : 'no failed run above';
  desk.dispatch({ type: 'noticed', text, tone: 'info' });
}

const kinds = ['both', 'workflow', 'agent'] as const;

function cycleKind(desk: Desk): void {
  const at = kinds.indexOf(desk.getState().list.kind);
  desk.dispatch({ type: 'question-changed', question: { kind: kinds[(at + 1) % kinds.length] ?? 'both' } });
  desk.run(() => desk.list.load());
}

function togglePause(desk: Desk): void {
  desk.dispatch({ type: 'pause-toggled' });
  if (!desk.getState().isPaused) desk.run(() => desk.refreshAll());
}
