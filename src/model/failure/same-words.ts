import { browserWords } from './browser-words.ts';
import { createReplacer, createRuleFinder, type Replacement } from './signs.ts';

/** Messages that differ by version of a runtime, by library, or by the names that a bundler made. */
export const libraryWords = {
  'JSON of Node 18': [
    ' in JSON',
    /^Unexpected token < in JSON at position \d+$/u,
    "Unexpected token '<', <markup> is not valid JSON",
  ],
  'JSON of Node 18, of a text': [
    ' in JSON',
    /^(Unexpected token) \S in JSON at position \d+$/u,
    '$1, <text> is not valid JSON',
  ],
  'JSON that is a page': [
    ' JSON',
    /^(Unexpected token '<'), ".*is not valid JSON\b.*$/u,
    '$1, <markup> is not valid JSON',
  ],
  'JSON that is a text': [
    ' JSON',
    /^(Unexpected token) '[^<]', .*is not valid JSON\b.*$/u,
    '$1, <text> is not valid JSON',
  ],
  'a place in JSON': [' JSON', /^(.* JSON) at position \d+.*$/u, '$1'],
  'a regular expression': [
    'Invalid regular',
    /^(Invalid regular expression): \/.*\/[a-z]*: (.*)$/u,
    '$1: $2',
  ],
  'a class that a bundler renamed': [
    'Class constructor ',
    /^(Class constructor) [\w$]+ (cannot be invoked)/u,
    '$1 … $2',
  ],
  'no constructor': [' is not a ', /^[\w$]+ (is not a constructor)$/u, '<name> $1'],
  'no function': [' is not a ', /^[^'"]*\.([\w$]+) (is not a (?:function|constructor)).*$/u, '<name>.$1 $2'],
  OpenSSL: [':error:', /^[\dA-F]{8,16}:error:[\dA-F]{8}:([^:]*):[^:]*:(.*?):[^:\s]+\.c:\d+:.*$/u, '$1: $2'],
  'JSON of Python': [' JSON compliant', /^(Out of range float values are not JSON compliant): .*$/u, '$1'],
  'an attribute in Python 3.12': [
    ' and no __dict__ ',
    /^('[\w.]+' object has no attribute '\w+') and no __dict__ .*$/u,
    '$1',
  ],
  'the code of SQLite': ['SQLITE_', /^SQLITE_[A-Z_]+: (?=\S+ \S)/u, ''],
  'a file in Node': [', open ', /^(E[A-Z]+): [^,]+, open ('[^']+')$/u, '$1: $2'],
  'a file in Go': [
    ': no such file',
    /^open (\S+): no such file or directory$/u,
    "No such file or directory: '$1'",
  ],
  'a file that Go may not read': [
    ': permission denied',
    /^open (\S+): permission denied$/u,
    "Permission denied: '$1'",
  ],
  'a file in Java': [' (No such file', /^(\S+) \((No such file or directory)\)$/u, "$2: '$1'"],
  'a file that Java may not read': [' (Permission', /^(\S+) \((Permission denied)\)$/u, "$2: '$1'"],
  'a file in PHP': [
    'ailed to open stream: ',
    /^\w+\(([^()\s]+)\): [Ff]ailed to open stream: (.+)$/u,
    "$2: '$1'",
  ],
  'a file in Ruby': [' @ ', /^(\w[\w ]+) @ \w+ - (\S+)$/u, "$1: '$2'"],
  'a file in .NET': [
    'Could not find ',
    /^Could not find (?:file|a part of the path) ('[^']+')\.?$/u,
    'No such file or directory: $1',
  ],
  'a file that .NET may not read': [
    'Access to the path ',
    /^Access to the path ('[^']+') is denied\.?$/u,
    'Permission denied: $1',
  ],
  'a page that was closed': [': Target ', /^[A-Za-z]+\.\w+: (?=Target (?:page|closed))/u, ''],
  'Selenium in Python': ['Message: ', /^Message: (?=\S+ \S)/u, ''],
  'SQL before a message': [
    ' - ',
    /^(?:select|insert into|update|delete from|create|alter|drop|with)\b.{5,1900} - (?=\p{L})/iu,
    '',
  ],
  'a refused push of git': ['! [', /^! \[((?:remote )?rejected)\] .* \(([^()]+)\)$/u, '$1: $2'],
  'who imported': [' imported from ', / imported from \S+$/u, ''],
  urllib: ['<urlopen error ', /^<urlopen error (.*)>$/u, '$1'],
  'what cannot be cloned': [
    ' could not be cloned.',
    /^(?:\(|async |function|class |[\w$]+ ?=>|[\w$]+\([^()]*\) ?\{).*(?= could not be cloned\.$)/u,
    '<code>',
  ],
  'quotes of Ruby before 3.4': ['`', /`([^'`\s]{1,80})'/gu, "'$1'"],
  'an object of Ruby': [
    'undefined ',
    /^(.*undefined (?:local variable or method|method) '[^']+') for .*?(?=\)?$)/u,
    '$1',
  ],
} satisfies Readonly<Record<string, Replacement>>;

/** What Redis puts before a message, and some clients make a class of. */
export const redisWords = 'WRONGTYPE WRONGPASS NOAUTH NOPERM NOSCRIPT OOM READONLY LOADING BUSYKEY'
  .split(' ')
  .map((code): Replacement => [`${code} `, new RegExp(`^${code} (?=[A-Za-z])`), '']);

const ofBrowsers = createRuleFinder(Object.values(browserWords));

/** Whether a line is one that Firefox or Safari says in words of its own. */
export function isOfBrowser(line: string): boolean {
  return ofBrowsers(line).some(([, pattern]) => pattern.test(line));
}

/** Says a line in the one form that counts. */
export const inSameWords = createReplacer([
  ...Object.values(libraryWords),
  ...redisWords,
  ...Object.values(browserWords),
]);
