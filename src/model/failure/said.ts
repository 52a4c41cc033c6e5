import { sourceForAscii } from './mask-expressions.ts';
import { createReplacer, type Replacement } from './signs.ts';

const end = /[.!…。！]+$/u;

/** What is no part of the cause in a template, in order. */
export const saidRules = {
  hosts: ['<address>', /<address>/g, '<host>'],
  'ids of any shape': [
    '<',
    /(?:\b[A-Za-z]{1,10}-|\b[A-Za-z])?<n>(?:-<n>)*|\b[A-Za-z]{1,10}(?:-<id>){2,}|\b[A-Z]{1,10}[_-]<id>|<(?:hex|uuid)>/g,
    '<id>',
  ],
  'plurals of -y': ['ies', /(?<=\p{L}{2})ies(?=[^\p{L}]|$)/gu, 'y'],
  'plurals of -s': ['es', /(?<=\p{L}{2}(?:ch|sh|ss|x))es(?=[^\p{L}]|$)/gu, ''],
  plurals: ['s', /(?<=\p{L}{3})s(?=[^\p{L}]|$)/gu, ''],
  whose: ['t', /\b(?:its|their)\b/gu, 'its'],
  'where in a text': [
    ' <id>',
    /,? (?:(?:at|on|in|near) )?(?:line|column|col|position|offset|row) <id>(?:(?:,| and|:)? ?(?:at )?(?:line|column|col|char|position) <id>)?/gu,
    '',
  ],
  'verbs of plurals': [
    '',
    /(?<![\p{L}])(?:are|were|was|have|has|sind|ist|waren|war|sont|est|son|es|sono|hay|do|does)(?![\p{L}])/gu,
    'is',
  ],
  'more of a list': [
    '> ',
    /(<(?:id|text|path|code)>)(?:,? (?:and|\+) ?<id>| ?\+<id>)? (?:more|others?)\b/gu,
    '$1',
  ],
  'how long it took': [' <duration>', / (?:after|in|within|for) <duration>\.?$/u, ''],
  'for which one': [' <', / (?:for|after|while working on|of) (?:\p{L}+ )?<(?:id|time|duration)>$/u, ''],
  'more of what varies': [' <', /(?:, (?:\p{L}+ ){1,3}|[.;] \p{L}+: )<(?:id|time|duration|size)>[.]?$/u, ''],
  'what varies at the end': [': <', /(?<=\p{L}{2} \p{L}{2,}): <(?:text|code|path)>\.?$/u, ': <id>'],
  'spaces in languages without them': [
    ' ',
    /(?<=[\u3040-\u30ff\u3400-\u9fff]) (?=<)|(?<=>) (?=[\u3040-\u30ff\u3400-\u9fff])/gu,
    '',
  ],
  'tuples of one': ['>,', /(?<=>),(?=\))/gu, ''],
  end: ['', end, ''],
} satisfies Readonly<Record<string, Replacement>>;

const notAscii = /[^\x00-\x7f]/;
const inOrder: readonly Replacement[] = Object.values(saidRules);
const ofAscii = inOrder
  .filter(([, { source }]) => !source.includes(String.raw`\u`))
  .map(
    ([sign, { source, flags }, to]): Replacement => [
      sign,
      new RegExp(sourceForAscii(source), flags.replace('u', '')),
      to,
    ],
  );
const inShort = createReplacer(inOrder);
const inShortOfAscii = createReplacer(ofAscii);

export function toSaid(template: string): string {
  if (!template.includes('<')) return withoutEnd(template);
  return notAscii.test(template) ? inShort(template) : inShortOfAscii(template);
}

function withoutEnd(template: string): string {
  const last = template.at(-1) ?? '';
  return '.!…。！'.includes(last) ? template.replace(end, '') : template;
}
