import type { SameWords } from './browser-words.ts';
import { sourceForAscii } from './mask-expressions.ts';
import { createReplacer } from './signs.ts';

const end = /[.!…。！]+$/u;

/** Removes or unifies what is no part of the cause in a template, in this order. */
export const templateRules: readonly SameWords[] = [
  {
    name: 'hosts',
    example: ['no answer from <address>', 'no answer from <host>'],
    pattern: /<address>/g,
    to: '<host>',
  },
  {
    name: 'ids of any shape',
    example: ['no order <uuid> or PO-<n>', 'no order <hex> or <id>'],
    pattern:
      /(?:\b[A-Za-z]{1,10}-|\b[A-Za-z])?<n>(?:-<n>)*|\b[A-Za-z]{1,10}(?:-<id>){2,}|\b[A-Z]{1,10}[_-]<id>|<(?:hex|uuid)>/g,
    to: '<id>',
  },
  {
    name: 'plurals of -y',
    example: ['<n> entries are in <text>', '<n> entry is in <text>'],
    pattern: /(?<=\p{L}{2})ies(?=[^\p{L}]|$)/gu,
    to: 'y',
  },
  {
    name: 'plurals of -s',
    example: ['<n> taxes match <text>', '<n> tax matches <text>'],
    pattern: /(?<=\p{L}{2}(?:ch|sh|ss|x))es(?=[^\p{L}]|$)/gu,
    to: '',
  },
  {
    name: 'plurals',
    example: ['orders <n>: unpaid items', 'order <n>: unpaid item'],
    pattern: /(?<=\p{L}{3})s(?=[^\p{L}]|$)/gu,
    to: '',
  },
  {
    name: 'whose',
    example: ['orders <n> and their bills', 'order <n> and its bill'],
    pattern: /\b(?:its|their)\b/gu,
    to: 'its',
  },
  {
    name: 'where in a text',
    example: ['the script stopped at line <n>, column <n>', 'the script stopped'],
    pattern:
      /,? (?:(?:at|on|in|near) )?(?:line|column|col|position|offset|row) <id>(?:(?:,| and|:)? ?(?:at )?(?:line|column|col|char|position) <id>)?/gu,
    to: '',
  },
  {
    name: 'verbs of plurals',
    example: ['orders <n> are late', 'order <n> is late'],
    pattern:
      /(?<![\p{L}])(?:are|were|was|have|has|sind|ist|waren|war|sont|est|son|es|sono|hay|do|does)(?![\p{L}])/gu,
    to: 'is',
  },
  {
    name: 'more of a list',
    example: ['no stock of <n> and <n> more', 'no stock of <n>'],
    pattern: /(<(?:id|text|path|code)>)(?:,? (?:and|\+) ?<id>| ?\+<id>)? (?:more|others?)\b/gu,
    to: '$1',
  },
  {
    name: 'how long it took',
    example: ['no answer after <duration>', 'no answer'],
    pattern: / (?:after|in|within|for) <duration>\.?$/u,
    to: '',
  },
  {
    name: 'for which one',
    example: ['the bank answered 502 for order <n>', 'the bank answered 502'],
    pattern: / (?:for|after|while working on|of) (?:\p{L}+ )?<(?:id|time|duration)>$/u,
    to: '',
  },
  {
    name: 'more of what varies',
    example: ['the container stopped, started <time>', 'the container stopped'],
    pattern: /(?:, (?:\p{L}+ ){1,3}|[.;] \p{L}+: )<(?:id|time|duration|size)>[.]?$/u,
    to: '',
  },
  {
    name: 'what varies at the end',
    example: ['no bank entry: <text>', 'no bank entry: <n>'],
    pattern: /(?<=\p{L}{2} \p{L}{2,}): <(?:text|code|path)>\.?$/u,
    to: ': <id>',
  },
  {
    name: 'spaces in languages without them',
    example: ['订单 <n> 已关闭', '订单<n>已关闭'],
    pattern: /(?<=[\u3040-\u30ff\u3400-\u9fff]) (?=<)|(?<=>) (?=[\u3040-\u30ff\u3400-\u9fff])/gu,
    to: '',
  },
  {
    name: 'tuples of one',
    example: ['the shape is (<n>,)', 'the shape is (<n>)'],
    pattern: /(?<=>),(?=\))/gu,
    to: '',
  },
  { name: 'end', example: ['no stock left.', 'no stock left'], pattern: end, to: '' },
];

const notAscii = /[^\x00-\x7f]/;
const ofAscii = templateRules
  .filter(({ pattern }) => !pattern.source.includes(String.raw`\u`))
  .map(({ pattern: { source, flags }, to }) => ({
    pattern: new RegExp(sourceForAscii(source), flags.replace('u', '')),
    to,
  }));
const inShort = createReplacer(templateRules);
const inShortOfAscii = createReplacer(ofAscii);

export function normalizeTemplate(template: string): string {
  if (!template.includes('<')) return withoutEnd(template);
  return notAscii.test(template) ? inShort(template) : inShortOfAscii(template);
}

function withoutEnd(template: string): string {
  const last = template.at(-1) ?? '';
  return '.!…。！'.includes(last) ? template.replace(end, '') : template;
}
