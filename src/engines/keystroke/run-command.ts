import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { redactText } from '../../model/text/redact.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { type Program, type ProgramEnd, runProgram } from '../run-program.ts';
import type { Row } from './keystroke-run.ts';

export type KeystrokeProgram = Pick<Program, 'file' | 'cwd' | 'env' | 'timeoutMs'>;

/** A command that ended with another exit code than 0. Its hint is what the program wrote on stderr. */
export class CommandFailed extends InspectorError {}

/**
 * Runs a command and reads the JSON that it prints; `undefined` when it prints nothing. Rejects with a
 * `CommandFailed` or another `InspectorError`.
 */
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

/** The command as a person knows it, without ids and input. */
export function commandName(args: readonly string[]): string {
  return ['keystroke', ...args.filter(arg => /^[a-z]+$/.test(arg)).slice(0, 3)].join(' ');
}

/** The JSON in what was printed, which may follow lines of text such as a notice of a new version. */
export function parseAnswer(stdout: string): unknown {
  const text = stdout.trim();
  const whole = parseExactJson(text);
  if (whole !== undefined) return whole;
  const start = text.search(/^[[{]/m);
  return start < 0 ? undefined : parseExactJson(text.slice(start));
}

/** The rows of an answer that is a list, or an object that holds one; `undefined` when there is no list. */
export function rowsOf(answer: unknown): readonly Row[] | undefined {
  const lists = isRecord(answer) ? Object.values(answer) : [answer];
  return lists.find(Array.isArray)?.filter(isRecord);
}

/** The run of an answer that is one, or an object that holds one. */
export function runOf(answer: unknown): Row | undefined {
  const isRun = (value: unknown): value is Row => isRecord(value) && typeof value.id === 'string';
  return [answer, ...(isRecord(answer) ? Object.values(answer) : [])].find(isRun);
}

/** How a shell ends when it cannot run a command. */
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

/** The wording of the program's errors is not documented: these are the usual words. */
function kindOf(text: string): InspectorErrorKind {
  if (/not found|does not exist/i.test(text)) return 'not-found';
  return /not logged in|unauthorized|api key/i.test(text) ? 'auth' : 'unreachable';
}
