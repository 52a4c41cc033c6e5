import { findFlatPairs } from './flat-pairs.ts';
import type { Reading } from './rewrite-text.ts';
import { findAssignments, findFlags } from './secret-assignments.ts';
import { findColumns } from './secret-columns.ts';
import { findNotations } from './secret-notations.ts';
import { findShapes } from './secret-shapes.ts';
import { findInserts } from './sql-inserts.ts';

/** The place of a secret in a text as it was written. */
export type SecretSpan = {
  readonly start: number;
  readonly end: number;
  /** Put around the mask, so that a number becomes a text of JSON. */
  readonly quote: string;
};

/** The secrets of all readings, in order. Where two overlap they are one. */
export function secretSpans(readings: Iterable<Reading>): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { text, toSource } of readings) {
    const report = (from: number, to: number, quote = '') => {
      const [start, end] = toSource(from, to);
      found.push({ start, end, quote });
    };
    findAssignments(text, report);
    findFlags(text, report);
    findNotations(text, report);
    findColumns(text, report);
    findFlatPairs(text, report);
    findInserts(text, report);
    findShapes(text, report);
  }
  return mergeSpans(found);
}

function mergeSpans(found: SecretSpan[]): readonly SecretSpan[] {
  if (found.every(({ start }, index) => start >= (found[index - 1]?.end ?? 0))) return found;
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: SecretSpan[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
  }
  return merged;
}
