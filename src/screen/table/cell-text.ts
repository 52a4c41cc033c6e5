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
import { withoutAddress } from '../shell/status-message.ts';
import type { ColumnId } from './columns.ts';

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
