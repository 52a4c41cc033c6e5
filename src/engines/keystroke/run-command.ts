import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { redactText } from '../../model/text/redact.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { callProgram, commandWords, type Ended, type Program } from './call-program.ts';
import { errorIn, parseAnswer, refusalIn } from './parse-answer.ts';

/** A command that ended with another exit code than 0, or whose answer is an error. */
export class CommandFailed extends InspectorError {
  /** Whether it says that what was asked for is not there. */
  readonly isNotFound: boolean;

  constructor(message: string, said: string | undefined, isProgramThere = true) {
    const kind = isProgramThere ? kindOf(said ?? '') : 'unreachable';
    super(kind, message, { hint: said ?? 'it did not say why' });
    this.isNotFound = kind === 'not-found';
  }
}

/**
 * Runs a command and reads the JSON it prints. Rejects with a `CommandFailed` or another `InspectorError`.
 */
export async function runCommand(
  program: Program,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<unknown> {
  const command = commandWords(args);
  const ended = await callProgram(program, args, signal);
  if (ended.exitCode !== 0) {
    const { exitCode } = ended;
    const isThere = !notRun.includes(exitCode);
    throw new CommandFailed(`${command} failed (exit code ${exitCode})`, whatItSaid(ended), isThere);
  }
  const answer = parseAnswer(ended.stdout, command);
  checkAnswer(answer, args);
  return answer;
}

/** Throws a `CommandFailed` for an answer that is an error. */
export function checkAnswer(answer: unknown, args: readonly string[]): void {
  const refusal = refusalIn(answer);
  if (refusal === undefined) return;
  throw new CommandFailed(`${commandWords(args)} answered with an error`, inOneLine(refusal));
}

/** How shells end when what they were to run could not be: what was asked for may still be there. */
const notRun: readonly number[] = [126, 127];

const longestHint = 300;

/**
 * The end of what it wrote on its standard error, in one line without secrets; else the error in its answer.
 */
function whatItSaid({ stdout, stderr }: Ended): string | undefined {
  const lines = stderr
    .split(/\r?\n/)
    .map(line => sanitizeLine(line).trim())
    .filter(line => line !== '');
  const plain = lines
    .filter(line => !/^at\s/.test(line))
    .slice(-3)
    .join(' · ');
  const text = errorIn(stderr) ?? (lines.length > 0 ? plain : errorIn(stdout));
  return text === undefined || text === '' ? undefined : inOneLine(text);
}

function inOneLine(text: string): string {
  return redactText(sanitizeLine(text)).text.slice(0, longestHint);
}

const kinds: readonly (readonly [RegExp, InspectorErrorKind])[] = [
  [/not found|no such|unknown (?:run|workflow|session|agent)|does not exist|\b404\b/i, 'not-found'],
  [/unauthori[sz]ed|not logged in|log ?in|sign in|api key|forbidden|\b40[13]\b/i, 'auth'],
];

function kindOf(said: string): InspectorErrorKind {
  return kinds.find(([words]) => words.test(said))?.[1] ?? 'unreachable';
}

/** Refuses a word of somebody else's that the program would take for an option. */
export function checkWord(word: string, what: string): string {
  if (!word.startsWith('-') && word !== '' && !word.includes('\0')) return word;
  throw new InspectorError('usage', `"${sanitizeLine(word)}" is no ${what}`);
}
