import type { SortField } from '../../contract/lists/sort.ts';
import { countOf } from '../../model/text/formats.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import { spread } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { tableSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { type ColumnId, columnInfo, columnOrder, columnTitle } from './columns.ts';
import { type PlacedColumn, placeColumns } from './place-columns.ts';

type TableColumns = {
  readonly placed: readonly PlacedColumn[];
  /** Which of the parts of the columns is in sight, from 0. */
  readonly part: number;
  /** The columns that are out of sight in the parts before and after it. */
  readonly before: readonly ColumnId[];
  readonly after: readonly ColumnId[];
};

/** The terminal columns for the cursor and the marks. */
export const marginColumns = 3;
export const absoluteTimeColumns = 19;

/** The columns of the table that are in sight, and those that do not fit. */
export function tableColumns(state: State): TableColumns {
  const { list, look, store } = state;
  const parts = placeColumns(wantedColumns(state), {
    width: tableSize(state).width - marginColumns,
    timeWidth: look.absoluteTimes ? absoluteTimeColumns : undefined,
    nameWidth: Math.max(...store.target.name.split(',').map(displayWidth)),
    sorted: sortedColumns[list.sort.field],
  });
  const part = Math.min(list.columnPart, parts.length - 1);
  const placed = parts[part] ?? [];
  const isHidden = (id: ColumnId) => placed.every(column => column.id !== id);
  const hiddenIn = (some: typeof parts) =>
    some.flatMap(columns => columns.map(({ id }) => id)).filter(isHidden);
  return {
    placed,
    part,
    before: hiddenIn(parts.slice(0, part)),
    after: hiddenIn(parts.slice(part + 1)),
  };
}

/** The column of what runs are ordered by. */
export const sortedColumns: Readonly<Partial<Record<SortField, ColumnId>>> = {
  started: 'started',
  finished: 'finished',
  duration: 'duration',
  slow: 'slow',
  cost: 'cost',
  messages: 'messages',
  steps: 'steps',
};

/** The chosen columns without those that are empty, and the one that the runs are ordered by. */
function wantedColumns({ list, look }: State): readonly ColumnId[] {
  const sorted = sortedColumns[list.sort.field];
  const wanted = look.columns.filter(id => id === sorted || !list.emptyColumns.has(id));
  if (sorted !== undefined && !wanted.includes(sorted))
    return columnOrder.filter(id => id === sorted || wanted.includes(id));
  return wanted.length === 0 ? look.columns : wanted;
}

/** The title of the durations when runs are ordered by them, as that is by running time. */
export const runningTitle = 'RUNNING';

/** The titles, `←` for columns on the left, and what does not fit: `+3 columns → trigger, actor, project`. */
export function headingLine(columns: TableColumns, width: number, theme: Theme, isByRunning = false): string {
  const titles = columns.placed.map(({ id, width: room }) =>
    fitText(isByRunning && id === 'duration' ? runningTitle : columnTitle(id, room), room, {
      align: columnInfo[id].align,
    }),
  );
  const margin = fitText(columns.before.length > 0 ? ' ←' : '', marginColumns);
  const left = `${margin}${titles.join('  ')}`.trimEnd();
  if (columns.after.length === 0) return theme.dim(truncateText(left, width));
  const texts = hiddenTexts(columns.after);
  const right = texts.find(text => displayWidth(left) + leastGap + displayWidth(text) <= width);
  return spread(theme.dim(left), right ?? texts.at(-1) ?? '', width);
}

const leastGap = 2;

/** How many columns follow on the right, the longest text first. */
function hiddenTexts(hidden: TableColumns['after']): readonly string[] {
  const { length: count } = hidden;
  const names = hidden.map(id => columnInfo[id].title.toLowerCase()).join(', ');
  const counted = `+${countOf(count, 'column')} →`;
  return [`${counted} ${names}`, counted, `+${count} →`];
}
