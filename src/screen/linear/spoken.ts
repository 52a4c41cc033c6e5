import { statusInfo } from '../../model/status.ts';
import { joinWords } from '../../model/text/formats.ts';
import { type Key, keyNames } from '../shell/keyboard.ts';

const labels = new Map(Object.values(statusInfo).map(({ glyph, label }) => [glyph, label]));
labels.delete(statusInfo.unknown.glyph);
const failedLabel = statusInfo.failed.label;
const glyphs = [...labels.keys()].join('');

const lineSigns = /[▁▂▃▄▅▆▇█▒░┊│├┤┣┫┃─━‹›▌▏▾▸▹»‖]+/gu;
const labelled = new RegExp(`(^|\\s|")([${glyphs}]) ([^\\s,]+)`, 'gu');
const bare = new RegExp(` ?[${glyphs}]`, 'gu');

const units: Readonly<Record<string, string>> = {
  ms: 'millisecond',
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  y: 'year',
};

/** A number with its unit, such as `4.2s` or `<1ms`; not `24h` in a filter, nor a part of a name. */
const amount = /(?<![\p{L}\p{N}_.:/="'<>-])(\d+(?:\.\d+)?)(ms|[smhdy])(?![\p{L}\p{N}_"'/-])/gu;

const wordsOfSigns: readonly (readonly [RegExp, string])[] = [
  [/ ?\[-(.*?)-\]/gu, ' (removed: $1)'],
  [/ ?\{\+(.*?)\+\}/gu, ' (added: $1)'],
  [/(?<=\d[a-z]{0,2})–(?=[<\d])/gu, ' to '],
  [/(^|\s)–(?=\s|$)/gu, '$1'],
  [/(?<=^|[\s(]|to )<(?=\d)/gu, 'less than '],
  [/(?<=^|[\s(])>(?=\d)/gu, 'more than '],
  [/≤/gu, 'at most '],
  [/≥/gu, 'at least '],
  [/(\d) ?×/gu, '$1 times'],
  [/×(\d[\d,]*)/gu, '$1 times'],
  [/ → /gu, ' to '],
  [/↵/gu, 'Enter'],
  [/…/gu, '...'],
  [/\[ ([^\]]+?) +\]/gu, '$1 (chosen)'],
  [/\[x\] /gu, 'on: '],
  [/\[ \] /gu, 'off: '],
];

/** A painted text as it is read aloud: without signs, and with units as words. */
export function spoken(text: string): string {
  const narrow = text.replace(lineSigns, '  ').replace(/ {3,}/gu, '  ');
  const plain = narrow.replace(labelled, labelOf).replace(bare, '');
  const words = wordsOfSigns.reduce((all, [sign, word]) => all.replace(sign, word), plain);
  const units = words.replace(amount, inWords);
  return units
    .split(/ {2,}/u)
    .map(part =>
      part
        .trim()
        .replace(/ · /gu, ', ')
        .replace(/^· | ·$/gu, ''),
    )
    .filter(part => /[^\s·]/u.test(part))
    .join(', ')
    .replace(/([?:]),(?= )/gu, '$1')
    .replace(/•+/gu, 'masked');
}

/** A glyph is said as its label before a time, and before an error that replaces the label. */
function labelOf(_: string, before: string, glyph: string, word: string): string {
  const label = labels.get(glyph) ?? '';
  const isAlone = /^\d/u.test(word) || (label === failedLabel && word !== label);
  return isAlone ? `${before}${label} ${word}` : `${before}${word}`;
}

function inWords(_: string, digits: string, unit: string): string {
  const number = digits.replace(/^0+(?=\d)/u, '');
  return `${number} ${units[unit]}${number === '1' ? '' : 's'}`;
}

export function sentence(...parts: readonly string[]): string {
  return parts
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => (/[.?!:;,{}[\]]$/u.test(part) ? part : `${part}.`))
    .join(' ');
}

const longest = 2_000;

/** A recorded text unchanged, but no longer than anybody would listen to; `•` are masked secrets. */
export function recorded(text: string): string {
  const rest = text.length - longest;
  const shown = rest <= 0 ? text : `${text.slice(0, longest)}... and ${rest} more characters`;
  return shown.replace(/•+/gu, 'masked');
}

const spokenKeys: Readonly<Record<string, string>> = {
  '↵': 'Enter',
  Esc: 'Escape',
  'S-Tab': 'Shift-Tab',
  '↑': 'Up',
  '↓': 'Down',
  '←': 'Left',
  '→': 'Right',
  PgUp: 'Page Up',
  PgDn: 'Page Down',
  Del: 'Delete',
};

/** `j or Down`, `Control-U`. */
export function spokenKeyNames(keys: readonly Key[]): string {
  return joinWords(keyNames(keys).map(spokenKey), 'or');
}

export function spokenKey(name: string): string {
  return name
    .split(/(?<=.)\/(?=.)/u)
    .map(part => {
      const [, modifier = '', base = part] = /^(\^|Alt-)(.+)$/u.exec(part) ?? [];
      return `${modifier === '^' ? 'Control-' : modifier}${spokenKeys[base] ?? (modifier === '^' ? base.toUpperCase() : base)}`;
    })
    .join(' or ')
    .replace('–', ' to ');
}

/** A text to say; it is said again when its key changes. */
export type Said = {
  readonly key: string;
  readonly text: string;
  /** The part of the text whose change counts; absent for all of it. */
  readonly gist?: string;
  /** Whether only the new part is said where more becomes known. */
  readonly grows?: true;
};

export type Reading = {
  readonly heads: readonly Said[];
  readonly isComing: boolean;
  /** Whether further facts about the rows follow soon, which are worth a moment. */
  readonly isIncomplete?: boolean;
  readonly cursor: number;
  readonly rowAt: (index: number) => Said;
  /** `3 of 144`; empty where rows are not counted. */
  readonly placeOf: (index: number) => string;
};
