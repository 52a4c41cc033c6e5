import { once } from '../memo.ts';
import { neededText } from '../text/needed-text.ts';

/** The characters of ASCII that a text has, each a bit of the word for its range. */
type Characters = {
  readonly controls: number;
  /** From the space to `?`. */
  readonly signs: number;
  /** From `@` to `_`. */
  readonly capitals: number;
  /** From the backtick on. */
  readonly letters: number;
  readonly isAscii: boolean;
};

/** The texts asked about last, because many rules read the message of one failure. */
let last = { text: '', characters: readCharacters('') };
let previous = last;

/** The characters of a text, which rule out most rules at once. */
export function charactersOf(text: string): Characters {
  if (text === last.text) return last.characters;
  const known = text === previous.text ? previous : { text, characters: readCharacters(text) };
  [previous, last] = [last, known];
  return known.characters;
}

function readCharacters(text: string): Characters {
  let [controls, signs, capitals, letters, isAscii] = [0, 0, 0, 0, true];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // A shift uses the low five bits of its distance.
    if (unit >= 0x80) isAscii = false;
    else if (unit >= 0x60) letters |= 1 << unit;
    else if (unit >= 0x40) capitals |= 1 << unit;
    else if (unit >= 0x20) signs |= 1 << unit;
    else controls |= 1 << unit;
  }
  return { controls, signs, capitals, letters, isAscii };
}

export function createCharacterTest(some: string): (text: string) => boolean {
  const wanted = readCharacters(some);
  return text => areShared(charactersOf(text), wanted);
}

function areShared(one: Characters, other: Characters): boolean {
  const shared =
    (one.controls & other.controls) |
    (one.signs & other.signs) |
    (one.capitals & other.capitals) |
    (one.letters & other.letters);
  return shared !== 0;
}

/** `sign` must be in a text, too, besides what the pattern says; a change of it needs a new version. */
type Signed = { readonly pattern: RegExp; readonly sign?: string };

/** The signs of rules, and their characters side by side, because most texts are checked for all of them. */
function packSigns(rules: readonly Signed[]) {
  const signs = rules.map(({ pattern, sign }) => sign ?? neededText(pattern));
  const packed = Int32Array.from(
    signs.map(readCharacters).flatMap(has => [has.letters, has.signs, has.capitals, has.controls]),
  );
  return { signs, packed };
}

function mayHave(
  { controls, signs, capitals, letters }: Characters,
  packed: Int32Array,
  rule: number,
): boolean {
  const at = rule * 4;
  return (
    ((packed[at] ?? 0) & ~letters) === 0 &&
    ((packed[at + 1] ?? 0) & ~signs) === 0 &&
    ((packed[at + 2] ?? 0) & ~capitals) === 0 &&
    ((packed[at + 3] ?? 0) & ~controls) === 0
  );
}

export function createRuleFinder<Rule extends Signed>(rules: readonly Rule[]) {
  const known = once(() => packSigns(rules));
  return (text: string): readonly Rule[] => {
    const has = charactersOf(text);
    const { signs, packed } = known();
    return rules.filter((_, at) => mayHave(has, packed, at) && text.includes(signs[at] ?? ''));
  };
}

export function createReplacer(rules: readonly (Signed & { readonly to: string })[]) {
  const known = once(() => packSigns(rules));
  return (text: string): string => {
    const { signs, packed } = known();
    let [replaced, has] = [text, charactersOf(text)];
    for (let at = 0; at < rules.length; at += 1) {
      if (!mayHave(has, packed, at)) continue;
      const rule = rules[at];
      if (!rule || !replaced.includes(signs[at] ?? '')) continue;
      const next = replaced.replace(rule.pattern, rule.to);
      if (next !== replaced) has = charactersOf(next);
      replaced = next;
    }
    return replaced;
  };
}

/** Flags of what a pattern needs in a text. */
export const maskSigns = {
  digit: 1,
  quote: 2,
  at: 4,
  slash: 8,
  dot: 16,
  colon: 32,
  hyphen: 64,
  parenthesis: 128,
  equals: 256,
  notAscii: 512,
} as const;
const { digit, quote, at, slash, dot, colon, hyphen, parenthesis, equals, notAscii } = maskSigns;

const bySign = (
  [
    ['0123456789', digit],
    ['\'"`', quote],
    ['@*', at],
    ['/\\', slash],
    ['.', dot],
    [':', colon],
    ['-', hyphen],
    ['(', parenthesis],
    ['=', equals],
  ] as const
).map(([characters, sign]) => ({ characters: readCharacters(characters), sign }));
const otherQuotes = /[“‘«„‹「『《]/u;
const [ofHosts, beforeTexts] = ['host|ENOTFOUND|EAI_AGAIN|getaddrinfo', 'No enum constant |Cannot convert '];
const hostWords = inEachScript(ofHosts);
const wordsBeforeText = inEachScript(beforeTexts);
const eitherWords = inEachScript(`${ofHosts}|${beforeTexts}`);

/** Cases of Unicode take far longer. */
function inEachScript(words: string) {
  return { ascii: new RegExp(words, 'i'), unicode: new RegExp(words, 'iu') };
}

/** The flags of a text; words before a host count as `dot`, those before a bare value as `colon`. */
export function signsIn(text: string): number {
  const has = charactersOf(text);
  let found = has.isAscii ? 0 : notAscii;
  for (const { characters, sign } of bySign) if (areShared(has, characters)) found |= sign;
  if (!has.isAscii && otherQuotes.test(text)) found |= quote;
  const script = has.isAscii ? 'ascii' : 'unicode';
  if ((found & dot && found & colon) || !eitherWords[script].test(text)) return found;
  if (!(found & dot) && hostWords[script].test(text)) found |= dot;
  if (!(found & colon) && wordsBeforeText[script].test(text)) found |= colon;
  return found;
}
