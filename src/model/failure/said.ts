import { createReplacer } from './signs.ts';

export type SaidRule = {
  readonly name: string;
  /** Two templates that say the same. */
  readonly example: readonly [string, string];
  /** A template that the pattern fits has this. */
  readonly sign: string;
  readonly pattern: RegExp;
  readonly to: string;
};

const end = /[.!…]+$/u;

/** What is no part of the cause in a template, in order. */
export const saidRules: readonly SaidRule[] = [
  {
    name: 'hosts',
    example: ['no answer from <address>', 'no answer from <host>'],
    sign: '<address>',
    pattern: /<address>/g,
    to: '<host>',
  },
  {
    name: 'ids of any shape',
    example: ['no order <uuid> or PO-<n>', 'no order <hex> or <id>'],
    sign: '<',
    pattern: /(?:\b[A-Za-z]{1,10}-)?<n>|\b[A-Z]{1,10}[_-]<id>|<(?:hex|uuid)>/g,
    to: '<id>',
  },
  {
    name: 'plurals after a number',
    example: ['<n> items in the cart', '<n> item in the cart'],
    sign: '<id> ',
    pattern: /(<id> \p{L}{3,})s(?=[^\p{L}]|$)/gu,
    to: '$1',
  },
  {
    name: 'verbs of plurals',
    example: ['orders <n> are late', 'order <n> is late'],
    sign: '<id> ',
    pattern: /(<id>(?: \p{L}+)?) (?:were|are|have|was|is|has)(?=[^\p{L}]|$)/gu,
    to: '$1',
  },
  {
    name: 'verbs of plurals before a number',
    example: ['Es sind noch <n> Posten offen', 'Es ist noch <n> Posten offen'],
    sign: ' <id>',
    pattern:
      /(?<=^|[ ,])(?:are|is|were|was|sind|ist|waren|war|sont|est|son|es|sono|hay)(?=(?: \p{L}+)? <id>)/gu,
    to: 'is',
  },
  {
    name: 'plurals before a number',
    example: ['orders <n>: unpaid', 'order <n>: unpaid'],
    sign: 's <',
    pattern: /(\p{L}{3,})s(?= <(?:id|text|code)>)/gu,
    to: '$1',
  },
  {
    name: 'more of a list',
    example: ['no stock of <n> and <n> more', 'no stock of <n>'],
    sign: '> ',
    pattern: /(<(?:id|text|path|code)>)(?:,? (?:and|\+) ?<id>| ?\+<id>)? (?:more|others?)\b/gu,
    to: '$1',
  },
  {
    name: 'how long it took',
    example: ['no answer after <duration>', 'no answer'],
    sign: ' <duration>',
    pattern: / (?:after|in|within|for) <duration>\.?$/u,
    to: '',
  },
  {
    name: 'for which one',
    example: ['the bank answered 502 for order <n>', 'the bank answered 502'],
    sign: ' <',
    pattern: / (?:for|after|while working on|of) (?:\p{L}+ )?<(?:id|time|duration)>$/u,
    to: '',
  },
  { name: 'end', example: ['no stock left.', 'no stock left'], sign: '', pattern: end, to: '' },
];

function withoutEnd(template: string): string {
  const last = template.at(-1);
  return last === '.' || last === '!' || last === '…' ? template.replace(end, '') : template;
}

const inShort = createReplacer(saidRules);

export function toSaid(template: string): string {
  return template.includes('<') ? inShort(template) : withoutEnd(template);
}
