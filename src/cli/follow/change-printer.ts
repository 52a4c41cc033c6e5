import { errorLine } from '../../model/error-line.ts';
import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { toSummaryJson } from '../../model/report/run-json.ts';
import { durationMs, type RunSummary } from '../../model/run.ts';
import { statusInfo, statusLabel } from '../../model/status.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { Context } from '../context.ts';
import type { Output } from '../options/output-options.ts';
import { outputTheme } from '../print/output-style.ts';
import { createListPrinter, printData } from '../print/print-list.ts';
import { runShape } from '../print/run-shape.ts';
import { writeLines, writeOut } from '../print/write.ts';

export type ChangePrinter = {
  /** Prints how runs stand now; resolves once the reader of the output keeps up. */
  readonly print: (runs: readonly RunSummary[]) => Promise<void>;
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

async function createLinePrinter(context: Context): Promise<ChangePrinter['print']> {
  const theme = await outputTheme(context);
  const { stdout, now } = context;
  const columns = stdout.isTTY ? stdout.columns : undefined;
  const toLine = (run: RunSummary) => {
    const status = pad(`${statusInfo[run.status].glyph} ${safeLine(statusLabel(run, now()))}`, statusColumns);
    const clock = formatClock(run.finishedAt ?? now());
    const rest = `${pad(safeLine(run.name), nameColumns)}  ${notesOf(run)
      .map(note => safeLine(note))
      .join('  ')}`;
    const room = columns === undefined ? undefined : columns - clock.length - displayWidth(status) - 4;
    const shown = room === undefined ? rest : truncateText(rest, Math.max(0, room));
    return `${theme.dim(clock)}  ${theme.status(run.status, status)}  ${shown.trimEnd()}`;
  };
  return runs => writeLines(runs.map(toLine), context);
}

function notesOf(run: RunSummary): readonly string[] {
  const ms = run.finishedAt === undefined ? undefined : durationMs(run, run.finishedAt);
  const notes = [
    run.id,
    run.target ?? '',
    ms === undefined ? '' : formatDuration(ms),
    run.errorSummary ? errorLine(describeErrorInRow(run.errorSummary)) : '',
  ];
  return notes.filter(note => note !== '');
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
