import type { Leaf } from './input-leaves.ts';

/** What a message says, looked up by word. */
export type MessageWords = {
  readonly text: string;
  /** Where in the data the error is, as its payload says. */
  readonly path?: string;
  /** How certainly the message names a value, from 0 to 99: by its text, its key, or both. */
  readonly score: (leaf: Leaf) => number;
  /** Whether the message has the text of a value, not only its key. */
  readonly hasValue: (leaf: Leaf) => boolean;
};

const quotedParts = /"([^"\n]{1,120})"|'([^'\n]{1,120})'|`([^`\n]{1,120})`|“([^”\n]{1,120})”/gu;
const longestValue = 200;
const shortestKey = 3;
const leastNumber = 100;
const certain = 80;
const likely = 60;
const byKey = 40;

/** Keys that messages use as ordinary words. */
const ordinary: ReadonlySet<string> = new Set(
  'code data error errors for from has input items item key list message name not null option path request response result state status text time timeout type url user value values with'.split(
    ' ',
  ),
);

export function createMessageWords(text: string, path?: string): MessageWords {
  const quoted = new Set([...text.matchAll(quotedParts)].flatMap(parts => parts.slice(1).filter(Boolean)));
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu) ?? []);

  function scoreOfKey(key: string): number {
    if (/^\d+$/u.test(key)) return 0;
    if (quoted.has(key)) return likely;
    if (!words.has(key) || key.length < shortestKey) return 0;
    const isName = /[\p{Ll}\d]\p{Lu}|_/u.test(key);
    return isName ? likely : ordinary.has(key.toLowerCase()) ? 0 : byKey;
  }

  function scoreOfValue(value: unknown): number {
    if (typeof value === 'number' || typeof value === 'bigint') {
      return Math.abs(Number(value)) >= leastNumber && words.has(String(value)) ? likely : 0;
    }
    if (typeof value !== 'string' || value.length < 2 || value.length > longestValue) return 0;
    if (quoted.has(value)) return certain;
    const isTelling = value.length >= 6 || /\d/u.test(value) || /^\p{Lu}{3,}$/u.test(value);
    return value.length >= 3 && isTelling && hasWhole(text, value) ? likely : 0;
  }

  return {
    text,
    path,
    hasValue: ({ value }) => scoreOfValue(value) > 0,
    score: ({ path: keys, value }) => {
      const [ofKey, ofValue] = [scoreOfKey(keys.at(-1) ?? ''), scoreOfValue(value)];
      return Math.max(ofKey, ofValue) + (ofKey > 0 && ofValue > 0 ? byKey / 4 : 0);
    },
  };
}

/** Whether a text stands in another, not as a part of a longer word. */
function hasWhole(text: string, part: string): boolean {
  const isWordAt = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const isCutBefore = isWordAt(at) && isWordAt(at - 1);
    const end = at + part.length;
    if (!isCutBefore && !(isWordAt(end - 1) && isWordAt(end))) return true;
  }
  return false;
}
