import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { elapsedMs, type RunSummary, runningMs } from '../../model/run.ts';
import { isCancelable, standstillText, statusInfo } from '../../model/status.ts';
import {
  formatAge,
  formatCost,
  formatCount,
  formatDuration,
  formatShortDuration,
  formatTime,
} from '../../model/text/formats.ts';
import { queueWaitMs } from '../../model/text/queue-wait.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, sliceColumns, truncateMiddle, truncateText } from '../../model/text/width.ts';
import { formatSlowness, runSlowness } from '../../model/usual/usual.ts';
import { refusalText, shownStatus, type TimedCancelPhase } from '../../operations/acts/cancel-runs.ts';
import { withoutAddress } from '../shell/status-lines.ts';

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

export type CellContext = {
  readonly now: number;
  readonly absoluteTimes: boolean;
  /** Whether durations are those that the runs are ordered by, without their pauses. */
  readonly isByRunning?: boolean;
  readonly target: string;
  readonly cancel?: TimedCancelPhase;
};

type Cell = (run: RunSummary, context: CellContext) => string;

const longestCell = 500;
const absent = '–';

const cells: Readonly<Record<ColumnId, Cell>> = {
  status: statusText,
  name: run => run.name,
  type: run => run.kind,
  started: (run, context) => timeText(run.startedAt, context),
  duration: durationText,
  slow: (run, { now }) => slowText(runSlowness(run, now)),
  trigger: run => run.trigger.label,
  actor: run => run.actor ?? absent,
  project: run => run.project ?? absent,
  error: (run, context) =>
    freshCancelText(run, context) ?? (standstillText(run) || describeErrorInRow(run.errorSummary ?? {})),
  id: run => run.id,
  queued: (run, context) => timeText(run.queuedAt, context),
  finished: (run, context) => timeText(run.finishedAt, context),
  models: run => run.models.join(', '),
  services: run => run.services.join(', '),
  cost: run => (run.costUsd === undefined ? absent : formatCost(run.costUsd)),
  messages: run => (run.messageCount === undefined ? absent : formatCount(run.messageCount)),
  steps: run => (run.stepCount === undefined ? absent : formatCount(run.stepCount)),
  'raw-trigger': run => run.trigger.raw,
  attempt: run => (run.attempt === undefined ? absent : formatCount(run.attempt)),
  target: (run, { target }) => run.target ?? target,
};

/** The text of a cell: sanitised and masked, on one line. */
export function cellText(id: ColumnId, run: RunSummary, context: CellContext): string {
  const text = cells[id](run, context);
  return text === '' ? text : safeLine(text, { maxLength: longestCell });
}

/** How old a run is in at most four columns: since its start or, before that, since it was queued. */
export function shortAge({ startedAt, queuedAt, createdAt }: RunSummary, now: number): string {
  const age = formatAge(startedAt ?? queuedAt ?? createdAt, now);
  return age.replace(/ ago$/u, '').replace(/^in /u, '+');
}

/** The duration; of a run that has not started, for how long it has been queued. */
function durationText(run: RunSummary, { now, isByRunning }: CellContext): string {
  const ms = elapsedMs(run, now);
  if (ms !== undefined) return formatDuration((isByRunning ? runningMs(run, now) : undefined) ?? ms);
  const isFirst = run.status === 'queued' && run.startedAt === undefined;
  const waitMs = isFirst ? queueWaitMs(run, now) : undefined;
  return waitMs === undefined ? absent : `wait ${formatShortDuration(waitMs)}`;
}

function slowText(times: number | undefined): string {
  return times === undefined ? absent : formatSlowness(times);
}

function timeText(at: number | undefined, { now, absoluteTimes }: CellContext): string {
  if (at === undefined) return absent;
  return absoluteTimes ? formatTime(at) : formatAge(at, now);
}

function statusText(run: RunSummary, context: CellContext): string {
  const { glyph, label } = shownStatus(run, context.now, context.cancel);
  return `${glyph} ${label}`;
}

/** What the glyph of a status alone does not tell, such as `Canceling` or a word of the store's own. */
export function wordsBesideGlyph(run: RunSummary, { cancel, now }: CellContext): string {
  const { label } = shownStatus(run, now, cancel);
  return label === statusInfo[run.status].label ? '' : safeLine(label, { maxLength: longestCell });
}

/** How long a cancel's outcome replaces the run's own error. */
const freshMs = 30_000;

/** A failed cancel is shown only while the run is active. */
function freshCancelText(run: RunSummary, { cancel, now }: CellContext): string | undefined {
  if (!cancel || now - cancel.at >= freshMs) return undefined;
  const isKnown = run.cancelRequestedAt !== undefined && cancel.type === 'unknown' && cancel.act !== 'kill';
  const isOver = isKnown || (!isCancelable(run) && (cancel.type === 'failed' || cancel.type === 'unknown'));
  const text = isOver ? undefined : refusalText(cancel);
  return text && withoutAddress(text);
}

/** Cuts target names to `width` columns in the first way that keeps them all different. */
export function shortNames(names: readonly string[], width: number): (name: string) => string {
  const cuts = [cutSharedOf(names), truncateMiddle, truncateStart, truncateText];
  const best = cuts.find(cut => new Set(names.map(name => cut(name, width))).size === new Set(names).size);
  return name => (best ?? truncateMiddle)(name, width);
}

/** Cuts the prefix that a name shares with another: `…otlp` for `shop~otlp` beside `shop~restate`. */
function cutSharedOf(names: readonly string[]) {
  return (name: string, width: number) => {
    const shared = Math.max(
      0,
      ...names.filter(other => other !== name).map(other => sharedWords(name, other)),
    );
    const columns = displayWidth(name);
    if (columns <= width || shared === 0) return truncateMiddle(name, width);
    const from = Math.min(displayWidth(name.slice(0, shared)), columns - width + 1);
    return `…${truncateText(sliceColumns(name, from, columns), width - 1)}`;
  };
}

const wordCharacter = () => /[\p{L}\p{N}]/u;

/** The length of the common prefix, up to the end of a word. */
function sharedWords(name: string, other: string): number {
  let length = 0;
  while (length < name.length && name[length] === other[length]) length += 1;
  const shared = name.slice(0, length);
  return wordCharacter().test(name.charAt(length)) ? shared.replace(/[\p{L}\p{N}]+$/u, '').length : length;
}

function truncateStart(text: string, width: number): string {
  const columns = displayWidth(text);
  return columns <= width ? text : `…${sliceColumns(text, columns - width + 1, columns)}`;
}
