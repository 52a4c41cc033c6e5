import { cutText } from '../text/cut-text.ts';
import { sequences } from '../text/secrets/read-characters.ts';

type LineRule = { readonly name: string; readonly example: string; readonly pattern: RegExp };

/** Lines that say that something failed, or where, and not why. */
export const silentLines: readonly LineRule[] = [
  {
    name: 'a command',
    example: 'Command failed with exit code 2: node a.js',
    pattern:
      /(?:^|: )(?:The )?command\b.{0,400}\b(?:failed|returned non-zero|exited)\b|(?:^|: )Command failed\b/i,
  },
  {
    name: 'an exit code',
    example: 'npm run build exited with code 1',
    pattern:
      /\b(?:(?:exited|exit|failed|finished|completed|terminated|returned)(?: with)?(?: non-zero)?(?: exit)?[ -]?(?:code|status)|exited with)[ :=]{0,2}-?\d+[.)]?:?$/i,
  },
  {
    name: 'a place',
    example: '/srv/app/mail/7.ejs:1',
    pattern:
      /^(?:\([^()]{1,80}\)|(?:[A-Za-z]:)?[\w@./\\-]*[./\\][\w@./\\-]*(?::\d+){1,2}:?)(?: \[[^\]]*\])?$|^(?:-->|at|in|on) \S+:\d+(?::\d+)?:?$|^with [\w.[\]"-]+,$|^on \S+ line \d+\b/u,
  },
  {
    name: 'source, and what points into it',
    example: '>> 1| <p><%= total %></p>',
    pattern:
      /^(?:>{1,2} ?)?\d+ ?\||^\d+: {2,}\S|^\d+: (?:resource|data|module|provider|variable|output|locals) |^[-~^\s]+$|^\|/u,
  },
  {
    name: 'a build',
    example: 'FAILURE: Build failed with an exception.',
    pattern:
      /^FAILURE: Build failed\b|^\* (?:What went wrong|Where|Try):$|^> Task :\S+ FAILED$|^BUILD FAILED/u,
  },
  {
    name: 'a failure without its reason',
    example: 'ERROR: Validate failed: Migrations have failed validation',
    pattern:
      /^(?:.{0,300}: )?[\w> ]{0,60}\b(?:(?:has|have) failed validation|(?:validation|compilation|build|migration|deployment)s? (?:has |have )?fail(?:ed|ure))(?:; see\b.*|[.:!])?$|^\w+ (?:aborted|failed|stopped)!?$/i,
  },
  {
    name: 'a statement, and its values',
    example: 'params: 17,2026-04-06',
    pattern: /^(?:Failed query|sql|query|statement|params?|parameters|bindings): /iu,
  },
  { name: 'a border', example: '╷', pattern: /^[^\p{L}\p{N}]*$/u },
  {
    name: 'a warning',
    example: '(node:1) Warning: old option',
    pattern: /\b(?:warning|warn|deprecated)\b/i,
  },
  {
    name: 'a heading',
    example: '--- stderr ---',
    pattern:
      /^[-=#*\s]*(?:stderr|stdout|std err|output|error output|logs?|details|call log|traceback \(most recent call last\))[-=#*\s]*:?[-=#*\s]*$|^[-=#*_~]{4,} ?[^-=#*_~].* ?[-=#*_~]{4,}$/i,
  },
  {
    name: 'a step of the work',
    example: 'Step 3/9 : RUN npm ci',
    pattern:
      /^(?:Step \d+\/\d+|[❯✓✔↓] |#\d+ |\[\d+\/\d+\]|> \S+@\S+ |\$ |\+ |Auto-merging |FAIL \S+$|(?:Hit|Get):\d+ |[A-Z][a-z]+ing [^:]*(?:\.{3}|…|v\d[\w.]*(?: \([^)]*\))?)$|.{0,60}\bdue to previous errors?$)/u,
  },
  {
    name: 'a log line of no failure',
    example: 'INFO - Marking task as FAILED',
    pattern: /^\W{0,3}(?:INFO|DEBUG|TRACE)\b/u,
  },
  {
    name: 'what npm calls the failure',
    example: 'code ERESOLVE',
    pattern: /^(?:code|errno|syscall|path|command) [\w./\\-]+$/u,
  },
];

/** What tools print before each line. */
const prefixes: readonly RegExp[] = [
  /^(?:[│╷╵║┃▏╭╰├|]\s?)+/u,
  /^\[?\d{4}-\d\d-\d\d[T ][\d:.,]{8,15}(?:Z|[+-]\d\d:?\d\d)?\]?\s+/u,
  /^\d\d:\d\d:\d\d(?:[.,]\d+)?\s+/u,
  /^\{[\w.]+:\d+\} /u,
  /^\S{1,300}?:\d+:in [`'][^'\n]{1,200}': (?=\S)/u,
  /^#\d+ \d+\.\d+ /u,
  /^npm (?:ERR!|error)\s*/u,
  /^(?:##\[error\]|\[ERROR\]|\[error\]|E {2,}|remote:|stderr:|×|✘|✖|✗|●)\s*/u,
];

/** Lines that say where, while the next one says what. */
export const announcingLines: readonly LineRule[] = [
  {
    name: 'a model or a test of dbt',
    example: 'Database Error in model orders (models/orders.sql)',
    pattern: /^(?:\w+ Error|Failure) in (?:model|test|snapshot|seed|source|macro) \S+ \([^)]+\)$/u,
  },
  { name: 'a test', example: 'cart › adds up', pattern: /^[^:<]{1,200} [›>] [^:<>]{1,200}$/u },
  {
    name: 'a task of Gradle',
    example: "Execution failed for task ':compileJava'.",
    pattern: /^Execution failed for task '[^']+'\.$/u,
  },
];

/** Lines with a label of failures, the surest first. */
export const markedLines: readonly LineRule[] = [
  {
    name: 'an uncaught exception of Java',
    example: 'Exception in thread "main" java.io.IOException: disk is gone',
    pattern: /^Exception in thread "/u,
  },
  {
    name: 'a refused push of git',
    example: '! [rejected] main -> main (fetch first)',
    pattern: /^! \[(?:remote )?rejected\]/u,
  },
  { name: 'a code of pnpm', example: 'ERR_PNPM_NO_PKG  No package', pattern: /^ERR_[A-Z_]+ +\S/u },
  {
    name: 'a label',
    example: 'Error: creating S3 Bucket: BucketAlreadyExists',
    pattern:
      /^(?:[\w.-]+: )?(?:fatal|error|panic|critical)(?:\[\w+\])?: \S|^(?:FAILED|FATAL|ERROR)\b[:! ]{1,3}\S|^(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception): \S|^(?:[A-Z]\w*::)+[A-Z]\w*: \S/i,
  },
  {
    name: 'a place and a label',
    example: 'src/a.ts(3,5): error TS2322: Type mismatch',
    pattern: /^\S{1,200}?(?:\(\d+,\d+\)|:\d+(?::\d+)?):? (?:fatal )?error\b/i,
  },
  {
    name: 'a place',
    example: './main.go:5:2: undefined: total',
    pattern: /^\S{1,200}\.\w{1,5}:(?:\d+(?::\d+)?:|\[\d+,\d+\]:?) \S/u,
  },
  {
    name: 'words of failures',
    example: 'convert: no pixels in the image: failed',
    pattern:
      /\b(?:error|failed|failure|cannot|could not|unable|denied|refused|not found|no such|invalid|missing|exceeded|unknown)\b/i,
  },
];

/** Prove in any output that a program failed. */
const exitCode = silentLines.find(({ name }) => name === 'an exit code');
const surest = [...markedLines.slice(0, -2), ...(exitCode ? [exitCode] : [])];

const longestRead = 20_000;
const ofPrisma = /^Invalid `.*invocation/u;

/** The first line, or the telling one of a program's output. */
export function mainText(message: string): string {
  const lines = linesOf(message);
  const [first = '', ...others] = lines;
  if (ofPrisma.test(first)) return others.at(-1) ?? first;
  if (others.length === 0) return first;
  if (isSilent(first)) return tellingOf(others) ?? first;
  return isOfOutput(first, others) ? (tellingOf(lines) ?? first) : first;
}

const ofFailures =
  /error|fail|exception|panic|fatal|cannot|could not|unable|can't|n't\b|\bnot?\b|invalid|missing|exceed|unknown|expected|must|require|reject|abort|time(?:d |-)?out|closed|\btoo\b|mismatch|conflict|duplicate|violat|corrupt|differ|already|undefined|denied|refused|lost|wrong|\bbad\b|[^\x00-\x7f]{4}/i;

/** Whether the first line tells of no failure, and a later one has a label or an exit code. */
function isOfOutput(first: string, others: readonly string[]): boolean {
  const isLast = exitCode?.pattern.test(others.at(-1) ?? '') ?? false;
  return (
    isLast ||
    (!ofFailures.test(first) && others.some(line => surest.some(({ pattern }) => pattern.test(line))))
  );
}

const callLog = /^call log:$/i;
const waited = /^-? *(?:waiting for (?!element to be|navigation to finish)|navigating to )(.{1,200})$/u;
const hindered =
  /\bintercepts pointer events\b|\bnot (?:visible|enabled|stable|attached|editable)\b|\boutside of the viewport\b|\bresolved to hidden\b|\bwas detached\b|\bunexpected value\b/u;

/** The failed step of a browser with what it waited for, and what was in the way. */
export function withCallLog(message: string): string | undefined {
  if (!message.includes('all log:')) return undefined;
  const lines = linesOf(message);
  const log = lines.slice(lines.findIndex(line => callLog.test(line)) + 1);
  const what = log.map(line => waited.exec(line)?.[1]).find(Boolean);
  const hindrance = log.map(line => hindered.exec(line)?.[0]).find(Boolean);
  return [lines[0], what, hindrance].filter(Boolean).join(' · ');
}

/** Puts the output of a program on lines of its own. */
export function withExitLine(message: string): string {
  return message.includes('exit') ? message.replace(exitLine, '$1\n') : message;
}

/** Whether the first line says only that something failed, or where, or nothing of a failure. */
export function saysElsewhere(message: string): boolean {
  if (!message.includes('\n')) return false;
  const [first = '', ...others] = linesOf(message);
  return isSilent(first) || isOfOutput(first, others);
}

/** Whether the last line says what happened, as in messages of Prisma. */
export function saysLast(message: string): boolean {
  return message.includes('\n') && message.includes('Invalid `') && ofPrisma.test(linesOf(message)[0] ?? '');
}

function tellingOf(lines: readonly string[]): string | undefined {
  const announced = lines.findIndex(
    (line, at) => announcingLines.some(({ pattern }) => pattern.test(line)) && !isSilent(lines[at + 1] ?? ''),
  );
  if (announced >= 0) return `${lines[announced]} ${lines[announced + 1] ?? ''}`.trim();
  const telling = lines.filter(line => !isSilent(line));
  const marked = markedLines.map(({ pattern }) => telling.findIndex(line => pattern.test(line)));
  const at = marked.slice(0, -2).find(index => index >= 0);
  if (at !== undefined) return withNext(telling, at);
  const introduced = lines.find((line, index) => introduces.test(lines[index - 1] ?? '') && !isSilent(line));
  if (introduced !== undefined) return introduced;
  const last = [...marked.slice(-2), telling.findIndex(hasWords)].find(index => index >= 0);
  return last === undefined ? undefined : withNext(telling, last);
}

/** `Validation Failed:`, before a line that says why. */
const introduces = /\b(?:failed|failed validation):?$/iu;

/** The lines without colours, borders and prefixes of tools. */
function linesOf(message: string): readonly string[] {
  return cutText(message, longestRead)
    .replace(sequences, '')
    .replace(exitLine, '$1\n')
    .split(/\r?\n|\r/u)
    .map(line => prefixes.reduce((text, prefix) => text.replace(prefix, ''), line.trim()).trim())
    .filter(line => line !== '');
}

/** `psql exited with code 3: ` before the output of the program. */
const exitLine =
  /^((?![^\n]*Command failed)[^\n]{0,300}?\bexit(?:ed with)?(?: return)?(?: code| status)? \d{1,3}):[ \n]/u;

function isSilent(line: string): boolean {
  return silentLines.some(({ pattern }) => pattern.test(line));
}

/** Joins a line that ends in a colon, or is a short heading, with the next. */
function withNext(lines: readonly string[], at: number): string {
  const [line = '', next] = [lines[at], lines[at + 1]];
  return next !== undefined && (line.endsWith(':') || heading.test(line)) ? `${line} ${next}` : line;
}

/** `Error: Unsupported argument`, which a sentence explains. */
const heading = /^(?:[Ee]rror: )?[A-Z][a-z]+(?: [a-z]+){0,2}$/;

function hasWords(line: string): boolean {
  return line.split(' ').filter(word => /\p{L}{2}/u.test(word)).length > 1;
}
