import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { RunSummary } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { type Program, type ProgramEnd, runProgram } from '../../programs/run-program.ts';
import { type KeystrokeRun, type Row, toKeystrokeRun } from './keystroke-run.ts';

/** `from` decides by which command the run is fetched. */
type ListedRun = { readonly run: KeystrokeRun; readonly row: Row; readonly from: 'workflow' | 'history' };

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
    // Runs of workflows come first: runs of the history have fewer fields.
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

/** Keeps the row's group of failures: the list may know less of the error than the run. */
function withFailureOf(row: RunSummary | undefined, run: RunSummary): RunSummary {
  if (row?.status !== 'failed' || run.errorSummary === undefined) return run;
  return { ...run, errorSummary: { ...run.errorSummary, failure: knownFailure(row)?.failure } };
}

/** Commands from documentation, not tried. `history` covers the organisation, others the program's target. */
export const commands = {
  workflows: () => ['workflows', 'list'],
  runs: (workflow: string) => ['workflows', 'runs', 'list', checkWord(workflow, 'workflow')],
  history: () => ['history', 'list'],
  cancel: (id: string) => ['workflows', 'runs', 'cancel', checkWord(id, 'run id')],
  start: (workflow: string, input: string | undefined) => [
    ...['workflows', 'run', checkWord(workflow, 'workflow')],
    ...(input === undefined ? [] : ['--input', input]),
  ],
  getHistory: (id: string) => ['history', 'get', checkWord(id, 'run id')],
  getRun: ({ id, name }: RunSummary) => [
    ...['workflows', 'runs', 'get', checkWord(name, 'workflow'), checkWord(id, 'run id')],
    ...['--include', 'trigger,steps,trace'],
  ],
  getSession: ({ id, name }: RunSummary) => [
    ...['agents', 'sessions', 'get', checkWord(name, 'agent'), checkWord(id, 'session id')],
    ...['--include', 'messages,trace'],
  ],
};

/** Rejects words that the program would parse as options. */
function checkWord(word: string, what: string): string {
  if (!word.startsWith('-') && word !== '' && !word.includes('\0')) return word;
  throw new InspectorError('usage', `"${sanitizeLine(word)}" is not a valid ${what}`);
}

export type KeystrokeProgram = Pick<Program, 'file' | 'cwd' | 'env' | 'secretVariables' | 'timeoutMs'>;

/** The exit code was not 0. The hint is the program's stderr. */
export class CommandFailed extends InspectorError {}

/** Returns the printed JSON; `undefined` when nothing is printed. Rejects with an `InspectorError`. */
export async function runCommand(
  program: KeystrokeProgram,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<unknown> {
  const name = commandName(args);
  const end = await runProgram({ ...program, name, args, signal });
  if (end.exitCode !== 0) throw commandFailed(name, end);
  const answer = parseAnswer(end.stdout);
  if (answer !== undefined || end.stdout.trim() === '') return answer;
  throw new InspectorError('unreadable', `${name} did not print JSON`, {
    hint: 'run it by hand to see what it prints',
  });
}

function commandName(args: readonly string[]): string {
  return ['keystroke', ...args.filter(arg => /^[a-z]+$/.test(arg)).slice(0, 3)].join(' ');
}

/** Finds JSON after lines of text, such as a notice of a new version. */
export function parseAnswer(stdout: string): unknown {
  const text = stdout.trim();
  const whole = parseExactJson(text);
  if (whole !== undefined) return whole;
  const start = text.search(/^[[{]/m);
  return start < 0 ? undefined : parseExactJson(text.slice(start));
}

/** From a list, or an object that contains one; `undefined` without a list. */
export function rowsOf(answer: unknown): readonly Row[] | undefined {
  const lists = isRecord(answer) ? Object.values(answer) : [answer];
  return lists.find(Array.isArray)?.filter(isRecord);
}

/** From a run, or an object that contains one. */
export function runOf(answer: unknown): Row | undefined {
  const isRun = (value: unknown): value is Row => isRecord(value) && typeof value.id === 'string';
  return [answer, ...(isRecord(answer) ? Object.values(answer) : [])].find(isRun);
}

/** Exit codes of a shell that cannot run a command. */
const notRunCodes: readonly number[] = [126, 127];
const maxHintLength = 300;

function commandFailed(name: string, { exitCode, stderr }: ProgramEnd): CommandFailed {
  const lines = stderr.split(/\r?\n/).map(line => sanitizeLine(line).trim());
  const written = lines.filter(line => line !== '' && !/^at\s/.test(line));
  const text = redactText(written.slice(-3).join(' · ')).text.slice(0, maxHintLength);
  const kind = notRunCodes.includes(exitCode) ? 'unreachable' : kindOf(text);
  return new CommandFailed(kind, `${name} failed (exit code ${exitCode})`, {
    hint: text || 'it gave no reason',
  });
}

/** The program's error messages are not documented: these are common words. */
function kindOf(text: string): InspectorErrorKind {
  if (/not found|does not exist/i.test(text)) return 'not-found';
  return /not logged in|unauthorized|api key/i.test(text) ? 'auth' : 'unreachable';
}
