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
import { truncateStart } from '../paint/wrap-text.ts';
import { withoutAddress } from '../shell/status-lines.ts';

type ColumnInfo = {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly align: 'start' | 'end';
  /** The title and the width where there is no room for `min`. */
  readonly narrow?: { readonly title: string; readonly width: number };
};

/** The table's columns in the order of the menu; those up to `error` are shown by default. */
const columns = {
  status: { title: 'STATUS', min: 11, max: 17, align: 'start', narrow: { title: '', width: 1 } },
  name: { title: 'NAME', min: 15, max: 26, align: 'start', narrow: { title: 'NAME', width: 12 } },
  type: { title: 'TYPE', min: 8, max: 8, align: 'start' },
  started: { title: 'STARTED', min: 8, max: 8, align: 'start', narrow: { title: 'AGE', width: 4 } },
  duration: { title: 'DURATION', min: 8, max: 8, align: 'end' },
  trigger: { title: 'TRIGGER', min: 14, max: 22, align: 'start' },
  actor: { title: 'ACTOR', min: 8, max: 12, align: 'start' },
  project: { title: 'PROJECT', min: 8, max: 12, align: 'start' },
  error: { title: 'ERROR', min: 16, max: 400, align: 'start' },
  id: { title: 'RUN ID', min: 14, max: 30, align: 'start' },
  queued: { title: 'QUEUED', min: 8, max: 8, align: 'start' },
  finished: { title: 'FINISHED', min: 8, max: 8, align: 'start' },
  models: { title: 'MODELS', min: 10, max: 20, align: 'start' },
  services: { title: 'SERVICES', min: 10, max: 20, align: 'start' },
  cost: { title: 'COST', min: 9, max: 12, align: 'end' },
  messages: { title: 'MESSAGES', min: 8, max: 8, align: 'end' },
  steps: { title: 'STEPS', min: 5, max: 6, align: 'end' },
  'raw-trigger': { title: 'RAW TRIGGER', min: 14, max: 40, align: 'start' },
  attempt: { title: 'ATTEMPT', min: 7, max: 7, align: 'end' },
  slow: { title: 'SLOW', min: 5, max: 6, align: 'end' },
  target: { title: 'TARGET', min: 6, max: 14, align: 'start' },
} as const satisfies Readonly<Record<string, ColumnInfo>>;

export type ColumnId = keyof typeof columns;

export const columnInfo: Readonly<Record<ColumnId, ColumnInfo>> = columns;

export const columnIds = Object.keys(columns) as readonly ColumnId[];

const followers: Readonly<Partial<Record<ColumnId, ColumnId>>> = { name: 'target', duration: 'slow' };

/** The columns in the order of the table, where the menu has another. */
export const columnOrder = columnIds.flatMap((id): readonly ColumnId[] => {
  if (Object.values(followers).includes(id)) return [];
  return [id, followers[id]].filter(one => one !== undefined);
});

export const defaultColumns = columnIds.slice(0, columnIds.indexOf('error') + 1);

const mergedColumns: readonly ColumnId[] = defaultColumns.flatMap((id): readonly ColumnId[] =>
  id === 'name' ? ['name', 'target'] : [id],
);

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

/** With `among`, only columns of that set are returned. */
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
  /** Whether durations leave out pauses, as in the order by duration. */
  readonly isByRunning?: boolean;
  readonly target: string;
  readonly cancel?: TimedCancelPhase;
};

const longestCell = 500;
const absent = '–';

const cells: Readonly<Record<ColumnId, (run: RunSummary, context: CellContext) => string>> = {
  status: statusText,
  name: run => run.name,
  type: run => run.kind,
  started: (run, context) => timeText(run.startedAt, context),
  duration: durationText,
  slow: (run, { now }) => textOrDash(runSlowness(run, now), formatSlowness),
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
  cost: run => textOrDash(run.costUsd, formatCost),
  messages: run => textOrDash(run.messageCount, formatCount),
  steps: run => textOrDash(run.stepCount, formatCount),
  'raw-trigger': run => run.trigger.raw,
  attempt: run => textOrDash(run.attempt, formatCount),
  target: (run, { target }) => run.target ?? target,
};

/** Sanitised and masked, on one line. */
export function cellText(id: ColumnId, run: RunSummary, context: CellContext): string {
  const text = cells[id](run, context);
  return text === '' ? text : safeLine(text, { maxLength: longestCell });
}

/** At most four columns: the age since the start or, before it, since the queueing. */
export function shortAge({ startedAt, queuedAt, createdAt }: RunSummary, now: number): string {
  const age = formatAge(startedAt ?? queuedAt ?? createdAt, now);
  return age.replace(/ ago$/u, '').replace(/^in /u, '+');
}

function durationText(run: RunSummary, { now, isByRunning }: CellContext): string {
  const ms = elapsedMs(run, now);
  if (ms !== undefined) return formatDuration((isByRunning ? runningMs(run, now) : undefined) ?? ms);
  const isFirst = run.status === 'queued' && run.startedAt === undefined;
  const waitMs = isFirst ? queueWaitMs(run, now) : undefined;
  return waitMs === undefined ? absent : `wait ${formatShortDuration(waitMs)}`;
}

function textOrDash(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? absent : format(value);
}

function timeText(at: number | undefined, { now, absoluteTimes }: CellContext): string {
  if (at === undefined) return absent;
  return absoluteTimes ? formatTime(at) : formatAge(at, now);
}

function statusText(run: RunSummary, context: CellContext): string {
  const { glyph, label } = shownStatus(run, context.now, context.cancel);
  return `${glyph} ${label}`;
}

/** The label where the glyph does not tell it: `Canceling`, or a word of the store's own. */
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
      ...names.filter(other => other !== name).map(other => sharedPrefixLength(name, other)),
    );
    const columns = displayWidth(name);
    if (columns <= width || shared === 0) return truncateMiddle(name, width);
    const from = Math.min(displayWidth(name.slice(0, shared)), columns - width + 1);
    return `…${truncateText(sliceColumns(name, from, columns), width - 1)}`;
  };
}

/** The length of the common prefix, without a word at its end that goes on in `name`. */
function sharedPrefixLength(name: string, other: string): number {
  let length = 0;
  while (length < name.length && name[length] === other[length]) length += 1;
  const shared = name.slice(0, length);
  return /[\p{L}\p{N}]/u.test(name.charAt(length)) ? shared.replace(/[\p{L}\p{N}]+$/u, '').length : length;
}
