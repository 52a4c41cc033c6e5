/** `value` is `undefined` where the payload has nothing at the path. */
export type Leaf = { readonly path: readonly string[]; readonly value: unknown };

/** `isMissing`: the message says that the path leads to nothing. */
type ToldPath = { readonly segments: readonly string[]; readonly isMissing: boolean };

/** How certainly a message names a value; `hasValue`: by its text, not only by its key. */
type Score = { readonly score: number; readonly hasValue: boolean };

export const leastScore = 40;
const certain = 80;
const likely = 60;
const byKey = 40;

export type MessageWords = ReturnType<typeof createMessageWords>;

/** `path`: where the error is in the data, as its payload says. */
export function createMessageWords(text: string, path?: string) {
  const isLong = text.length > longestSentence || markup.test(text);
  const prose = text.replace(jsonKey, ' ');
  const quoted = quotedIn(prose);
  const words = new Set(prose.match(/[\p{L}\p{N}_$]+/gu) ?? []);

  function scoreOfKey(key: string): number {
    if (/^\d+$/u.test(key)) return 0;
    if (quoted.has(key)) return likely;
    if (!words.has(key) || key.length < shortestKey) return 0;
    const isName = /[\p{Ll}\d]\p{Lu}|_/u.test(key);
    return isName ? likely : isLong || ordinary.has(key.toLowerCase()) ? 0 : byKey;
  }

  function scoreOfText(value: string, isKnown: boolean): number {
    if (value.length < 2 || value.length > longestValue) return 0;
    if (quoted.has(value)) return isKnown || !isLong || value.length >= shortestInPage ? certain : 0;
    const isTelling = isKnown ? saysMuch(value) || value.length >= 6 : saysMuch(value);
    const isEnough = isKnown || !isLong || (value.length >= shortestInPage && hasDigitOrSign.test(value));
    return isTelling && isEnough && hasWhole(text, value) ? likely : 0;
  }

  function scoreOfValue(value: unknown, isKnown: boolean): number {
    if (typeof value === 'string') return scoreOfText(value, isKnown);
    if (typeof value !== 'number' && typeof value !== 'bigint') return 0;
    if (Math.abs(Number(value)) < leastNumber) return 0;
    const digits = String(value);
    return (isKnown || digits.length >= fewestDigits) && hasWhole(text, digits) ? likely : 0;
  }

  return {
    /** The most certain first. */
    paths: pathsIn(text, path),
    /** `isShared`: the payload has the value more than once. */
    score({ path: keys, value }: Leaf, isShared: boolean): Score {
      const ofKey = scoreOfKey(keys.at(-1) ?? '');
      const isAmbiguous = isShared && String(value).length < shortestShared;
      const ofValue = ofKey === 0 && isAmbiguous ? 0 : scoreOfValue(value, ofKey > 0);
      const both = ofKey > 0 && ofValue > 0 ? byKey / 4 : 0;
      return { score: Math.max(ofKey, ofValue) + both, hasValue: ofValue > 0 };
    },
  };
}

const longestValue = 200;
const shortestKey = 3;
/** Shorter values that a payload has twice are named by their keys alone. */
const shortestShared = 6;
/** Every program has smaller numbers as counts and statuses, and short ones without their keys. */
const leastNumber = 100;
const fewestDigits = 4;

/** Almost any word may stand in a page, or in a long text. */
const longestSentence = 500;
const markup = /<(?:!doctype|\/?[a-z][a-z\d]*)\b[^<>]*>/iu;
const jsonKey = /(?<=[{,]\s*)"[^"\n]{1,120}"(?=\s*:)/gu;
const shortestInPage = 8;
const hasDigitOrSign = /[\d@_./:#-]/u;

/** Whether a text is no ordinary word: it has digits, signs, several words, or is an acronym. */
function saysMuch(value: string): boolean {
  if (value.length < 3) return false;
  return /\d/u.test(value) || /^\p{Lu}{3,}$/u.test(value) || (value.length >= 6 && /[^\p{L}]/u.test(value));
}

/** Keys that are ordinary words of messages. */
const ordinary: ReadonlySet<string> = new Set(
  'code data error errors for from has input items item key list message name not null option path request response result state status text time timeout type url user value values with'.split(
    ' ',
  ),
);

const quotedParts = /"([^"\n]{1,120})"|'([^'\n]{1,120})'|`([^`\n]{1,120})`|“([^”\n]{1,120})”/gu;

/** The quoted parts of a text; attributes of markup are no quotes. */
function quotedIn(text: string): ReadonlySet<string> {
  const named = [...text.matchAll(quotedParts)].filter(({ index }) => text[index - 1] !== '=');
  return new Set(named.flatMap(parts => parts.slice(1).filter(Boolean)));
}

/** Signs that join words: `messages.167` has no word 167, `core-js` no `core`, `1,500` no 500. */
const joinedBefore = /[\p{L}\p{N}_$][.@-]?$/u;
const joinedAfter = /^[.@-]?[\p{L}\p{N}_$]/u;
const numberBefore = /\p{N}[,/]$/u;
const numberAfter = /^[,/:]\p{N}/u;

/** Whether a text contains another as a whole word, number or path. */
function hasWhole(text: string, part: string): boolean {
  const [startsInWord, endsInWord] = [/^[\p{L}\p{N}_$]/u.test(part), /[\p{L}\p{N}_$]$/u.test(part)];
  const [startsInNumber, endsInNumber] = [/^\p{N}/u.test(part), /\p{N}$/u.test(part)];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + part.length, at + part.length + 2);
    const isCutBefore =
      (startsInWord && joinedBefore.test(before)) || (startsInNumber && numberBefore.test(before));
    const isCutAfter = (endsInWord && joinedAfter.test(after)) || (endsInNumber && numberAfter.test(after));
    if (!isCutBefore && !isCutAfter) return true;
  }
  return false;
}

/** `items[0].qty`, `input.items.0.qty`, `items["a b"]`, `/items/0/qty`; no part of an address. */
const dotted =
  /(?<![\p{L}\p{N}_$./@-])[\p{L}_$][\p{L}\p{N}_$-]{0,80}(?:\.[\p{L}\p{N}_$-]{1,80}|\[(?:\d{1,9}|"[^"\]\n]{1,80}"|'[^'\]\n]{1,80}')\]){1,12}/gu;
const pointer = /(?<![\w/.:<])\/[\p{L}\p{N}_$~-]{1,80}(?:\/[\p{L}\p{N}_$~-]{1,80}){0,11}/gu;

const saysMissing = /\b(?:required|missing|undefined|expected|must)\b/iu;
const fileName = /\.(?:[cm]?[jt]sx?|json|ya?ml|py|txt|csv|html?|xml|log|com|org|net|io|dev)$/iu;

function pathsIn(text: string, ofError: string | undefined): readonly ToldPath[] {
  const told = [...text.matchAll(dotted)].map(({ 0: words, index }) => ({
    segments: segmentsOf(words),
    isMissing: isSaidMissing(text, index) && !fileName.test(words),
  }));
  const pointers = [...text.matchAll(pointer)].map(({ 0: words, index }) => ({
    segments: words
      .slice(1)
      .split('/')
      .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~')),
    isMissing: isSaidMissing(text, index),
  }));
  const known = ofError === undefined || ofError.includes('*') ? [] : [ofError];
  return [
    ...known.map(path => ({ segments: path.split('.'), isMissing: saysMissing.test(text) })),
    ...told,
    ...pointers,
  ];
}

/** Whether the line around a path says that something is missing. */
function isSaidMissing(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  return saysMissing.test(text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end));
}

function segmentsOf(words: string): readonly string[] {
  return [...words.matchAll(/\[["']?(.+?)["']?\]|[^.[\]]+/gu)].map(([whole, item]) => item ?? whole);
}
