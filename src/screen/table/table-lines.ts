import { isSameRun, type RunKind, type RunSummary, runAddress } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText, truncateText } from '../../model/text/width.ts';
import { drawnStatus, type TimedCancelPhase } from '../../operations/acts/cancel-runs.ts';
import { cursorMark, idleMark, markedLine, type Theme } from '../paint/theme.ts';
import { cutIds, wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import type { PaneSize } from '../shell/layout.ts';
import { type State, shownNow } from '../shell/state.ts';
import {
  type CellContext,
  type ColumnId,
  cellText,
  columnInfo,
  shortAge,
  shortNames,
  wordsBesideGlyph,
} from './columns.ts';
import { betterFilter } from './list-reading.ts';
import { canContinueSearch } from './reduce-list.ts';
import { headingLine, type PlacedColumn, tableColumns } from './table-columns.ts';

const emptyMargin = 3;

/** The heading and the visible rows: exactly `height` lines of at most `width` columns. */
export function tableLines(state: State, { width, height }: PaneSize, theme: Theme): readonly string[] {
  const { list } = state;
  const columns = tableColumns(state);
  const rows = list.rows.slice(list.top, list.top + height - 1);
  const toLine = rowLines(state, columns.placed, rows, theme);
  const titled = rows.length > 0 ? columns : { ...columns, after: [] };
  const lines = [headingLine(titled, width, theme, list.sort.field === 'duration'), ...rows.map(toLine)];
  if (lines.length < height) lines.push(...afterRows(state, width, theme));
  while (lines.length < height) lines.push('');
  return lines.slice(0, height);
}

function afterRows(state: State, width: number, theme: Theme): readonly string[] {
  const { list } = state;
  if (list.phase === 'loading' && list.rows.length === 0)
    return [theme.dim(truncateText(`   ${waitingText(state)}`, width))];
  if (canContinueSearch(list) && list.scanned) {
    const { read, total } = list.scanned;
    const how = list.isLoadingMore ? 'searching…' : `${keyOf('open')} continue`;
    const text = `searched ${formatCount(read)} of ${formatCount(total)} · ${how}`;
    const isSelected = list.cursorIndex === list.rows.length;
    const line = fitText(` ${text}`, Math.max(0, width - 2));
    return [isSelected ? markedLine(line, theme) : theme.dim(`  ${line}`)];
  }
  if (list.isLoadingMore && (list.rows.length > 0 || list.nextCursor !== undefined))
    return [theme.dim('   reading more…')];
  if (list.rows.length > 0) return [];
  return emptyLines(state)
    .flatMap(text => (text === '' ? [''] : wrapText(text, Math.max(1, width - emptyMargin))))
    .map(text => theme.dim(`${' '.repeat(emptyMargin)}${text}`));
}

function waitingText({ store: { target, link } }: State): string {
  if (link.type === 'stale') return 'nothing could be read yet';
  return target.isRemote ? `reading from ${safeLine(target.location)}…` : 'reading…';
}

function emptyLines(state: State): readonly string[] {
  const { list } = state;
  if (list.nextCursor !== undefined) return ['', 'the pages that were read have no run'];
  if (state.store.target.kind === 'none')
    return ['', `no target is open: ${keyOf('target')} lists what was found here`];
  return ['', ...(list.filterText === '' ? noRuns(state) : noMatch(state))];
}

function noMatch({ list, overlay }: State): readonly string[] {
  const reasons = (list.reasons ?? []).map(({ text }) => safeLine(text));
  const better = overlay.type === 'none' ? betterFilter(list) : undefined;
  return [
    safeLine(`no run in the view ${list.view.label} matches ${list.filterText}`),
    ...reasons,
    ...(better === undefined ? [] : [safeLine(`${keyOf('open')} lists ${better === '' ? 'all' : better}`)]),
    ...(overlay.type === 'none' ? [waysOut(list)] : []),
  ];
}

/** The key goes from workflows to agents, then to both. */
export function otherKinds(kind: RunKind): string {
  return `${keyOf('kind')} shows ${kind === 'workflow' ? 'agents, then ' : ''}both kinds`;
}

/** `Esc clears the filter · v shows other views` */
function waysOut({ filterText, view, kind }: State['list']): string {
  const ways = [
    ...(filterText === '' ? [] : [`${keyOf('back')} clears the filter`]),
    ...(view.filter === '' ? [] : [`${keyOf('view')} shows other views`]),
    ...(kind === 'both' ? [] : [otherKinds(kind)]),
  ];
  return ways.join(' · ');
}

function noRuns({ list, store: { target } }: State): readonly string[] {
  const { view, kind, missing } = list;
  if (view.filter === '' && kind === 'both') {
    if (missing.length > 0) return ['the targets that answer have no runs'];
    if (target.isEngine) return ['no runs yet: the runs that the engine starts appear here'];
    return ['no runs yet: record one with runlens/recorder,', 'or try `runlens demo`'];
  }
  return [whatIsMissing(list), waysOut(list)];
}

function whatIsMissing({ view, kind, missing }: State['list']): string {
  const doubt = missing.length > 0 ? ': not every target answers' : '';
  if (view.filter === '') return `no run of an${kind === 'agent' ? ' agent' : 'y workflow'}${doubt}`;
  const isAll = kind === 'both' && missing.length === 0;
  if (view.id === 'failed' && isAll) return 'no failed runs: nothing to do here';
  return safeLine(`no ${kind === 'both' ? 'run' : `${kind} run`} in the view ${view.label}${doubt}`);
}

/** The runs in sight are drawn together, so that shortened names and ids differ among them. */
function rowLines(
  state: State,
  placed: readonly PlacedColumn[],
  inSight: readonly RunSummary[],
  theme: Theme,
): (run: RunSummary, index: number) => string {
  const { list, look, store } = state;
  const now = shownNow(state);
  const isGlyph = placed.some(({ id, width }) => id === 'status' && isNarrow(id, width));
  const cuts = cellCuts(placed, store.target.name.split(','), inSight);
  return (run, index) => {
    const isSelected = list.top + index === list.cursorIndex && !isOtherOpen(state, run);
    const address = runAddress(run);
    const cancel = list.cancels.get(address);
    const isByRunning = list.sort.field === 'duration';
    const context = { now, ...look, isByRunning, target: store.target.name, cancel };
    const cells = placed.map(column => {
      const { id, width } = column;
      const whole = textIn(column, run, context, isGlyph);
      const text = fitText(cuts[id]?.(whole) ?? whole, width, { align: columnInfo[id].align });
      if (isSelected) return text;
      return list.phase === 'loading' ? theme.dim(text) : paintCell(id, text, run, cancel, theme);
    });
    const mark = list.marks.has(address) ? '•' : ' ';
    return cursorLine(mark, cells.join('  '), isSelected, state, theme);
  };
}

/** While a run that was opened from another one is shown, the cursor is on the other one's row. */
function isOtherOpen({ screen, detail }: State, run: RunSummary): boolean {
  return screen === 'detail' && detail !== undefined && !isSameRun(run, detail.summary);
}

function textIn(
  { id, width }: PlacedColumn,
  run: RunSummary,
  context: CellContext,
  isGlyph: boolean,
): string {
  if (id === 'started' && isNarrow(id, width)) return shortAge(run, context.now);
  const text = cellText(id, run, context);
  if (id === 'error' && text === '' && isGlyph) return wordsBesideGlyph(run, context);
  return id === 'status' && isGlyph ? text.slice(0, 1) : text;
}

function isNarrow(id: ColumnId, width: number): boolean {
  return width < columnInfo[id].min;
}

function paintCell(
  id: ColumnId,
  text: string,
  run: RunSummary,
  cancel: TimedCancelPhase | undefined,
  theme: Theme,
): string {
  if (text.trim() === '') return text;
  switch (id) {
    case 'status':
      return theme.status(drawnStatus(run, cancel), text);
    case 'error':
      return run.status === 'failed' ? theme.error(text) : theme.warning(text);
    case 'type':
    case 'id':
    case 'raw-trigger':
    case 'started':
      return theme.dim(text);
    default:
      return text;
  }
}

export function cursorLine(
  mark: string,
  content: string,
  isSelected: boolean,
  { screen, overlay }: State,
  theme: Theme,
): string {
  if (!isSelected) return ` ${mark === ' ' ? mark : theme.accent(mark)} ${content}`;
  const text = `${mark} ${content}`;
  const isFocused = screen !== 'detail' && overlay.type !== 'filter';
  return isFocused ? `${theme.accent(cursorMark)}${theme.inverse(text)}` : `${idleMark}${theme.bold(text)}`;
}

function cellCuts(
  placed: readonly PlacedColumn[],
  targets: readonly string[],
  runs: readonly RunSummary[],
): Readonly<Partial<Record<ColumnId, (text: string) => string>>> {
  const widthOf = (id: ColumnId) => placed.find(column => column.id === id)?.width;
  const [target, id] = [widthOf('target'), widthOf('id')];
  const ids = id === undefined ? [] : runs.map(run => safeLine(run.id));
  return {
    target: target === undefined ? undefined : shortNames(targets, target),
    id: id === undefined ? undefined : cutIds(ids, id),
  };
}
