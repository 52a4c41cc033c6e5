import { statusOnly } from './http-status-lines.ts';
import { mainText } from './program-output.ts';
import { inSameWords, isOfBrowser } from './same-words.ts';
import { charactersOf } from './signs.ts';
import { withoutNumberedWords, withSystemCodes } from './system-words.ts';
import { withoutTails } from './tails.ts';

/** A part without a colon, but in quotes. */
const part = String.raw`(?:[^:'"\u0060<]|'[^'\n]{0,60}'|"[^"\n]{0,60}"|\u0060[^\u0060\n]{0,60}\u0060)`;
const passedOn = String.raw`\b(?:failed|failure|error|could not|cannot|can't|unable to)\b${part}{0,60}`;
const meanwhile = `(?:while|when|during|in step|step|task|job|activity) ${part}{1,80}`;

/** Words that are a whole message: of HTTP, of runtimes, codes of APIs. */
const oneWord =
  '(?:unauthorized|forbidden|conflict|gone|overloaded|timeout|terminated|aborted|cancell?ed|throttled|[a-z]+(?:_[a-z]+)+|[a-z.]+(?:error|exception))[.!]?$';

/** Starts a message: several words, a language without spaces, or one such word. */
const message = String.raw`\S+ +\S|\S*[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|${oneWord}`;

/** Text of a wrapper before the message of its cause: `could not save the order: `. */
const wrapper = new RegExp(
  String.raw`^(?![^:]*\b(?:status|exit|signal)\b)(?:[\w.$]*(?:Error|Exception)|(?:[A-Z]\w*::)+[A-Z]\w*|fatal|${part}{0,80}?${passedOn}|${meanwhile}): +(?![\w-]+\. )(?=${message})`,
  'i',
);
const says = new RegExp(`^(?:${message})`, 'i');

/** What queues, pools and retries put before the message of the work that failed. */
export const workPrefixes: readonly {
  readonly name: string;
  readonly example: readonly [string, string];
  readonly source: string;
}[] = [
  {
    name: 'a numbered worker',
    example: ['[mailer-3] no stock left', 'no stock left'],
    source: String.raw`\[[a-z][\w.:-]{0,60}\d\] +(?=\S+ \S)`,
  },
  {
    name: 'a try',
    example: ['retry 2/5 of 17 failed - no stock left', 'no stock left'],
    source: String.raw`(?:retry|attempt|try) #?\d+(?:\/| of )\d+${part}{0,60}? failed(?: - |: +)`,
  },
  {
    name: 'the number of tries',
    example: ['send-mail gave up after 3 attempts: no stock left', 'no stock left'],
    source: String.raw`${part}{0,80}\b(?:gave up|giving up|failed|crashed|aborted) after \d+ (?:attempts?|retr(?:y|ies)|tries|times): +`,
  },
  {
    name: 'a kind of work',
    example: ['job 17 crashed: no stock left', 'no stock left'],
    source: String.raw`(?:worker|job|task|step|activity|workflow|run|queue|consumer) [^\s:]{1,60}(?: (?:failed|crashed|aborted|stopped|died|gave up)(?: (?:on|in|at) [^\s:]{1,60})?)?: +`,
  },
  {
    name: 'work with its id, as a sentence',
    example: ['Unable to finish send-mail (17). no stock left', 'no stock left'],
    source: String.raw`(?:Unable to|Could not|Failed to|Cannot) [^:\n.]{1,80} \(\w*\d\w*\)\. +`,
  },
  {
    name: 'what was done meanwhile',
    example: ['error while running send-mail: no stock left', 'no stock left'],
    source: `(?:error|failed|failure) while ${part}{1,80}: +`,
  },
];

/** Rules out most messages. */
const mayBeOfWork =
  /^(?:\[[a-z]|retry|attempt|try|worker|job|task|step|activity|workflow|run|queue|consumer|unable|could not|failed|cannot|error|failure)| after \d+ [art]/i;
const ofWork = new RegExp(workPrefixes.map(({ source }) => source).join('|'), 'iy');

export function withoutWork(message: string): string {
  if (!mayBeOfWork.test(message)) return message;
  let start = 0;
  for (let rounds = 0; rounds < 3; rounds += 1) {
    ofWork.lastIndex = start;
    const [found] = ofWork.exec(message) ?? [];
    if (found === undefined) break;
    start += found.length;
  }
  const rest = message.slice(start);
  return anyLetter.test(rest) ? rest : message;
}

const anyLetter = /\p{L}/u;

const latestStep = 80;
const afterStep = /(?: [^:\n]{0,60}?|)(?:: +| - |\)\. +)/uy;

/** Removes what a caller says of the failed step: `send-mail: no route`. */
export function withoutStep(message: string, step = ''): string {
  const at = step === '' ? -1 : message.indexOf(step);
  if (at < 0 || at > latestStep || (at > 0 && message[at - 1] !== ' ')) return message;
  const end = at + step.length;
  afterStep.lastIndex = end;
  const [after] = afterStep.exec(message) ?? [];
  if (after === undefined) return message;
  const rest = message.slice(end + after.length);
  return says.test(rest) ? rest : message;
}

/** Logs of Go begin with the time and the place, and callers put words before an error of a package. */
const goLog = /^\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:\S+\.go:\d+: )?/u;
const goCallers =
  /^(?:[^:'"]{1,60}: )+(?=(?:sql|json|pq|tls|x509|strconv\.\w+|http2?|net\/http|context|redis|yaml|xml|exec|template|regexp|url|mongo|kafka|bufio|io|os\/exec|gob|base64|hex|zip|gzip|csv|mime|smtp|ssh|bcrypt|aes|rsa|time|reflect|runtime error|rpc error|unexpected EOF|invalid character|EOF$|dial \w+|lookup \S+|(?:open|stat|mkdir|read|write|remove|rename|chmod|fork\/exec) \S+|(?:Get|Head|Post|Put|Patch|Delete) "[^"]*"): )/u;
/** Calls in words of their own, before the package or the part that failed. */
const callers = /^(?:[a-z]\w*(?: [\w.-]+){1,4}: )+(?=[a-z]\w{1,15}: \S+ \S)/u;
const goCallersOfJson =
  /^(?:[^:'"]{1,60}: )+(?=invalid character '|unexpected EOF$|unexpected end of JSON input$|context (?:deadline exceeded|canceled)$|record not found$)/u;

/** The line that says what happened, without the words of those who passed it on. */
export function tellingLine(message: string): string {
  if (message === last.message) return last.line;
  const line = findTellingLine(message);
  last = { message, line };
  return line;
}

/** Remembered, since several rules ask about the message of one failure. */
let last = { message: '', line: '' };

function findTellingLine(message: string): string {
  const whole = withoutTails(hasSeveralLines(message) ? mainText(message) : message.trim());
  let line = whole;
  if (line.includes(': '))
    line = line.replace(goLog, '').replace(callers, '').replace(goCallers, '').replace(goCallersOfJson, '');
  for (let rounds = 0; rounds < 4; rounds += 1) {
    if (!line.includes(': ') || statusOnly(line) !== undefined || isOfBrowser(line)) break;
    const shorter = line.replace(wrapper, '');
    if (shorter === line || !anyWord.test(shorter)) break;
    line = shorter;
  }
  if (line !== whole) line = withoutTails(line);
  return withSystemCodes(withoutNumberedWords(inSameWords(line)));
}

/** A word, or a text without spaces: ids and numbers alone say nothing. */
const anyWord = /(?:^|[\s"'(*])\p{L}{2,}(?=$|[\s,.:;!?"')])|[^\x00-\x7f]|^\S+$/u;

/** More than one line, or sequences for terminals. */
const severalLines = /[\n\x1b\x80-\x9f]/;

function hasSeveralLines(message: string): boolean {
  const { controls, isAscii } = charactersOf(message);
  return (controls !== 0 || !isAscii) && severalLines.test(message);
}
