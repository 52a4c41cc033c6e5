import { statusOnly } from './http-status-lines.ts';
import { mainText } from './program-output.ts';
import { inSameWords, isOfBrowser } from './same-words.ts';
import { charactersOf } from './signs.ts';
import { withoutNumberedWords, withSystemCodes } from './system-words.ts';
import { withoutTails } from './tails.ts';

/** A part of a message without a colon, but in quotes. */
const part = String.raw`(?:[^:'"\u0060<]|'[^'\n]{0,60}'|"[^"\n]{0,60}")`;
const passedOn = String.raw`\b(?:failed|failure|error|could not|cannot|can't|unable to)\b${part}{0,60}`;
const meanwhile = `(?:while|when|during|in step|step|task|job|activity) ${part}{1,80}`;

/** One word that is a whole message: of HTTP, of runtimes, or a code of an API. */
const oneWord =
  '(?:unauthorized|forbidden|conflict|gone|overloaded|timeout|terminated|aborted|cancell?ed|throttled|[a-z]+(?:_[a-z]+)+|[a-z.]+(?:error|exception))[.!]?$';

/** Text that a wrapper put before the message of its cause: `could not save the order: `. */
const wrapper = new RegExp(
  String.raw`^(?![^:]*\b(?:status|exit|signal)\b)(?:[\w.$]*(?:Error|Exception)|(?:[A-Z]\w*::)+[A-Z]\w*|fatal|${part}{0,80}?${passedOn}|${meanwhile}): +(?![\w-]+\. )(?=\S+ \S|\S*[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|${oneWord})`,
  'i',
);

/** Logs of Go put the time and the place before a line, and callers words before an error of a package. */
const goLog = /^\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:\S+\.go:\d+: )?/u;
const goCallers =
  /^(?:[^:'"]{1,60}: )+(?=(?:sql|json|pq|tls|x509|strconv\.\w+|http2?|net\/http|context|redis|yaml|xml|exec|template|regexp|url|mongo|kafka|bufio|io|os\/exec|gob|base64|hex|zip|gzip|csv|mime|smtp|ssh|bcrypt|aes|rsa|time|reflect|runtime error|rpc error|unexpected EOF|invalid character|EOF$|dial \w+|lookup \S+|(?:open|stat|mkdir|read|write|remove|rename|chmod|fork\/exec) \S+|(?:Get|Head|Post|Put|Patch|Delete) "[^"]*"): )/u;
const goCallersOfJson =
  /^(?:[^:'"]{1,60}: )+(?=invalid character '|unexpected EOF$|unexpected end of JSON input$|context (?:deadline exceeded|canceled)$|record not found$)/u;

/** The line of a message that says what happened, without the words of those who passed it on. */
export function tellingLine(message: string): string {
  if (message === last.message) return last.line;
  const line = findTellingLine(message);
  last = { message, line };
  return line;
}

/** One failure's message is asked about several times. */
let last = { message: '', line: findTellingLine('') };

function findTellingLine(message: string): string {
  const whole = withoutTails(hasSeveralLines(message) ? mainText(message) : message.trim());
  let line = whole;
  for (let rounds = 0; rounds < 4; rounds += 1) {
    if (!line.includes(': ') || statusOnly(line) !== undefined || isOfBrowser(line)) break;
    const shorter = line.replace(wrapper, '');
    if (shorter === line || !anyWord.test(shorter)) break;
    line = shorter;
  }
  if (line.includes(': ')) line = line.replace(goLog, '').replace(goCallers, '').replace(goCallersOfJson, '');
  if (line !== whole) line = withoutTails(line);
  return withSystemCodes(withoutNumberedWords(inSameWords(line)));
}

/** A word, or a text without spaces between words: ids and numbers alone say nothing. */
const anyWord = /(?:^|[\s"'(*])\p{L}{2,}(?=$|[\s,.:;!?"')])|[^\x00-\x7f]|^\S+$/u;

/** Fits a message that has more than one line, or sequences for terminals. */
const severalLines = /[\n\x1b\x80-\x9f]/;

function hasSeveralLines(message: string): boolean {
  const { controls, isAscii } = charactersOf(message);
  return (controls !== 0 || !isAscii) && severalLines.test(message);
}
