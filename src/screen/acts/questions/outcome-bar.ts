import { type Outcomes, runsOf } from '../../../model/query/values/count-values.ts';

/** Told apart by their pattern, without colour. */
export const outcomeSigns = { failed: '█', active: '▒', others: '░' } as const;

const outcomes = ['failed', 'active', 'others'] as const;

/** A bar of at most `width` columns for `most` runs; an outcome that a run had has a column. */
export function outcomeBar(row: Outcomes, most: number, width: number): string {
  const length = Math.max(1, Math.round((runsOf(row) / most) * width));
  const parts = outcomes.filter(outcome => row[outcome] > 0);
  const cells = parts.map(outcome => Math.max(1, Math.round((row[outcome] / runsOf(row)) * length)));
  return parts
    .map((outcome, at) => outcomeSigns[outcome].repeat(cells[at] ?? 0))
    .join('')
    .slice(0, Math.max(parts.length, width));
}
