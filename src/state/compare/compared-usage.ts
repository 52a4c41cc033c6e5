import type { Run } from '../../model/run.ts';
import { formatCost, formatCount } from '../../model/text/formats.ts';

/** What the runs used differently; no difference of its own, because it follows from others. */
export type UsageRow = { readonly label: string; readonly was: string; readonly is: string };

/** Models, tokens and cost, where they differ. */
export function comparedUsage(a: Run, b: Run): readonly UsageRow[] {
  const rows: readonly (readonly [label: string, of: (run: Run) => string])[] = [
    ['models', ({ models }) => [...models].sort().join(', ')],
    ['services', ({ services }) => [...services].sort().join(', ')],
    ['tokens in', run => tokens(run, 'inputTokens')],
    ['tokens out', run => tokens(run, 'outputTokens')],
    ['cost', ({ costUsd }) => (costUsd === undefined ? '' : formatCost(costUsd))],
  ];
  return rows.map(([label, of]) => ({ label, was: of(b), is: of(a) })).filter(({ was, is }) => was !== is);
}

function tokens({ usage }: Run, of: 'inputTokens' | 'outputTokens'): string {
  const counts = usage.flatMap(item => item[of] ?? []);
  return counts.length === 0 ? '' : formatCount(counts.reduce((sum, count) => sum + count, 0));
}
