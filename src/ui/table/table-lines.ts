import { type RunSummary, runAddress } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import { isCanceling, type TimedCancelPhase } from '../../state/cancel/cancel-phase.ts';
import { keyOf } from '../../state/keys/keymap.ts';
import { columnInfo, type PlacedColumn, placeColumns } from '../../state/list/columns.ts';
import { betterFilter } from '../../state/list/explain-list.ts';
import { canContinueSearch } from '../../state/list/reduce-list.ts';
import type { State } from '../../state/session/state.ts';
import type { Theme } from '../theme.ts';
import { cellText } from './cell-text.ts';
import { shortNames } from './short-names.ts';

type TableSize = { readonly width: number; readonly height: number };

const marginColumns = 3;
const relativeTimeColumns = 8;
const absoluteTimeColumns = 19;

/** The heading and the visible rows: exactly `height` lines of at most `width` columns. */
export function tableLines(state: State, { width, height }: TableSize, theme: Theme): readonly string[] {
  const { list, look } = state;
  const { target } = state.store;
  const timeWidth = look.absoluteTimes ? absoluteTimeColumns : relativeTimeColumns;
  const nameWidth = Math.max(...target.name.split(',').map(displayWidth));
  const placed = placeColumns(look.columns, width - marginColumns, timeWidth, nameWidth);
  const lines = [theme.dim(headingLine(placed, width))];
  const rows = list.rows.slice(list.top, list.top + height - 1);
  rows.forEach((run, index) => {
    lines.push(rowLine(run, placed, state, list.top + index === list.cursorIndex, theme));
  });
  if (lines.length < height) lines.push(...afterRows(state, width, theme));
  while (lines.length < height) lines.push('');
  return lines.slice(0, height);
}

function headingLine(placed: readonly PlacedColumn[], width: number): string {
  const cells = placed.map(({ id, width: columns }) =>
    fitText(columnInfo[id].title, columns, { align: columnInfo[id].align }),
  );
  return truncateText(' '.repeat(marginColumns) + cells.join('  '), width);
}

function rowLine(
  run: RunSummary,
  placed: readonly PlacedColumn[],
  state: State,
  isSelected: boolean,
  theme: Theme,
): string {
  const { list, look, now, screen } = state;
  const { target } = state.store;
  const address = runAddress(run);
  const cancel = list.cancels.get(address);
  const context = { now, absoluteTimes: look.absoluteTimes, target: target.name, cancel };
  const mark = list.marks.has(address) ? '•' : ' ';
  const cells = placed.map(({ id, width }) => {
    const whole = cellText(id, run, context);
    const kept = id === 'target' ? shortNames(target.name.split(','), width)(whole) : whole;
    const text = fitText(kept, width, { align: columnInfo[id].align });
    if (isSelected) return text;
    return list.phase === 'loading' ? theme.dim(text) : paintCell(id, text, run, cancel, theme);
  });
  const content = cells.join('  ');
  if (!isSelected) return ` ${mark === ' ' ? mark : theme.accent(mark)} ${content}`;
  const text = `${mark} ${content}`;
  return `${theme.accent('▌')}${screen === 'table' ? theme.inverse(text) : theme.bold(text)}`;
}

function paintCell(
  id: PlacedColumn['id'],
  text: string,
  run: RunSummary,
  cancel: TimedCancelPhase | undefined,
  theme: Theme,
): string {
  if (text.trim() === '') return text;
  switch (id) {
    case 'status':
      return theme.status(isCanceling(run, cancel) ? 'canceled' : run.status, text);
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

/** The lines below the last row: that there are no runs, or the progress of a search. */
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
    return [isSelected ? `${theme.accent('▌')} ${theme.inverse(line)}` : theme.dim(`  ${line}`)];
  }
  if (list.rows.length > 0) return list.isLoadingMore ? [theme.dim('   reading more…')] : [];
  return emptyLines(state).map(text => theme.dim(truncateText(`   ${text}`, width)));
}

function waitingText({ store: { target, link } }: State): string {
  if (link.type === 'stale') return 'nothing could be read yet';
  return target.isRemote ? `reading from ${safeLine(target.location)}…` : 'reading…';
}

function emptyLines({ list, store: { target }, overlay }: State): readonly string[] {
  if (list.filterText !== '') {
    const reasons = (list.reasons ?? []).map(({ text }) => safeLine(text));
    const better = overlay.type === 'none' ? betterFilter(list) : undefined;
    return [
      '',
      safeLine(`no run in ${list.view.label} matches ${list.filterText}`),
      ...reasons,
      ...(better === undefined ? [] : [safeLine(`${keyOf('open')} lists ${better === '' ? 'all' : better}`)]),
      ...(overlay.type === 'none' ? [`${keyOf('back')} clears the filter`] : []),
    ];
  }
  if (list.view.id === 'failed') return ['', 'no failed runs: nothing to do here', 'v shows other views'];
  if (list.view.filter !== '')
    return ['', safeLine(`no run in ${list.view.label} just now`), 'v shows other views'];
  if (list.missing.length > 0) return ['', 'the targets that answer have no runs'];
  if (list.kind !== 'both')
    return ['', `no run of an${list.kind === 'agent' ? ' agent' : 'y workflow'}`, 'K shows both kinds'];
  if (target.isEngine) return ['', 'no runs yet: the runs that the engine starts appear here'];
  return ['', 'no runs yet: record one with runlens/recorder,', 'or try `runlens demo`'];
}
