type ColumnInfo = {
  readonly title: string;
  /** Widths in terminal columns. */
  readonly min: number;
  readonly max: number;
  readonly align: 'start' | 'end';
  /** The column of the lowest weight is dropped first. */
  readonly weight: number;
};

type Row = readonly [title: string, min: number, max: number, align: ColumnInfo['align'], weight: number];

/** The table's columns in the order of the menu; those up to `error` are shown by default. */
const rows = {
  status: ['STATUS', 11, 17, 'start', 100],
  name: ['NAME', 15, 26, 'start', 99],
  type: ['TYPE', 8, 8, 'start', 40],
  started: ['STARTED', 8, 8, 'start', 90],
  duration: ['DURATION', 8, 8, 'end', 80],
  trigger: ['TRIGGER', 14, 22, 'start', 60],
  actor: ['ACTOR', 8, 12, 'start', 50],
  project: ['PROJECT', 8, 12, 'start', 45],
  error: ['ERROR', 16, 400, 'start', 92],
  id: ['RUN ID', 14, 30, 'start', 65],
  queued: ['QUEUED', 8, 8, 'start', 30],
  finished: ['FINISHED', 8, 8, 'start', 35],
  models: ['MODELS', 10, 20, 'start', 30],
  services: ['SERVICES', 10, 20, 'start', 29],
  cost: ['COST', 9, 12, 'end', 55],
  messages: ['MESSAGES', 8, 8, 'end', 28],
  steps: ['STEPS', 5, 6, 'end', 28],
  'raw-trigger': ['RAW TRIGGER', 14, 40, 'start', 25],
  attempt: ['ATTEMPT', 7, 7, 'end', 25],
  target: ['TARGET', 6, 14, 'start', 95],
} as const satisfies Readonly<Record<string, Row>>;

export type ColumnId = keyof typeof rows;

export const columnIds = Object.keys(rows) as readonly ColumnId[];

export const columnInfo = Object.fromEntries(
  columnIds.map(id => {
    const [title, min, max, align, weight] = rows[id];
    return [id, { title, min, max, align, weight }];
  }),
) as Readonly<Record<ColumnId, ColumnInfo>>;

/** The order of columns in the table: the target follows the name. */
export const columnOrder = columnIds.flatMap((id): readonly ColumnId[] => {
  if (id === 'target') return [];
  return id === 'name' ? ['name', 'target'] : [id];
});

const defaultColumns = columnIds.slice(0, columnIds.indexOf('error') + 1);

const mergedColumns: readonly ColumnId[] = defaultColumns.flatMap((id): readonly ColumnId[] =>
  id === 'name' ? ['name', 'target'] : [id],
);

/** The default columns; a list of several targets also shows each run's target. */
export function columnsFor(hasSeveralTargets: boolean): readonly ColumnId[] {
  return hasSeveralTargets ? mergedColumns : defaultColumns;
}

export type PlacedColumn = { readonly id: ColumnId; readonly width: number };

const gap = 2;
/** Columns of low weight are dropped until errors and statuses have these widths. */
const roomyError = 30;
const wholeStatus = 17;
/** The width at which target names can be distinguished. */
const roomyTarget = 8;

/** An absolute time weighs more than an error. */
function weightOf(id: ColumnId, timeWidth: number): number {
  const isInFull = id === 'started' && timeWidth > columnInfo.started.min;
  return isInFull ? columnInfo.error.weight + 1 : columnInfo[id].weight;
}

/**
 * Fits the chosen columns into `width`: drops the least important, widens the rest. A time is `timeWidth`
 * columns wide, the longest target name `nameWidth`.
 */
export function placeColumns(
  chosen: readonly ColumnId[],
  width: number,
  timeWidth: number,
  nameWidth = 0,
): readonly PlacedColumn[] {
  const targetWidth = Math.max(columnInfo.target.min, Math.min(roomyTarget, nameWidth));
  const minOf = (id: ColumnId) =>
    isTime(id) ? timeWidth : id === 'target' ? targetWidth : columnInfo[id].min;
  const kept = [...chosen];
  const total = () => kept.reduce((sum, id) => sum + minOf(id) + gap, -gap);
  const wish = (id: ColumnId, columns: number) => (kept.includes(id) ? columns - columnInfo[id].min : 0);
  const wished = wish('error', roomyError) + wish('status', wholeStatus);
  const weight = (id: ColumnId) => weightOf(id, timeWidth);
  while (kept.length > 1) {
    const weakest = kept.reduce((low, id) => (weight(id) < weight(low) ? id : low));
    const isInTheWay = weight(weakest) < columnInfo.trigger.weight && total() + wished > width;
    if (total() <= width && !isInTheWay) break;
    kept.splice(kept.indexOf(weakest), 1);
  }
  return shareRest(kept, minOf, width - total());
}

function isTime(id: ColumnId): boolean {
  return id === 'started' || id === 'queued' || id === 'finished';
}

/** The columns to widen, in order, and up to which width: those that explain a failure come first. */
const wishes: readonly (readonly [ColumnId, number])[] = [
  ['error', roomyError],
  ['name', 18],
  ['target', 10],
  ['status', wholeStatus],
  ['trigger', 20],
  ['error', 60],
  ...columnIds.map(id => [id, columnInfo[id].max] as const),
];

function shareRest(
  ids: readonly ColumnId[],
  minOf: (id: ColumnId) => number,
  rest: number,
): readonly PlacedColumn[] {
  const widths = new Map(ids.map(id => [id, minOf(id)]));
  let left = rest;
  for (const [id, upTo] of wishes) {
    const width = widths.get(id);
    if (width === undefined || isTime(id)) continue;
    const more = Math.max(0, Math.min(left, upTo - width));
    widths.set(id, width + more);
    left -= more;
  }
  return ids.map(id => ({ id, width: Math.max(1, widths.get(id) ?? 1) }));
}
