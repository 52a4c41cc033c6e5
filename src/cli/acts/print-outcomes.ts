import { type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { isCountTyped } from '../../operations/acts/consent.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';

type OutcomeRow = {
  readonly result: string;
  /** Set for a run that was waited for. */
  readonly status?: RunStatus;
  readonly exitCode: number;
};

/**
 * Prints what became of an act on each run, also after an interrupt, with the sums of many on stderr; returns
 * the exit code.
 */
export async function printOutcomes<Row extends OutcomeRow>(
  shape: ListShape<Row>,
  rows: readonly Row[],
  output: Output,
  context: Context,
): Promise<number> {
  const printer = createListPrinter(shape, output, untilPrinted(context));
  await printer.add(rows);
  await printer.end();
  if (isCountTyped(rows.length)) writeNotice(sumsText(rows), context);
  return worstExitCode(rows);
}

/** `456 requested · 3,192 not sent`, `10 started: Failed · 2 refused`. */
function sumsText(rows: readonly OutcomeRow[]): string {
  return [...Map.groupBy(rows, resultText)]
    .map(([text, alike]) => `${formatCount(alike.length)} ${text}`)
    .join(' · ');
}

function resultText({ result, status }: OutcomeRow): string {
  const text = result.replaceAll('-', ' ');
  return status === undefined || status === result ? text : `${text}: ${statusInfo[status].label}`;
}

/** The same context, where what was done is printed after an interrupt, too, as long as somebody reads it. */
function untilPrinted(context: Context): Context {
  const { stdout, stderr, signal } = context;
  if (!signal.aborted || !stdout.writable) return context;
  return { ...context, stdout, stderr, signal: new AbortController().signal };
}

/** A failure outweighs a run that was not found. */
function worstExitCode(rows: readonly { readonly exitCode: number }[]): number {
  const codes = rows.map(row => row.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}
