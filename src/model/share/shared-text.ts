import { countOf, formatCount, formatDuration, outOf } from '../text/formats.ts';
import { bestCandidate, closestTo, explained, type SharedCause, type SharedFindings } from './find-shared.ts';
import type { Split } from './separation.ts';
import type { SharedValue } from './shared-value.ts';
import type { FailingTime } from './since-when.ts';
import type { ValueSet } from './value-sets.ts';

/** How many runs there are, of which some were compared. */
export type Compared = FailingTime & {
  readonly failed: number;
  readonly others: number;
  /** Whether the store has even more. */
  readonly isMoreFailed: boolean;
  readonly isMoreOthers: boolean;
  /** From the oldest of the others to the last failure; set if the window reaches back to have others. */
  readonly othersSpanMs?: number;
};

const mostEqual = 3;

/** A line for each cause, else how close the best candidate comes. */
export function sharedLines(findings: SharedFindings, there: Compared): readonly string[] {
  const { causes } = findings;
  if (causes.length > 0)
    return causes.map((cause, index) => causeText(cause, { findings, there, isFirst: index === 0 }));
  return [`${noSharedCause} (${comparedText(findings, there)})`, ...closestTexts(findings, there)];
}

/**
 * `15 failed, 980 others up to the last failure, 212 values compared`: later runs are not compared. Others
 * that are older than usual are `100 others in the 3d 04h up to the last failure`.
 */
export function comparedText(
  { failed, others, candidates }: SharedFindings,
  { from, othersSpanMs }: Pick<Compared, 'from' | 'othersSpanMs'>,
): string {
  const span = othersSpanMs === undefined ? '' : `in the ${formatDuration(othersSpanMs)} `;
  const time = from === undefined ? `${span}up to the last failure` : 'from first to last bad run';
  const values = others === 0 ? 'so nothing' : countOf(candidates, 'value');
  return `${formatCount(failed)} failed, ${countOf(others, 'other')} ${time}, ${values} compared`;
}

export const noSharedCause = 'no shared cause';

/** `best candidate, may be chance: 3 of 15 failed have input.plan=scale, 100 of 980 others`. */
function closestTexts(findings: SharedFindings, there: Compared): readonly string[] {
  const closest = closestTo(findings);
  const best = bestCandidate(findings);
  if (closest) {
    const chance = findings.tendency
      ? 'no cause by itself, runs fail more and more beyond it'
      : 'best candidate, may be chance';
    const cause = { sets: [closest], split: closest.split };
    return [`${chance}: ${causeText(cause, { findings, there, isFirst: true })}`];
  }
  return best
    ? [`no value explains more than ${outOf(explained(best.split), findings.failed)} failed runs`]
    : [];
}

type Place = { readonly findings: SharedFindings; readonly there: Compared; readonly isFirst: boolean };

/** `14 of 15 failed have input.plan=scale, 3 of 980 others`. */
function causeText({ sets, split }: SharedCause, { findings, there, isFirst }: Place): string {
  const failures = isFirst
    ? `${outOf(split.failed, split.failedTotal)} failed${sampleText(findings.failed, there.failed, there.isMoreFailed)} have`
    : `of the other ${formatCount(split.failedTotal)} failed, ${formatCount(split.failed)} have`;
  const sample = isFirst ? sampleText(findings.others, there.others, there.isMoreOthers) : '';
  return `${failures} ${sets.map(setText).join(' together with ')}, ${outOf(split.others, split.othersTotal)} others${sample}${explainsText(split)}`;
}

/** `; explains 4 of 30`, if that is less than half. */
function explainsText(split: Split): string {
  const count = explained(split);
  return count * 2 < split.failedTotal ? `; explains ${outOf(count, split.failedTotal)}` : '';
}

/** `input.plan=scale together with input.country=IS`, without other values of the same runs. */
export function causeName({ sets }: SharedCause): string {
  return sets
    .flatMap(({ values, isAbsent }) =>
      specificValues(values)
        .slice(0, 1)
        .map(value => fieldValueText(value, isAbsent)),
    )
    .join(' together with ');
}

function sampleText(compared: number, all: number, isMore: boolean): string {
  if (compared < all) return ` (a sample of ${isMore ? 'the newest ' : ''}${formatCount(all)})`;
  return isMore ? ' (the newest ones)' : '';
}

/** `input.plan=scale (the same runs: input.sku=A-1)`. */
function setText({ values, isAbsent }: ValueSet): string {
  const [first, ...others] = specificValues(values).map(value => fieldValueText(value, isAbsent));
  const equal = others.slice(0, mostEqual).join(', ');
  const more = others.length > mostEqual ? ` and ${formatCount(others.length - mostEqual)} more` : '';
  return `${first ?? ''}${equal === '' ? '' : ` (the same runs: ${equal}${more})`}`;
}

/** Drops values that only say that a field exists, where another gives its value. */
export function specificValues(values: readonly SharedValue[]): readonly SharedValue[] {
  return values.filter(
    ({ field, text }) =>
      text !== undefined || !values.some(one => one.field === field && one.text !== undefined),
  );
}

/** `input.plan=scale`, `no input.email`, `input.amount > 480`, `input.sku=EU-*`. */
export function fieldValueText({ field: { name }, text, is }: SharedValue, isAbsent: boolean): string {
  if (text === undefined) return isAbsent ? `no ${name}` : `any ${name}`;
  switch (is) {
    case undefined:
      return `${name}=${text}`;
    case '*':
      return `${name}=${text}*`;
    case 'not':
      return `${name} is not ${text}`;
    default:
      return `${name} ${is} ${text}`;
  }
}
