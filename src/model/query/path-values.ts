import { redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import { findRoot } from './fields.ts';
import { cutAt, isQuoted, isUnquotedChar, type Part, partText, scanTerms, splitAt } from './filter-terms.ts';
import { formatPath } from './format.ts';
import { leafText, leavesAt } from './payload-leaves.ts';
import type { PathName, PayloadRoot } from './query.ts';
import { foldCase } from './search-words.ts';

/** A path into a payload, such as `input.items.0.sku`. */
type PayloadPath = { readonly root: PayloadRoot; readonly path: readonly string[] };

/** `input."a.b".sku`, as the filter language writes it. */
export function pathName({ root, path }: PayloadPath): PathName {
  return `${root}.${formatPath(path)}`;
}

/** The inverse of `pathName`; `undefined` for any other text. */
export function parsePathName(text: string): PayloadPath | undefined {
  const [term, ...others] = scanTerms(text);
  const cut = term && others.length === 0 && !term.isNegated ? cutAt(term.body, '.') : undefined;
  if (!cut || isQuoted(cut[0])) return undefined;
  const root = findRoot(partText(cut[0]));
  const parts = splitAt(cut[1], '.');
  if (root === undefined || !parts.every(isKey)) return undefined;
  return { root, path: parts.map(partText) };
}

function isKey({ marks }: Part): boolean {
  return marks.length > 0 && !marks.some(mark => isUnquotedChar(mark, '*'));
}

const mostValues = 50;
/** Longer texts are nothing to complete, in UTF-16 units. */
const longestValue = 200;

type Found = { count: number; readonly payload: unknown };

/** Collects the texts and numbers at a path of payloads that start with a prefix. */
export function createPathValues(path: readonly string[], prefix: string) {
  const wanted = foldCase(prefix);
  const found = new Map<string, Found>();

  /** What is masked in the payload, by its text or by the names around it, is never offered. */
  const isShown = (text: string, payload: unknown): boolean =>
    redactText(text).hidden === 0 &&
    leavesAt(redactValue(payload).value, path).some(leaf => leafText(leaf) === text);

  return {
    add(payload: unknown): void {
      for (const text of new Set(leavesAt(payload, path).map(leafText))) {
        if (text === undefined || text === '' || text.length > longestValue) continue;
        const known = found.get(text);
        if (known) known.count += 1;
        else if (foldCase(text).startsWith(wanted)) found.set(text, { count: 1, payload });
      }
    },
    /** The most frequent first, at most 50. */
    values(): readonly string[] {
      const frequent = [...found].sort(([, a], [, b]) => b.count - a.count).slice(0, 2 * mostValues);
      const shown = frequent.filter(([text, { payload }]) => isShown(text, payload));
      return shown.slice(0, mostValues).map(([text]) => text);
    },
  };
}
