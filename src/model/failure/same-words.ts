import { browserWords, type SameWords } from './browser-words.ts';
import { createReplacer, createRuleFinder } from './signs.ts';

/** Differences between versions, libraries, and the names that bundlers make. */
const ofLibraries: readonly SameWords[] = [
  {
    name: 'JSON of Node 18',
    example: ['Unexpected token < in JSON at position 0', "Unexpected token '<', <markup> is not valid JSON"],
    pattern: /^Unexpected token < in JSON at position \d+$/u,
    to: "Unexpected token '<', <markup> is not valid JSON",
  },
  {
    name: 'JSON of Node 18, of a text',
    example: ['Unexpected token a in JSON at position 7', 'Unexpected token, <text> is not valid JSON'],
    pattern: /^(Unexpected token) \S in JSON at position \d+$/u,
    to: '$1, <text> is not valid JSON',
  },
  {
    name: 'JSON that is a page',
    example: [
      'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
      "Unexpected token '<', <markup> is not valid JSON",
    ],
    pattern: /^(Unexpected token '<'), ".*is not valid JSON\b.*$/u,
    to: '$1, <markup> is not valid JSON',
  },
  {
    name: 'JSON that is a text',
    example: [
      'Unexpected token \'I\', "I am "... is not valid JSON',
      'Unexpected token, <text> is not valid JSON',
    ],
    pattern: /^(Unexpected token) '[^<]', .*is not valid JSON\b.*$/u,
    to: '$1, <text> is not valid JSON',
  },
  {
    name: 'a place in JSON',
    example: ['Unterminated string in JSON at position 17', 'Unterminated string in JSON'],
    pattern: /^(.* JSON) at position \d+.*$/u,
    to: '$1',
  },
  {
    name: 'a regular expression',
    example: [
      'Invalid regular expression: /(/u: Unterminated group',
      'Invalid regular expression: Unterminated group',
    ],
    pattern: /^(Invalid regular expression): \/.*\/[a-z]*: (.*)$/u,
    to: '$1: $2',
  },
  {
    name: 'a class that a bundler renamed',
    example: [
      "Class constructor a cannot be invoked without 'new'",
      "Class constructor … cannot be invoked without 'new'",
    ],
    pattern: /^(Class constructor) [\w$]+ (cannot be invoked)/u,
    to: '$1 … $2',
  },
  {
    name: 'no constructor',
    example: ['e is not a constructor', '<name> is not a constructor'],
    pattern: /^[\w$]+ (is not a constructor)$/u,
    to: '<name> $1',
  },
  {
    name: 'no function',
    example: ['e.cart.total is not a function', '<name>.total is not a function'],
    pattern: /^[^'"]*\.([\w$]+) (is not a (?:function|constructor)).*$/u,
    to: '<name>.$1 $2',
  },
  {
    name: 'OpenSSL',
    example: [
      'C0126C2F:error:0A00010B:SSL routines:f:wrong version number:a.c:77:',
      'SSL routines: wrong version number',
    ],
    pattern: /^[\dA-F]{8,16}:error:[\dA-F]{8}:([^:]*):[^:]*:(.*?):[^:\s]+\.c:\d+:.*$/u,
    to: '$1: $2',
  },
  {
    name: 'JSON of Python',
    example: [
      'Out of range float values are not JSON compliant: nan',
      'Out of range float values are not JSON compliant',
    ],
    pattern: /^(Out of range float values are not JSON compliant): .*$/u,
    to: '$1',
  },
  {
    name: 'an attribute in Python 3.12',
    example: [
      "'A' object has no attribute 'b' and no __dict__ for setting",
      "'A' object has no attribute 'b'",
    ],
    pattern: /^('[\w.]+' object has no attribute '\w+') and no __dict__ .*$/u,
    to: '$1',
  },
  {
    name: 'the code of SQLite',
    example: ['SQLITE_BUSY: database is locked', 'database is locked'],
    pattern: /^SQLITE_[A-Z_]+: (?=\S+ \S)/u,
    to: '',
  },
  {
    name: 'a file in Node',
    example: ["ENOENT: no such file or directory, open 'a.csv'", "ENOENT: 'a.csv'"],
    pattern: /^(E[A-Z]+): [^,]+, open ('[^']+')$/u,
    to: '$1: $2',
  },
  {
    name: 'a file in Go',
    example: ['open a.csv: no such file or directory', "No such file or directory: 'a.csv'"],
    pattern: /^open (\S+): no such file or directory$/u,
    to: "No such file or directory: '$1'",
  },
  {
    name: 'a file that Go may not read',
    example: ['open a.csv: permission denied', "Permission denied: 'a.csv'"],
    pattern: /^open (\S+): permission denied$/u,
    to: "Permission denied: '$1'",
  },
  {
    name: 'a file in Java',
    example: ['a.csv (No such file or directory)', "No such file or directory: 'a.csv'"],
    pattern: /^(\S+) \((No such file or directory)\)$/u,
    to: "$2: '$1'",
  },
  {
    name: 'a file that Java may not read',
    example: ['a.csv (Permission denied)', "Permission denied: 'a.csv'"],
    pattern: /^(\S+) \((Permission denied)\)$/u,
    to: "$2: '$1'",
  },
  {
    name: 'a file in PHP',
    example: [
      'fopen(a.csv): Failed to open stream: No such file or directory',
      "No such file or directory: 'a.csv'",
    ],
    pattern: /^\w+\(([^()\s]+)\): [Ff]ailed to open stream: (.+)$/u,
    to: "$2: '$1'",
  },
  {
    name: 'a file in Ruby',
    example: ['No such file or directory @ rb_sysopen - a.csv', "No such file or directory: 'a.csv'"],
    pattern: /^(\w[\w ]+) @ \w+ - (\S+)$/u,
    to: "$1: '$2'",
  },
  {
    name: 'a file in .NET',
    example: ["Could not find file '/srv/a.csv'.", "No such file or directory: '/srv/a.csv'"],
    pattern: /^Could not find (?:file|a part of the path) ('[^']+')\.?$/u,
    to: 'No such file or directory: $1',
  },
  {
    name: 'a file that .NET may not read',
    example: ["Access to the path '/srv/a.csv' is denied.", "Permission denied: '/srv/a.csv'"],
    pattern: /^Access to the path ('[^']+') is denied\.?$/u,
    to: 'Permission denied: $1',
  },
  {
    name: 'a page that was closed',
    example: [
      'locator.click: Target page, context or browser has been closed',
      'Target page, context or browser has been closed',
    ],
    pattern: /^[A-Za-z]+\.\w+: (?=Target (?:page|closed))/u,
    to: '',
  },
  {
    name: 'Selenium in Python',
    example: ['Message: no such element', 'no such element'],
    pattern: /^Message: (?=\S+ \S)/u,
    to: '',
  },
  {
    name: 'SQL before a message',
    example: [
      'insert into "users" ("mail") values ($1) - relation "users" does not exist',
      'relation "users" does not exist',
    ],
    pattern: /^(?:select|insert into|update|delete from|create|alter|drop|with)\b.{5,1900} - (?=\p{L})/iu,
    to: '',
  },
  {
    name: 'a refused push of git',
    example: ['! [rejected] main -> main (fetch first)', 'rejected: fetch first'],
    pattern: /^! \[((?:remote )?rejected)\] .* \(([^()]+)\)$/u,
    to: '$1: $2',
  },
  {
    name: 'who imported',
    example: ["Cannot find package 'a' imported from /srv/b.js", "Cannot find package 'a'"],
    pattern: / imported from \S+$/u,
    to: '',
  },
  {
    name: 'urllib',
    example: ['<urlopen error timed out>', 'timed out'],
    pattern: /^<urlopen error (.*)>$/u,
    to: '$1',
  },
  {
    name: 'what cannot be cloned',
    example: ['() => total could not be cloned.', '<code> could not be cloned.'],
    pattern: /^(?:\(|async |function|class |[\w$]+ ?=>|[\w$]+\([^()]*\) ?\{).*(?= could not be cloned\.$)/u,
    to: '<code>',
  },
  {
    name: 'quotes of Ruby before 3.4',
    example: ["no key `total' in it", "no key 'total' in it"],
    pattern: /`([^'`\s]{1,80})'/gu,
    to: "'$1'",
  },
  {
    name: 'an object of Ruby',
    example: ["undefined method 'total' for an instance of Cart", "undefined method 'total'"],
    pattern: /^(.*undefined (?:local variable or method|method) '[^']+') for .*?(?=\)?$)/u,
    to: '$1',
  },
];

/** Codes that Redis puts before a message, and some clients turn into a class. */
const ofRedis = 'WRONGTYPE WRONGPASS NOAUTH NOPERM NOSCRIPT OOM READONLY LOADING BUSYKEY'.split(' ').map(
  (code): SameWords => ({
    name: `${code} of Redis`,
    example: [`${code} it cannot be done`, 'it cannot be done'],
    pattern: new RegExp(`^${code} (?=[A-Za-z])`),
    to: '',
  }),
);

export const sameWords: readonly SameWords[] = [...ofLibraries, ...ofRedis, ...browserWords];

const ofBrowsers = createRuleFinder(browserWords);

/** Whether a line is in the words of Firefox or Safari. */
export function isOfBrowser(line: string): boolean {
  return ofBrowsers(line).some(({ pattern }) => pattern.test(line));
}

export const inSameWords = createReplacer(sameWords);
