export type SaidRule = {
  readonly name: string;
  /** Two templates that say the same. */
  readonly example: readonly [string, string];
  readonly pattern: RegExp;
  readonly to: string;
};

const end = /[.!…]+$/u;

/** What is no part of the cause in a template, in order. */
export const saidRules: readonly SaidRule[] = [
  {
    name: 'hosts',
    example: ['no answer from <address>', 'no answer from <host>'],
    pattern: /<address>/g,
    to: '<host>',
  },
  {
    name: 'ids of any shape',
    example: ['no order <uuid> or PO-<n>', 'no order <hex> or <id>'],
    pattern: /(?:\b[A-Za-z]{1,10}-)?<n>|\b[A-Z]{1,10}[_-]<id>|<(?:hex|uuid)>/g,
    to: '<id>',
  },
  {
    name: 'plurals after a number',
    example: ['<n> items in the cart', '<n> item in the cart'],
    pattern: /(<id> \p{L}{3,})s(?=[^\p{L}]|$)/gu,
    to: '$1',
  },
  {
    name: 'verbs of plurals',
    example: ['orders <n> are late', 'order <n> is late'],
    pattern: /(<id>(?: \p{L}+)?) (?:were|are|have|was|is|has)(?=[^\p{L}]|$)/gu,
    to: '$1',
  },
  {
    name: 'verbs of plurals before a number',
    example: ['Es sind noch <n> Posten offen', 'Es ist noch <n> Posten offen'],
    pattern:
      /(?<=^|[ ,])(?:are|is|were|was|sind|ist|waren|war|sont|est|son|es|sono|hay)(?=(?: \p{L}+)? <id>)/gu,
    to: 'is',
  },
  {
    name: 'plurals before a number',
    example: ['orders <n>: unpaid', 'order <n>: unpaid'],
    pattern: /(\p{L}{3,})s(?= <(?:id|text|code)>)/gu,
    to: '$1',
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
  { name: 'end', example: ['no stock left.', 'no stock left'], pattern: end, to: '' },
];

export function toSaid(template: string): string {
  if (!template.includes('<')) return template.replace(end, '');
  let said = template;
  for (const { pattern, to } of saidRules) said = said.replace(pattern, to);
  return said;
}
