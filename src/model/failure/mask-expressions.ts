import { type MaskPattern, maskPatterns } from './mask-patterns.ts';
import { maskSigns, signsIn } from './signs.ts';

/** One expression of several patterns, each a capture, and the names of these. */
export type MaskExpression = { readonly pattern: RegExp; readonly names: readonly string[] };

/** Captures are unnamed in the expression: V8 takes longer to fill in names than to find a match. */
export function compileMasks(chosen: readonly MaskPattern[]): MaskExpression {
  return { pattern: new RegExp(toSource(chosen), 'giu'), names: chosen.map(({ name }) => name) };
}

/** Finds the same in a text of ASCII, far faster: letters and cases of Unicode cost the most. */
function compileForAscii(chosen: readonly MaskPattern[]): MaskExpression {
  return {
    pattern: new RegExp(sourceForAscii(toSource(chosen)), 'gi'),
    names: chosen.map(({ name }) => name),
  };
}

export function sourceForAscii(source: string): string {
  return source
    .replace(anyScript, '')
    .replace(/\[[^\]]*\]/gu, set => set.replace(anyLetter, 'A-Za-z').replace(anyDigit, String.raw`\d`))
    .replace(anyLetter, '[A-Za-z]');
}

/** The name of the pattern that matched: that of the first capture. */
export function matchedName(names: readonly string[], captures: readonly unknown[], from = 0): string {
  let at = from;
  while (captures[at] === undefined && at < names.length) at += 1;
  return names[at - from] ?? 'text';
}

/** `\p{L}` and `\p{Lu}` alike, because the expressions ignore case. */
const anyLetter = /\\p\{Lu?\}/gu;
const anyScript = /\\p\{sc=\w+\}/gu;
const anyDigit = /\\p\{N\}/gu;

function toSource(chosen: readonly MaskPattern[]): string {
  return chosen.map(({ source }) => `(${source})`).join('|');
}

/** Expressions kept by combination of signs; any further text uses the one for all signs. */
const mostKept = 64;
const everything = Object.values(maskSigns).reduce((all, sign) => all | sign, 0) & ~maskSigns.notAscii;

type PatternUse = 'everywhere' | 'inside quotes';

/** Quotes hold names, of which a single digit is a part, as in `line2`. */
const unused: Readonly<Record<PatternUse, readonly string[]>> = {
  everywhere: ['id'],
  'inside quotes': ['named', 'quoted', 'text', 'token', 'mixed', 'pair', 'file', 'code', 'compound'],
};

const kept: Readonly<Record<PatternUse, Map<number, MaskExpression | undefined>>> = {
  everywhere: new Map(),
  'inside quotes': new Map(),
};

export function fittingPatterns(text: string, use: PatternUse): MaskExpression | undefined {
  const known = kept[use];
  const found = signsIn(text);
  if (known.has(found)) return known.get(found);
  const wanted = known.size < mostKept ? found : everything | (found & maskSigns.notAscii);
  if (!known.has(wanted)) known.set(wanted, compile(wanted, use));
  return known.get(wanted);
}

function compile(found: number, use: PatternUse): MaskExpression | undefined {
  const chosen = maskPatterns.filter(({ name, needs }) => {
    return !unused[use].includes(name) && needs.every(mask => (found & mask) !== 0);
  });
  if (chosen.length === 0) return undefined;
  return found & maskSigns.notAscii ? compileMasks(chosen) : compileForAscii(chosen);
}
