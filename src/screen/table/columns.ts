import type { RunSummary } from '../../model/run.ts';
import { standstillText } from '../../model/status.ts';

/** What a column shows where there is no room for its `min`. */
type NarrowForm = { readonly title: string; readonly width: number };

type ColumnInfo = {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly align: 'start' | 'end';
  readonly narrow?: NarrowForm;
};

type Row = readonly [
  title: string,
  min: number,
  max: number,
  align: ColumnInfo['align'],
  narrow?: NarrowForm,
];

/** The table's columns in the order of the menu; those up to `error` are shown by default. */
const rows = {
  status: ['STATUS', 11, 17, 'start', { title: '', width: 1 }],
  name: ['NAME', 15, 26, 'start', { title: 'NAME', width: 12 }],
  type: ['TYPE', 8, 8, 'start'],
  started: ['STARTED', 8, 8, 'start', { title: 'AGE', width: 4 }],
  duration: ['DURATION', 8, 8, 'end'],
  trigger: ['TRIGGER', 14, 22, 'start'],
  actor: ['ACTOR', 8, 12, 'start'],
  project: ['PROJECT', 8, 12, 'start'],
  error: ['ERROR', 16, 400, 'start'],
  id: ['RUN ID', 14, 30, 'start'],
  queued: ['QUEUED', 8, 8, 'start'],
  finished: ['FINISHED', 8, 8, 'start'],
  models: ['MODELS', 10, 20, 'start'],
  services: ['SERVICES', 10, 20, 'start'],
  cost: ['COST', 9, 12, 'end'],
  messages: ['MESSAGES', 8, 8, 'end'],
  steps: ['STEPS', 5, 6, 'end'],
  'raw-trigger': ['RAW TRIGGER', 14, 40, 'start'],
  attempt: ['ATTEMPT', 7, 7, 'end'],
  slow: ['SLOW', 5, 6, 'end'],
  target: ['TARGET', 6, 14, 'start'],
} as const satisfies Readonly<Record<string, Row>>;

export type ColumnId = keyof typeof rows;

export const columnIds = Object.keys(rows) as readonly ColumnId[];

export const columnInfo = Object.fromEntries(
  columnIds.map(id => {
    const [title, min, max, align, narrow]: Row = rows[id];
    return [id, { title, min, max, align, narrow }];
  }),
) as Readonly<Record<ColumnId, ColumnInfo>>;

const followers: Readonly<Partial<Record<ColumnId, ColumnId>>> = { name: 'target', duration: 'slow' };

/** The order of columns in the table: the target follows the name, slowness the duration. */
export const columnOrder = columnIds.flatMap((id): readonly ColumnId[] => {
  if (Object.values(followers).includes(id)) return [];
  return [id, followers[id]].filter(one => one !== undefined);
});

export const defaultColumns = columnIds.slice(0, columnIds.indexOf('error') + 1);

const mergedColumns: readonly ColumnId[] = defaultColumns.flatMap((id): readonly ColumnId[] =>
  id === 'name' ? ['name', 'target'] : [id],
);

/** The default columns; a list of several targets also shows each run's target. */
export function columnsFor(hasSeveralTargets: boolean): readonly ColumnId[] {
  return hasSeveralTargets ? mergedColumns : defaultColumns;
}

export function columnTitle(id: ColumnId, width: number): string {
  const { title, min, narrow } = columnInfo[id];
  return narrow && width < min ? narrow.title : title;
}

type AlwaysFilled = 'status' | 'name' | 'type' | 'started' | 'duration' | 'id' | 'target';

const hasValue: Readonly<Record<Exclude<ColumnId, AlwaysFilled>, (run: RunSummary) => boolean>> = {
  slow: run => run.usual !== undefined,
  trigger: run => run.trigger.label !== '',
  actor: run => run.actor !== undefined,
  project: run => run.project !== undefined,
  error: run => run.errorSummary !== undefined || standstillText(run) !== '',
  queued: run => run.queuedAt !== undefined,
  finished: run => run.finishedAt !== undefined,
  models: run => run.models.length > 0,
  services: run => run.services.length > 0,
  cost: run => run.costUsd !== undefined,
  messages: run => run.messageCount !== undefined,
  steps: run => run.stepCount !== undefined,
  'raw-trigger': run => run.trigger.raw !== '',
  attempt: run => run.attempt !== undefined,
};

const optionalColumns = Object.entries(hasValue) as readonly (readonly [
  keyof typeof hasValue,
  (run: RunSummary) => boolean,
])[];

/** The columns without a value in any of the runs; with `among`, only those that are in it, too. */
export function emptyColumns(
  runs: readonly RunSummary[],
  among?: ReadonlySet<ColumnId>,
): ReadonlySet<ColumnId> {
  const empty = optionalColumns.filter(([id, has]) => (among?.has(id) ?? true) && !runs.some(has));
  return new Set(empty.map(([id]) => id));
}
