import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { toSummaryJson } from '../../model/report/run-json.ts';
import { durationMs, type RunSummary } from '../../model/run.ts';
import { statusInfo, statusLabel } from '../../model/status.ts';
import { errorLine } from '../../model/text/error-line.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/output-options.ts';
import { outputTheme } from '../print/output-style.ts';
import { createListPrinter, printData } from '../print/print-list.ts';
import { runShape } from '../print/run-shape.ts';
import { writeLines, writeOut } from '../print/write.ts';
import { createChangeTimes } from './change-time.ts';
import { type ChangeParts, createChangeFitter, pad } from './fit-change.ts';

export type ChangePrinter = {
  /** Prints runs that were read at a time, in epoch ms; resolves once the reader of the output keeps up. */
  readonly print: (runs: readonly RunSummary[], readAt: number) => Promise<void>;
};

/** Prints runs as they change, each whole in itself, because there is no end of the list. */
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
/** In a smaller terminal a clock has no milliseconds. */
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
  return (runs, readAt) =>
    writeLines(
      runs.map(run => toLine(run, readAt)),
      context,
    );
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
    error: run.errorSummary ? safeLine(errorLine(describeErrorInRow(run.errorSummary))) : '',
  };
}
