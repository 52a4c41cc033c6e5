import type { LearnedRun } from '../../model/compare/learned-run.ts';
import { isSameRun, type Run } from '../../model/run.ts';
import { formatCost, formatCount } from '../../model/text/formats.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';

/** What the runs used differently; no difference of its own, because it follows from others. */
export type UsageRow = { readonly label: string; readonly was: string; readonly is: string };

type Names = readonly [label: string, of: (run: Run) => readonly string[]];
type Quantity = readonly [
  label: string,
  of: (run: LearnedRun) => number | undefined,
  format: (value: number) => string,
];

const names: readonly Names[] = [
  ['models', ({ models }) => models],
  ['services', ({ services }) => services],
];

const quantities: readonly Quantity[] = [
  ['tokens in', run => tokens(run, 'inputTokens'), formatCount],
  ['tokens out', run => tokens(run, 'outputTokens'), formatCount],
  ['cost', ({ costUsd }) => costUsd, formatCost],
];

/**
 * Models, tokens and cost, where they differ; of quantities that vary, the range of the successes if `b` is
 * one.
 */
export function comparedUsage({ a, b, successes }: ComparedRuns): readonly UsageRow[] {
  const isUsual = successes.some(one => isSameRun(one, b));
  const rows: readonly (UsageRow & { readonly usual?: string })[] = [
    ...names.map(([label, of]) => ({ label, was: listed(of(b)), is: listed(of(a)) })),
    ...quantities.map(([label, of, format]) => {
      const textOf = (value: number | undefined) => (value === undefined ? '' : format(value));
      const usual = isUsual ? rangeText(successes.map(of), format) : undefined;
      return { label, was: textOf(of(b)), is: textOf(of(a)), usual };
    }),
  ];
  return rows
    .filter(({ was, is }) => was !== is)
    .map(({ usual, ...row }) => ({ ...row, was: usual ?? row.was }));
}

function listed(values: readonly string[]): string {
  return [...values].sort().join(', ');
}

/** `undefined` where successes do not differ. */
function rangeText(
  values: readonly (number | undefined)[],
  format: (value: number) => string,
): string | undefined {
  const known = values.filter(value => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)].map(format);
  return known.length < 2 || least === most ? undefined : `${least} to ${most}`;
}

function tokens({ usage }: LearnedRun, of: 'inputTokens' | 'outputTokens'): number | undefined {
  const counts = usage.flatMap(item => item[of] ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
