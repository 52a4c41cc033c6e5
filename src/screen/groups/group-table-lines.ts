import { countOf, formatCount, formatShortDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import type { PaneSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { type ListState, shownCounts } from '../table/list-state.ts';
import { absoluteTimeColumns, marginColumns } from '../table/table-columns.ts';
import { otherKinds } from '../table/table-lines.ts';
import { type GroupColumn, type GroupColumnId, placeGroupColumns } from './group-columns.ts';
import { groupLines, isNumber, type SparkScale, sparkScale, stateText, withHeight } from './group-row.ts';
import { shareTitles } from './groups-place.ts';
import { type GroupsState, questionOf } from './groups-state.ts';

const mostInSight = 100;

/** Exactly `height` lines. */
export function groupTableLines(state: State, { width, height }: PaneSize, theme: Theme): readonly string[] {
  const { groups } = state;
  if (!groups) return Array.from({ length: height }, () => '');
  const columns = placedColumns(state, groups, width);
  const scale = scaleOf(state, groups, columns);
  const rows = groups.rows.slice(groups.top, groups.top + height - 1);
  const lines = [
    headingLine(state, columns, scale, width, theme),
    ...rows.map(groupLines(state, columns, scale, theme)),
  ];
  if (rows.length === 0) lines.push(...withoutGroups(state, width, theme));
  while (lines.length < height) lines.push('');
  return lines.slice(0, height);
}

function placedColumns(state: State, groups: GroupsState, width: number): readonly GroupColumn[] {
  const { list, look, now } = state;
  const { rows } = groups;
  const widest = (counts: readonly number[]) =>
    formatCount(counts.reduce((most, count) => Math.max(most, count), 0)).length;
  const hasShares = rows.some(({ ofRuns }) => ofRuns !== undefined);
  return placeGroupColumns({
    width: width - marginColumns,
    countWidth: widest(rows.map(({ count }) => count)),
    openWidth: groups.opens ? widest(rows.map(({ open = 0 }) => open)) : 0,
    stateWidth: stateWidth(groups, now),
    timeWidth: look.absoluteTimes ? absoluteTimeColumns : undefined,
    shareWidth: hasShares ? displayWidth(shareTitles(list)[0] ?? '') : 0,
  });
}

function stateWidth(groups: GroupsState, now: number): number {
  const shown = groups.rows.slice(groups.top, groups.top + mostInSight);
  return shown.reduce((max, group) => Math.max(max, displayWidth(stateText(groups, group, now))), 0);
}

/** Sparklines begin with the first failure if the query sets no start, and end now if it sets no end. */
function scaleOf(
  { now, store }: State,
  { rows, window }: GroupsState,
  columns: readonly GroupColumn[],
): SparkScale | undefined {
  const cells = columns.find(({ id }) => id === 'trend')?.width;
  if (!window || cells === undefined) return undefined;
  const isFollowed = store.link.type === 'live' && store.pausedAt === undefined;
  const to = window.goesOn && isFollowed ? Math.max(now, window.to) : window.to;
  const first = rows.reduce((least, group) => Math.min(least, group.first.at), window.to);
  return withHeight(rows, sparkScale({ ...window, to, from: window.from ?? first }, cells), cells);
}

export const groupTitles: Readonly<Record<Exclude<GroupColumnId, 'trend' | 'share'>, string>> = {
  state: 'STATE',
  count: 'RUNS',
  open: 'OPEN',
  first: 'FIRST',
  last: 'LAST',
  place: 'WORKFLOW · STEP',
  message: 'ERROR',
};

function headingLine(
  { list }: State,
  columns: readonly GroupColumn[],
  scale: SparkScale | undefined,
  width: number,
  theme: Theme,
): string {
  const cells = columns.map(column => {
    const title = titleOf(column, scale, list);
    return fitText(title, column.width, { align: isNumber(column) ? 'end' : 'start' });
  });
  return theme.dim(truncateText(`${' '.repeat(marginColumns)}${cells.join('  ')}`.trimEnd(), width));
}

function titleOf({ id, width }: GroupColumn, scale: SparkScale | undefined, list: ListState): string {
  if (id === 'trend') return trendTitle(scale, width);
  if (id !== 'share') return groupTitles[id];
  return shareTitles(list).find(title => displayWidth(title) <= width) ?? '';
}

/** `PER 1H, █ 12 RUNS`: the time of a bar, and the runs of the highest one. */
function trendTitle(scale: SparkScale | undefined, width: number): string {
  if (!scale) return '';
  const per = `PER ${formatShortDuration(scale.cellMs).toUpperCase()}`;
  if (scale.most === 0) return per;
  const most = formatCount(scale.most);
  const titles = [`${per}, █ ${countOf(scale.most, 'RUN', 'RUNS')}`, `${per} █${most}`];
  return titles.find(title => displayWidth(title) <= width) ?? per;
}

function withoutGroups(state: State, width: number, theme: Theme): readonly string[] {
  const { groups, list, store } = state;
  const isReading = groups?.of !== questionOf(list) || !groups.isWhole;
  const reading = store.link.type === 'stale' ? 'nothing could be read yet' : 'reading the failed runs…';
  const texts = isReading ? [reading] : ['', ...reasons(state), `${keyOf('back')} goes back to the runs`];
  const margin = ' '.repeat(marginColumns);
  return texts
    .flatMap(text => (text === '' ? [''] : wrapText(text, Math.max(1, width - marginColumns))))
    .map(text => theme.dim(`${margin}${text}`));
}

function reasons(state: State): readonly string[] {
  const { list, groups } = state;
  if (groups?.only !== undefined && groups.all.length > 0)
    return [`no group is ${groups.only} any more`, `${keyOf('only-state')} shows all ${groups.all.length}`];
  const { filterText, view, kind } = list;
  if (filterText !== '')
    return [
      safeLine(`no failed run in the view ${view.label} matches ${filterText}`),
      `${keyOf('filter')} edits the filter`,
    ];
  if (view.filter !== '' && view.id !== 'failed')
    return [safeLine(`no failed run in the view ${view.label}`), `${keyOf('view')} shows other views`];
  if (kind !== 'both') return [`no failed run of ${kind}s`, otherKinds(kind)];
  if (list.missing.length > 0) return ['no failed run in the targets that answer'];
  const failed = shownCounts(state)?.failed ?? 0;
  if (failed > 0) return ['runs have failed, but this store tells no error of any of them'];
  return ['no failed runs: nothing to do here'];
}
