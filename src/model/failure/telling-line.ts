import { sequences } from '../text/secrets/read-characters.ts';

/** A part of a message without a colon, but in quotes. */
const part = String.raw`(?:[^:'"\u0060<]|'[^'\n]{0,60}'|"[^"\n]{0,60}")`;
const passedOn = String.raw`\b(?:failed|failure|error|could not|cannot|can't|unable to)\b${part}{0,60}`;
const meanwhile = `(?:while|when|during|in step|step|task|job|activity) ${part}{1,80}`;

/** One word that is a whole message: of HTTP, of runtimes, or a code of an API. */
const oneWord =
  '(?:unauthorized|forbidden|conflict|gone|overloaded|timeout|terminated|aborted|cancell?ed|throttled|[a-z]+(?:_[a-z]+)+)[.!]?$';

/** Text that a wrapper put before the message of its cause: `could not save the order: `. */
const wrapper = new RegExp(
  String.raw`^(?![^:]*\b(?:status|exit|signal)\b)(?:[\w.$]+(?:Error|Exception)|${part}{0,80}?${passedOn}|${meanwhile}): +(?![\w-]+\. )(?=\S+ \S|${oneWord})`,
  'iu',
);

/** Messages that differ by version of a runtime, or by what a bundler made of the names in them. */
const sameWords: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected token (\S) in JSON at position \d+$/u, 'Unexpected token \'$1\', "$1" is not valid JSON'],
  [/^(Unexpected token '<'), ".*is not valid JSON\b.*$/u, '$1, <markup> is not valid JSON'],
  [/^(Unexpected token) '[^<]', .*is not valid JSON\b.*$/u, '$1, <text> is not valid JSON'],
  [/^(Invalid regular expression): \/.*\/[a-z]*: (.*)$/u, '$1: $2'],
  [/^(Class constructor) [\w$]+ (cannot be invoked)/u, '$1 … $2'],
  [/^[\w$]+ (is not a constructor)$/u, '<name> $1'],
  [/^[\dA-F]{8,16}:error:[\dA-F]{8}:([^:]*):[^:]*:(.*?):[^:\s]+\.c:\d+:.*$/u, '$1: $2'],
  [/^(Out of range float values are not JSON compliant): .*$/u, '$1'],
  [/^('[\w.]+' object has no attribute '\w+') and no __dict__ .*$/u, '$1'],
  [/ imported from \S+$/u, ''],
  [/^<urlopen error (.*)>$/u, '$1'],
  [/^(.* JSON) at position \d+.*$/u, '$1'],
  [/^Cannot read property '(.*)' of (undefined|null)$/u, "Cannot read properties of $2 (reading '$1')"],
  [/^[^'"]*\.([\w$]+) (is not a (?:function|constructor))/u, '<name>.$1 $2'],
  [/^(?:\(|async |function|class |[\w$]+ ?=>|[\w$]+\([^()]*\) ?\{).*(?= could not be cloned\.$)/u, '<code>'],
];

/** A line that any of them changes has one of these. */
const signsOfSameWords = [
  ...[
    ' JSON',
    'Invalid regular',
    'Class constructor ',
    ' is not a ',
    ':error:',
    ' imported from ',
    ' and no __dict__ ',
  ],
  ...['<urlopen error ', 'Cannot read property ', ' could not be cloned.'],
];

/** The line of a message that says what happened, without the words of those who passed it on. */
export function tellingLine(message: string): string {
  let line = severalLines.test(message) ? mainLine(message) : message.trim();
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const shorter = line.includes(': ') ? line.replace(wrapper, '') : line;
    if (shorter === line) break;
    line = shorter;
  }
  if (!signsOfSameWords.some(sign => line.includes(sign))) return line;
  return sameWords.reduce((text, [pattern, words]) => text.replace(pattern, words), line);
}

/** Fits a message that has more than one line, or sequences for terminals. */
const severalLines = /[\n\x1b\x80-\x9f]/;

function mainLine(message: string): string {
  const lines = message
    .replace(sequences, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const [first = '', ...others] = lines;
  if (/^Invalid `.*invocation/u.test(first)) return others.at(-1) ?? first;
  if (!location.test(first) && !command.test(first)) return first;
  return others.find(line => hasWords(line) && !excerpt.test(line) && !warning.test(line)) ?? first;
}

/** Whether there are several words of two letters or more. */
function hasWords(line: string): boolean {
  return line.split(' ').filter(word => /\p{L}{2}/u.test(word)).length > 1;
}

/** A line that only says where: before what a template or a parser says. */
const location =
  /^(?:\([^()]{1,80}\)|(?:[A-Za-z]:)?[\w@./\\-]*[./\\][\w@./\\-]*(?::\d+){1,2}:?)(?: \[[^\]]*\])?$/u;
/** A program that failed: what it printed says why. */
const command = /^Command failed(?: with [^:]{1,40})?: /u;
/** Lines of source, and what points into them. */
const excerpt = /^(?:>{1,2} ?)?\d+ ?\||^[-~^\s]+$/u;
const warning = /\bwarning\b/iu;
