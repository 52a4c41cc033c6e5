import { orientRuns } from '../../model/compare/judge/compare-run-pair.ts';
import { isFarFrom, type NumberRange } from '../../model/compare/judge/judge-number.ts';
import type { LearnedRun } from '../../model/compare/run-comparison.ts';
import { countOf, formatCost, formatCount } from '../../model/text/formats.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';

export type Format = (value: number) => string;

/** Usage that differs between the runs: not a difference, because it follows from others. */
export type UsageRow = {
  readonly label: string;
  readonly was: string;
  readonly is: string;
  readonly usual?: {
    readonly range: NumberRange;
    readonly of: number;
    readonly format: Format;
    readonly isOfA: boolean;
    readonly isFar: boolean;
  };
};

type Quantity = readonly [label: string, of: (run: LearnedRun) => number | undefined, format: Format];

const quantities: readonly Quantity[] = [
  ['tokens in', run => tokens(run, 'inputTokens'), formatCount],
  ['tokens out', run => tokens(run, 'outputTokens'), formatCount],
  ['cost', ({ costUsd }) => costUsd, formatCost],
];

export function comparedUsage({ a, b, successes }: ComparedRuns): readonly UsageRow[] {
  const [judged] = orientRuns(a, b);
  const isOfA = judged === b;
  const rows = quantities.map(([label, of, format]) => {
    const textOf = (value: number | undefined) => (value === undefined ? '' : format(value));
    const known = successes.flatMap(success => of(success) ?? []);
    const usual = usualOf(known, of(judged), format);
    return { label, was: textOf(of(b)), is: textOf(of(a)), usual: usual && { ...usual, isOfA } };
  });
  return rows.filter(({ was, is }) => was !== is);
}

/** `tokens out: 512, was 200; 180 to 240 in 5 successes`. */
export function usageText({ label, was, is, usual }: UsageRow): string {
  const change = `${label}: ${is || 'none'}, was ${was || 'none'}`;
  if (!usual) return change;
  const [least, most] = usual.range.map(usual.format);
  const range = least === most ? least : `${least} to ${most}`;
  return `${change}; ${range} in ${countOf(usual.of, 'success')}`;
}

/** Little usage is never far: a run that failed did less. */
function usualOf(
  known: readonly number[],
  judged: number | undefined,
  format: Format,
): Omit<NonNullable<UsageRow['usual']>, 'isOfA'> | undefined {
  if (known.length < 2) return undefined;
  const range = [Math.min(...known), Math.max(...known)] as const;
  const isFar = judged !== undefined && judged > range[1] && isFarFrom(judged, { range, of: known.length });
  return { range, of: known.length, format, isFar };
}

function tokens({ usage }: LearnedRun, of: 'inputTokens' | 'outputTokens'): number | undefined {
  const counts = usage.flatMap(item => item[of] ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
