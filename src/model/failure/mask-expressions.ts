import { type MaskPattern, maskPatterns } from './mask-patterns.ts';
import { signs, signsIn } from './mask-signs.ts';

/** One expression of several patterns, and the names of its captures, of which one fits. */
export type MaskExpression = { readonly pattern: RegExp; readonly names: readonly string[] };

/**
 * Captures have no names in the expression, because V8 takes longer to fill in names than to find a match.
 */
export function compileMasks(chosen: readonly MaskPattern[]): MaskExpression {
  return { pattern: new RegExp(toSource(chosen), 'giu'), names: chosen.map(({ name }) => name) };
}

/** Finds the same in a text of ASCII, in far less time: Unicode's cases and letters cost the most. */
function compileForAscii(chosen: readonly MaskPattern[]): MaskExpression {
  return {
    pattern: new RegExp(sourceForAscii(toSource(chosen)), 'gi'),
    names: chosen.map(({ name }) => name),
  };
}

/** An expression that finds the same in a text of ASCII, without the flag `u`. */
export function sourceForAscii(source: string): string {
  return source
    .replace(anyScript, '')
    .replace(/\[[^\]]*\]/gu, set => set.replace(anyLetter, 'A-Za-z').replace(anyDigit, String.raw`\d`))
    .replace(anyLetter, '[A-Za-z]');
}

/** The name of the pattern that fits: that of the first capture from an index on. */
export function matchedName(names: readonly string[], captures: readonly unknown[], from = 0): string {
  let at = from;
  while (captures[at] === undefined && at < names.length) at += 1;
  return names[at - from] ?? 'text';
}

/** Letters of any case, because the expressions ignore case: `\p{L}`, `\p{Lu}`. */
const anyLetter = /\\p\{Lu?\}/gu;
const anyScript = /\\p\{sc=\w+\}/gu;
const anyDigit = /\\p\{N\}/gu;

function toSource(chosen: readonly MaskPattern[]): string {
  return chosen.map(({ source }) => `(${source})`).join('|');
}

/** A text may be anything, so that it is not kept in mind for every combination of signs. */
const mostKept = 64;
const everything = Object.values(signs).reduce((all, sign) => all | sign, 0) & ~signs.notAscii;

type PatternUse = 'everywhere' | 'inside quotes';

/** Inside quotes are names, of which a single digit is a part, as in `line2`. */
const unused: Readonly<Record<PatternUse, readonly string[]>> = {
  everywhere: ['id'],
  'inside quotes': ['named', 'quoted', 'text', 'token', 'mixed', 'pair', 'file', 'code', 'compound'],
};

const kept = { everywhere: createKept(), 'inside quotes': createKept() };

function createKept() {
  return new Map<number, MaskExpression | undefined>();
}

/** One expression of the patterns that may fit a text; `undefined` where none does. */
export function fittingPatterns(text: string, use: PatternUse): MaskExpression | undefined {
  const known = kept[use];
  const found = signsIn(text);
  if (known.has(found)) return known.get(found);
  const wanted = known.size < mostKept ? found : everything | (found & signs.notAscii);
  if (!known.has(wanted)) known.set(wanted, compile(wanted, use));
  return known.get(wanted);
}

function compile(found: number, use: PatternUse): MaskExpression | undefined {
  const chosen = maskPatterns.filter(({ name, needs }) => {
    return !unused[use].includes(name) && needs.every(mask => (found & mask) !== 0);
  });
  if (chosen.length === 0) return undefined;
  return found & signs.notAscii ? compileMasks(chosen) : compileForAscii(chosen);
}
