import { keepRecent } from '../../model/keep-recent.ts';
import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { toSummaryJson } from '../../model/report/run-json.ts';
import { durationMs, type RunSummary, runAddress } from '../../model/run.ts';
import { isActive, standstillText, statusInfo, statusLabel } from '../../model/status.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/define-command.ts';
import { createListPrinter, printData } from '../print/print-list.ts';
import { runShape } from '../print/run-shape.ts';
import { outputTheme, writeLines, writeOut } from '../print/write.ts';

type ChangePrinter = {
  /** `readAt` is in epoch ms; resolves once the reader of the output keeps up. */
  readonly print: (runs: readonly RunSummary[], readAt: number) => Promise<void>;
};

/** Each run is printed as a document of its own, because the list has no end. */
export async function createChangePrinter(output: Output, context: Context): Promise<ChangePrinter> {
  const { format } = output;
  if (format === 'table') return { print: await createLinePrinter(context) };
  if (format === 'yaml') {
    return {
      print: async runs => {
        for (const run of runs) {
          await writeOut('---\n', context);
          await printData(toSummaryJson(run, context.now()), output, context);
        }
      },
    };
  }
  const toJson = (run: RunSummary) => toSummaryJson(run, context.now());
  const lines = { ...output, format: format === 'tsv' ? format : ('ndjson' as const) };
  const { add } = createListPrinter({ ...runShape('', context), toJson }, lines, context);
  return { print: add };
}

const statusColumns = 10;
const nameColumns = 24;
/** In a narrower terminal a clock has no milliseconds. */
const wideColumns = 100;

async function createLinePrinter(context: Context): Promise<ChangePrinter['print']> {
  const theme = await outputTheme(context);
  const { stdout, now } = context;
  const columns = stdout.isTTY ? stdout.columns : undefined;
  const clockColumns = columns !== undefined && columns < wideColumns ? 'hh:mm:ss'.length : undefined;
  const toText =
    columns === undefined
      ? wholeText
      : createChangeFitter(columns - (clockColumns ?? formatClock(0).length) - statusColumns - 4);
  const timeOf = createChangeTimes(now());
  const toLine = (run: RunSummary, readAt: number) => {
    const status = pad(`${statusInfo[run.status].glyph} ${safeLine(statusLabel(run, now()))}`, statusColumns);
    const clock = formatClock(timeOf(run, readAt)).slice(0, clockColumns);
    return `${theme.dim(clock)}  ${theme.status(run.status, status)}  ${toText(partsOf(run))}`;
  };
  return (runs, readAt) => {
    const lines = runs.map(run => toLine(run, readAt));
    return writeLines(lines, context);
  };
}

function wholeText({ name, id, about, error }: ChangeParts): string {
  return [pad(name, nameColumns), id, ...about, error].join('  ').trimEnd();
}

function partsOf(run: RunSummary): ChangeParts {
  const ms = run.finishedAt === undefined ? undefined : durationMs(run, run.finishedAt);
  const about = [run.target ?? '', ms === undefined ? '' : formatDuration(ms)];
  return {
    name: safeLine(run.name),
    id: safeLine(run.id),
    about: about.filter(note => note !== '').map(note => safeLine(note)),
    error: safeLine(run.errorSummary ? describeErrorInRow(run.errorSummary) : standstillText(run)),
  };
}

/** Safe text. */
type ChangeParts = {
  readonly name: string;
  readonly id: string;
  /** `4.2s`, and its target in a list of several. */
  readonly about: readonly string[];
  readonly error: string;
};

const longestName = 24;
const leastName = 6;
/** The duration gives its room to an error that would be cut to fewer columns. */
const leastError = 24;
/** Fewer columns of an error say nothing. */
const leastCutError = 8;

/** Cuts the error first, then the name, and never the id; names are padded to the longest so far. */
export function createChangeFitter(room: number): (parts: ChangeParts) => string {
  let nameWidth = 0;
  return ({ name, id, about, error }) => {
    const mostName = Math.min(longestName, Math.max(leastName, room - widthOf([id])));
    const shown = truncateText(name, mostName);
    nameWidth = Math.max(nameWidth, displayWidth(shown));
    const start = pad(shown, Math.min(nameWidth, mostName));
    const needed = error === '' ? 0 : 2 + Math.min(displayWidth(error), leastError);
    const isRoomy = displayWidth(start) + widthOf([id, ...about]) + needed <= room;
    const line = [start, id, ...(isRoomy ? about : [])].join('  ');
    const left = room - displayWidth(line) - 2;
    const isShown = left >= Math.min(displayWidth(error), leastCutError);
    return isShown ? `${line}  ${truncateText(error, left)}`.trimEnd() : line;
  };
}

function widthOf(notes: readonly string[]): number {
  return notes.reduce((sum, note) => sum + 2 + displayWidth(note), 0);
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

type Timed = Pick<RunSummary, 'status' | 'queuedAt' | 'startedAt' | 'pausedAt' | 'finishedAt'> & {
  readonly createdAt?: number;
};

type Known = {
  /** When the read that found it began, in epoch ms: no later change is older. */
  readonly readAt: number;
  /** The time of the line before, or when printing began. */
  readonly beforeAt?: number | undefined;
};

/**
 * The time of a line, in epoch ms: the recorded time of its change. Where that is of an earlier change, as
 * `startedAt` is of a run that goes on after a pause, it is the time of the read.
 */
export function changeTime(changed: Timed, { readAt, beforeAt = 0 }: Known): number {
  if (!isActive(changed)) return changed.finishedAt ?? readAt;
  const earliest = Math.max(beforeAt, changed.startedAt ?? 0);
  const at = recordedTime(changed);
  return at === undefined || at < earliest ? Math.max(readAt, earliest) : at;
}

/** For how many active runs the time of their last line is kept. */
const mostKept = 10_000;

/** Gives the times of lines about many runs; printing began at `sinceAt`. */
export function createChangeTimes(sinceAt: number): (run: RunSummary, readAt: number) => number {
  const printed = keepRecent<string, number>(mostKept);
  return (run, readAt) => {
    const address = runAddress(run);
    const at = changeTime(run, { readAt, beforeAt: printed.get(address) ?? sinceAt });
    if (isActive(run)) printed.set(address, at);
    else printed.delete(address);
    return at;
  };
}

function recordedTime({ status, createdAt, queuedAt, startedAt, pausedAt }: Timed): number | undefined {
  if (status === 'queued') return queuedAt ?? createdAt;
  return status === 'running' ? startedAt : pausedAt;
}
