import { compareNewest } from '../../contract/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Program } from './call-program.ts';
import { commands } from './commands.ts';
import { type Loose, looseText, memberOf } from './loose.ts';
import { listIn, noListNote, saysMore } from './parse-answer.ts';
import { runCommand } from './run-command.ts';
import { type Origin, slugOf, toSummary } from './to-summary.ts';

/** A run with where it was met, which is how it is found again. */
export type Met = { readonly summary: RunSummary; readonly origin: Origin };

/** What the program's lists show at one time. */
export type Listing = {
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  readonly met: ReadonlyMap<string, Met>;
  /** What these are without, each in one line. */
  readonly notes: readonly string[];
};

const callsAtOnce = 3;

/**
 * Asks for the workflows, the runs of each, and the history. What fails is told in a note; rejects when all
 * of it fails. There is no documented way to read beyond what a list shows at once.
 */
export async function readListing(program: Program, signal?: AbortSignal): Promise<Listing> {
  const [local, history] = await Promise.allSettled([
    readWorkflows(program, signal),
    readHistory(program, signal),
  ]);
  signal?.throwIfAborted();
  const failures = [local, history].flatMap(one => (one.status === 'rejected' ? [expected(one.reason)] : []));
  const [first] = failures;
  if (first && failures.length === 2) throw first;
  const parts = [local, history].flatMap(one => (one.status === 'fulfilled' ? one.value : []));
  const met = new Map<string, Met>();
  for (const one of parts.flatMap(({ runs }) => runs)) {
    // The same run in the history has less to it.
    if (!met.has(one.summary.id)) met.set(one.summary.id, one);
  }
  return {
    runs: [...met.values()].map(({ summary }) => summary).sort(compareNewest),
    met,
    notes: [...failures.map(inOneLine), ...parts.flatMap(({ notes }) => notes)],
  };
}

type Part = { readonly runs: readonly Met[]; readonly notes: readonly string[] };

async function readWorkflows(program: Program, signal?: AbortSignal): Promise<readonly Part[]> {
  const answer = await runCommand(program, commands.workflows(), signal);
  const slugs = slugsIn(answer);
  const parts: Part[] = [];
  const failures: InspectorError[] = [];
  const waiting = [...slugs];
  const work = async () => {
    for (let slug = waiting.shift(); slug !== undefined; slug = waiting.shift()) {
      try {
        parts.push(await readRuns(program, slug, signal));
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(expected(error));
      }
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, work));
  const [first] = failures;
  if (first && failures.length === slugs.length) throw first;
  const more = saysMore(answer) ? ['the program lists only some of its workflows'] : [];
  const none = noListNote(answer, 'keystroke workflows list');
  return [...parts, { runs: [], notes: [...failures.map(inOneLine), ...more, ...none] }];
}

function slugsIn(answer: unknown): readonly string[] {
  const texts = Array.isArray(answer) ? answer.filter(item => typeof item === 'string') : [];
  const rows = listIn(answer, ['workflows']);
  const slugs = rows.map(row => looseText(memberOf(row, 'slug', 'workflowslug', 'name', 'id', 'workflowid')));
  return [...new Set([...texts, ...slugs.filter(slug => slug !== undefined)])];
}

async function readRuns(program: Program, slug: string, signal?: AbortSignal): Promise<Part> {
  const answer = await runCommand(program, commands.runs(slug), signal);
  const origin: Origin = { from: 'workflow', slug, kind: 'workflow' };
  const more = saysMore(answer) ? [`the program shows only the newest runs of ${slug}`] : [];
  return { runs: meet(listIn(answer, ['runs']), () => origin), notes: more };
}

async function readHistory(program: Program, signal?: AbortSignal): Promise<readonly Part[]> {
  const answer = await runCommand(program, commands.history(), signal);
  const rows = listIn(answer, ['runs', 'history', 'executions', 'sessions']);
  const more = saysMore(answer) ? ['the program shows only the newest runs of its history'] : [];
  const origin = (row: Loose): Origin => {
    const slug = slugOf(row, { from: 'history' });
    return { from: 'history', ...(slug === undefined ? {} : { slug }) };
  };
  return [{ runs: meet(rows, origin), notes: [...more, ...noListNote(answer, 'keystroke history list')] }];
}

function meet(rows: readonly Loose[], originOf: (row: Loose) => Origin): readonly Met[] {
  return rows.flatMap(row => {
    const origin = originOf(row);
    const summary = toSummary(row, origin);
    return summary ? [{ summary, origin }] : [];
  });
}

/** What is no expected failure is a bug. */
function expected(error: unknown): InspectorError {
  if (error instanceof InspectorError) return error;
  throw error;
}

function inOneLine({ message, hint }: InspectorError): string {
  return hint === undefined ? message : `${message}: ${hint}`;
}
