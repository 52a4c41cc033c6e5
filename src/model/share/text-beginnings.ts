import { redactText } from '../text/redact.ts';
import type { SharedField } from './shared-value.ts';
import type { FieldTexts } from './value-table.ts';

export type Beginning = {
  readonly field: SharedField;
  readonly text: string;
  readonly ids: readonly number[];
};

/** Compared are beginnings of at least this share of the runs, and of so many texts. */
const leastShare = 0.01;
const leastTexts = 3;
const mostLetters = 3;
const mostUnits = 40;
/** `12.5`, `2026-03-01T10:00:00Z`: these are compared as numbers. */
const numberOrDate = /^-?[\d.,]+$|^\d{4}-\d\d-\d\d/;

/**
 * The beginnings that several texts share: up to a punctuation mark, or one to three letters. The first word
 * of a sentence says nothing, unless it is a label such as `Error:`.
 */
export function findBeginnings({ field, ids }: FieldTexts, runs: number): readonly Beginning[] {
  if (ids.size < leastTexts) return [];
  const found = new Map<string, { readonly first: string; readonly ids: number[] }>();
  for (const [text, id] of ids) {
    if (numberOrDate.test(text)) continue;
    for (const beginning of beginningsOf(text)) {
      const known = found.get(beginning);
      if (known) known.ids.push(id);
      else found.set(beginning, { first: text, ids: [id] });
    }
  }
  const least = Math.max(leastTexts, leastShare * Math.min(runs, ids.size));
  const longest = new Map<string, Beginning>();
  for (const [text, { first, ids: having }] of found) {
    if (having.length < least || having.length === ids.size || redactText(first).hidden > 0) continue;
    // The longest beginning of the same texts says most.
    const key = `${having.length} ${first}`;
    const known = longest.get(key);
    if (!known || known.text.length < text.length) longest.set(key, { field, text, ids: having });
  }
  return [...longest.values()];
}

function beginningsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const letters = /\s/u.test(text) ? 0 : Math.min(mostLetters, text.length - 1);
  for (let end = 1; end <= letters; end += 1) found.add(text.slice(0, end));
  for (const { index } of text.slice(0, mostUnits).matchAll(/(?<![\s'’])(?![\s'’])[^\p{L}\p{N}]+/gu)) {
    const end = index + 1;
    if (end < text.length) found.add(text.slice(0, end));
  }
  return found;
}
