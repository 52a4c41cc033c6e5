import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../model/run.ts';
import { type KeystrokeRun, type Row, toKeystrokeRun } from './keystroke-run.ts';
import {
  CommandFailed,
  commandName,
  commands,
  type KeystrokeProgram,
  rowsOf,
  runCommand,
  runOf,
} from './run-command.ts';

/** `from` decides by which command the run is fetched. */
export type ListedRun = {
  readonly run: KeystrokeRun;
  readonly row: Row;
  readonly from: 'workflow' | 'history';
};

export type Listing = {
  /** Newest first. */
  readonly runs: readonly KeystrokeRun[];
  readonly byId: ReadonlyMap<string, ListedRun>;
  /** What is missing, one line each. */
  readonly notes: readonly string[];
};

type Part = { readonly runs: readonly ListedRun[]; readonly notes: readonly string[] };

const maxCallsAtOnce = 3;

/** A failed part becomes a note; rejects when all fail. No documented command reads past one list. */
export async function readListing(program: KeystrokeProgram, signal?: AbortSignal): Promise<Listing> {
  const history = readRuns(program, commands.history(), 'history', signal);
  const parts = await joinParts([readWorkflows(program, signal), history], signal);
  const byId = new Map<string, ListedRun>();
  for (const listed of parts.runs) {
    const { id } = listed.run.summary;
    // Workflows' runs come first, because runs in the history have fewer fields.
    if (!byId.has(id)) byId.set(id, listed);
  }
  const runs = [...byId.values()].map(({ run }) => run).sort((a, b) => compareNewest(a.summary, b.summary));
  return { runs, byId, notes: parts.notes };
}

async function readWorkflows(program: KeystrokeProgram, signal?: AbortSignal): Promise<Part> {
  const { rows, notes } = await readRows(program, commands.workflows(), signal);
  const limit = limitConcurrency(maxCallsAtOnce);
  const names = rows.map(row => row.name).filter(name => typeof name === 'string');
  const parts = names.map(name =>
    limit(() => readRuns(program, commands.runs(name), 'workflow', signal, { kind: 'workflow', name })),
  );
  const { runs, notes: more } = await joinParts(parts, signal);
  return { runs, notes: [...notes, ...more] };
}

async function readRuns(
  program: KeystrokeProgram,
  args: readonly string[],
  from: ListedRun['from'],
  signal?: AbortSignal,
  known: Row = {},
): Promise<Part> {
  const { rows, notes } = await readRows(program, args, signal);
  const runs = rows.flatMap(listed => {
    const row = { ...listed, ...known };
    const run = toKeystrokeRun(row);
    return run ? [{ run, row, from }] : [];
  });
  return { runs, notes };
}

async function readRows(program: KeystrokeProgram, args: readonly string[], signal?: AbortSignal) {
  const answer = await runCommand(program, args, signal);
  const rows = rowsOf(answer);
  const note = `${commandName(args)} printed ${answer === undefined ? 'nothing' : 'no list'}`;
  return rows ? { rows, notes: [] } : { rows: [], notes: [note] };
}

/** Joins parts that succeed, with a note for each failure; rejects when all fail. */
async function joinParts(parts: readonly Promise<Part>[], signal: AbortSignal | undefined): Promise<Part> {
  const results = await Promise.allSettled(parts);
  signal?.throwIfAborted();
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []));
  const bug = failures.find(failure => !(failure instanceof InspectorError));
  if (bug !== undefined) throw bug;
  if (failures.length > 0 && failures.length === parts.length) throw failures[0];
  const failed = failures.map(({ message, hint }) => (hint === undefined ? message : `${message}: ${hint}`));
  const found = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  return {
    runs: found.flatMap(({ runs }) => runs),
    notes: [...failed, ...found.flatMap(({ notes }) => notes)],
  };
}

/** Merges the run's own command with its row in the list. `undefined` when neither has the run. */
export async function fetchRun(
  program: KeystrokeProgram,
  id: string,
  { byId }: Listing,
  signal: AbortSignal,
): Promise<KeystrokeRun | undefined> {
  const listed = byId.get(id);
  const row = listed?.run.summary;
  try {
    const answer = runOf(await runCommand(program, getCommand(id, listed), signal));
    const { kind, name } = { ...answer, ...row };
    const fetched = answer?.id === id ? toKeystrokeRun({ ...listed?.row, ...answer, kind, name }) : undefined;
    if (fetched) return { ...fetched, summary: withFailureOf(row, fetched.summary) };
  } catch (error) {
    if (error instanceof CommandFailed && error.kind === 'not-found' && !listed) return undefined;
    throw error;
  }
  throw new InspectorError('unreadable', `the program's answer does not show the run ${id}`, {
    hint: 'run it by hand to see what it prints',
  });
}

/** Only `history get` finds a run by its id alone. */
function getCommand(id: string, listed: ListedRun | undefined): readonly string[] {
  if (listed?.run.summary.kind === 'agent') return commands.getSession(listed.run.summary);
  return listed?.from === 'workflow' ? commands.getRun(listed.run.summary) : commands.getHistory(id);
}

/** A run is of the same group whether its row or all of it was read: the list may know less of its error. */
function withFailureOf(row: RunSummary | undefined, run: RunSummary): RunSummary {
  if (row?.status !== 'failed' || run.errorSummary === undefined) return run;
  return { ...run, errorSummary: { ...run.errorSummary, failure: knownFailure(row)?.failure } };
}
