import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { RunSummary } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { type Program, type ProgramEnd, runProgram } from '../../programs/run-program.ts';
import type { Row } from './keystroke-run.ts';

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

/** The command without ids and input, for messages. */
export function commandName(args: readonly string[]): string {
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
