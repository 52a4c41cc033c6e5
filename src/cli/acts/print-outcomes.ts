import type { RunStore } from '../../contract/run-store.ts';
import { type InspectorError, ignoreExpected } from '../../model/errors.ts';
import { type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { isCountTyped } from '../../operations/acts/consent.ts';
import { meantByPart } from '../../operations/find-by-part.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOf, exitCodes } from '../context/exit-codes.ts';
import type { Output } from '../options/define-command.ts';
import { type ListShape, printList } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';

type Outcome = { readonly type: string; readonly reason?: string; readonly error?: InspectorError };

const granted: ReadonlySet<string> = new Set(['done', 'requested', 'canceled', 'started']);

/** Why an act on a run was not done, and its exit code. One that was not sent has no outcome. */
export function endOf(outcome: Outcome | undefined): Pick<OutcomeRow, 'reason' | 'exitCode'> {
  if (!outcome) return { exitCode: exitCodes.interrupted };
  const { type, reason, error } = outcome;
  if (error) return { reason: error.message, exitCode: exitCodeOf(error) };
  if (type === 'not-found') return { reason, exitCode: exitCodes.notFound };
  return { reason, exitCode: granted.has(type) ? exitCodes.ok : exitCodes.failed };
}

type OutcomeRow = {
  readonly id: string;
  readonly result: string;
  /** Set for a run that was waited for. */
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

type Outcomes<Row> = {
  /** Named in the hint that the act takes whole ids, so that a part of an id never matches by chance. */
  readonly verb: string;
  readonly rows: readonly Row[];
  readonly data: readonly (keyof Row & string)[];
};

/** Prints outcomes even after an interrupt, and totals and suggestions on stderr; returns the exit code. */
export async function printOutcomes<Row extends OutcomeRow>(
  store: RunStore,
  { verb, rows, data }: Outcomes<Row>,
  output: Output,
  context: Context,
): Promise<number> {
  const shape: ListShape<Row> = {
    toJson: row => Object.fromEntries(data.map(key => [key, row[key]])),
    tsv: data,
    table: all => all.map(({ id, text }) => safeLine(`${id}  ${text}`)),
  };
  await printList(rows, shape, output, untilPrinted(context));
  if (isCountTyped(rows.length)) writeNotice(sumsText(rows), context);
  await writeMeant(store, verb, rows, context);
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

/** Replaces an aborted signal, so that outcomes are still printed while stdout has a reader. */
function untilPrinted(context: Context): Context {
  if (!context.signal.aborted || !context.stdout.writable) return context;
  return { ...context, signal: new AbortController().signal };
}

/** A failure outweighs a run that was not found. */
function worstExitCode(rows: readonly { readonly exitCode: number }[]): number {
  const codes = rows.map(row => row.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}

const mostExplained = 5;

async function writeMeant(store: RunStore, verb: string, rows: readonly OutcomeRow[], context: Context) {
  const unknown = rows.filter(({ result }) => result === 'not-found').slice(0, mostExplained);
  for (const { id } of unknown) {
    const meant = await tryMeant(store, id, context);
    if (meant === undefined) continue;
    const [first = '', ...more] = meant.split('\n');
    writeNotice(`${verb} takes the whole id: ${first}`, context);
    for (const line of more) writeNotice(`  ${line}`, context);
  }
}

/** The outcomes are printed already: neither an interrupt nor an outage may fail the command. */
async function tryMeant(store: RunStore, id: string, { now, signal }: Context): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  return meantByPart(store, id, { now: now(), signal }).catch(error =>
    signal.aborted ? undefined : ignoreExpected(error),
  );
}
