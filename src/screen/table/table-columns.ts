import type { SortField } from '../../contract/lists/sort.ts';
import { type ColumnStep, fillColumns } from '../../model/text/fill-columns.ts';
import { countOf } from '../../model/text/formats.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import { spread, type Theme } from '../paint/theme.ts';
import { tableSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { type ColumnId, columnIds, columnInfo, columnOrder, columnTitle, defaultColumns } from './columns.ts';

type TableColumns = {
  readonly placed: readonly PlacedColumn[];
  /** Which of the parts of the columns is in sight, from 0. */
  readonly part: number;
  readonly before: readonly ColumnId[];
  readonly after: readonly ColumnId[];
};

export const marginColumns = 3;
export const absoluteTimeColumns = 19;

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
  return { placed, part, before: hiddenIn(parts.slice(0, part)), after: hiddenIn(parts.slice(part + 1)) };
}

export const sortedColumns: Readonly<Partial<Record<SortField, ColumnId>>> = {
  started: 'started',
  finished: 'finished',
  duration: 'duration',
  slow: 'slow',
  cost: 'cost',
  messages: 'messages',
  steps: 'steps',
};

function wantedColumns({ list, look }: State): readonly ColumnId[] {
  const sorted = sortedColumns[list.sort.field];
  const wanted = look.columns.filter(id => id === sorted || !list.emptyColumns.has(id));
  if (sorted !== undefined && !wanted.includes(sorted))
    return columnOrder.filter(id => id === sorted || wanted.includes(id));
  return wanted.length === 0 ? look.columns : wanted;
}

/** The title of the durations in the order by duration, which leaves out pauses. */
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

function hiddenTexts(hidden: TableColumns['after']): readonly string[] {
  const { length: count } = hidden;
  const names = hidden.map(id => columnInfo[id].title.toLowerCase()).join(', ');
  const counted = `+${countOf(count, 'column')} →`;
  return [`${counted} ${names}`, counted, `+${count} →`];
}

export type PlacedColumn = { readonly id: ColumnId; readonly width: number };

export type TableRoom = {
  readonly width: number;
  readonly timeWidth?: number;
  readonly nameWidth?: number;
  readonly sorted?: ColumnId;
  /** Whether narrow forms are left out, as in text that other programs read. */
  readonly isText?: boolean;
};

const pinned: readonly ColumnId[] = ['status', 'name', 'target'];

/** The columns in parts that fit: those shown first, then the rest, each part beside the pinned columns. */
export function placeColumns(
  chosen: readonly ColumnId[],
  room: TableRoom,
): readonly (readonly PlacedColumn[])[] {
  const first = placePart(chosen, room, width => placeFirst(chosen, { ...room, width }));
  const pins = first.filter(({ id }) => pinned.includes(id));
  const parts = [first];
  let left = without(chosen, first);
  while (left.length > 0) {
    const hidden = left;
    const part = placePart(hidden, room, width => placeBeside(pins, hidden, { ...room, width }));
    left = without(hidden, part);
    if (left.length === hidden.length) break;
    parts.push(part);
  }
  return parts;
}

/** The columns of the heading that say how many columns are hidden: `+12 →`. */
const noteColumns = 7;

/** Keeps room for the note on hidden columns, which the title of a wide error column leaves anyway. */
function placePart(
  wanted: readonly ColumnId[],
  { width, isText }: TableRoom,
  place: (width: number) => readonly PlacedColumn[],
): readonly PlacedColumn[] {
  const placed = place(width);
  const isWhole = without(wanted, placed).length === 0;
  return isWhole || isText || placed.at(-1)?.id === 'error' ? placed : place(width - noteColumns);
}

type Step = ColumnStep<ColumnId>;

/** The columns that explain a failure get their room before the others. */
function placeFirst(chosen: readonly ColumnId[], room: TableRoom): readonly PlacedColumn[] {
  const { sorted, timeWidth } = room;
  const atLeast = (id: ColumnId): Step => [id, leastWidth(id, room)];
  const added = chosen.filter(id => ![...defaultColumns, ...pinned, ...late].includes(id));
  const placed = fill(chosen, room.width, [
    ...(['status', 'name', 'error'] as const).map(atLeast),
    ...(sorted === undefined ? [] : [atLeast(sorted)]),
    ...(timeWidth === undefined ? [] : [atLeast('started')]),
    atLeast('target'),
    ['error', 30],
    atLeast('started'),
    ...added.map(atLeast),
    ['name', 15],
    ['error', 50],
    ['duration', 8],
    ['status', 11],
    ['started', 8],
    ...late.map(atLeast),
    ['name', 18],
    ['target', 10],
    ['status', 17],
    ['trigger', 20],
    ['error', 60],
    ...widest,
  ]);
  const [only] = chosen;
  return placed.length === 0 && only ? [{ id: only, width: Math.max(1, room.width) }] : placed;
}

function placeBeside(
  pins: readonly PlacedColumn[],
  hidden: readonly ColumnId[],
  room: TableRoom,
): readonly PlacedColumn[] {
  const ids = [...pins.map(({ id }) => id), ...hidden];
  return fill(ids, room.width, [
    ...pins.map(({ id, width }): Step => [id, width]),
    ...hidden.map((id): Step => [id, leastWidth(id, room)]),
    ...widest.filter(([id]) => hidden.includes(id)),
  ]);
}

/** The columns that explain a failure least. */
const late: readonly ColumnId[] = ['trigger', 'actor', 'project', 'raw-trigger', 'type'];

/** Every column up to its largest width; errors, which may take all, come last. */
const widest: readonly Step[] = [...columnIds.filter(id => id !== 'error'), 'error' as const].map(id => [
  id,
  columnInfo[id].max,
]);

/** The width at which target names can be distinguished. */
const roomyTarget = 8;
const times: ReadonlySet<ColumnId> = new Set(['started', 'queued', 'finished']);

function leastWidth(id: ColumnId, { timeWidth, nameWidth = 0, isText = false }: TableRoom): number {
  const { min, narrow } = columnInfo[id];
  if (timeWidth !== undefined && times.has(id)) return timeWidth;
  if (id === 'target') return Math.max(min, Math.min(roomyTarget, nameWidth));
  return isText ? min : (narrow?.width ?? min);
}

function fill(ids: readonly ColumnId[], room: number, steps: readonly Step[]): readonly PlacedColumn[] {
  return fillColumns(ids, room, steps, id => columnInfo[id].min);
}

function without(ids: readonly ColumnId[], placed: readonly PlacedColumn[]): readonly ColumnId[] {
  return ids.filter(id => placed.every(column => column.id !== id));
}
