import { partitionPoint } from '../partition-point.ts';
import type { SharedField } from './shared-value.ts';

export type Measure = {
  readonly name: string;
  /** Called once for a place; `undefined` if its values are not compared. */
  readonly field: (keys: readonly string[]) => SharedField | undefined;
  readonly format: (value: number) => string;
};

export type NumberColumn = ReturnType<typeof createNumberColumn>;

export function createNumberColumn(field: SharedField, { format }: Measure) {
  const runs: number[] = [];
  const values: number[] = [];
  let isMany = false;
  return {
    field,
    format,
    runs: runs as readonly number[],
    values: values as readonly number[],
    /** Whether some run has several numbers, of which only the largest is known. */
    isMany: () => isMany,
    /** Keeps one number of a run, the largest; runs are added in order. */
    add(run: number, value: number): void {
      const last = runs.length - 1;
      if (runs[last] !== run) {
        runs.push(run);
        values.push(value);
        return;
      }
      isMany = true;
      values[last] = Math.max(values[last] ?? value, value);
    },
  };
}

/** A bucket holds the numbers above its cut, up to the next one. */
export type CutColumn = NumberColumn & {
  readonly cuts: readonly number[];
  readonly buckets: Uint8Array;
};

/** Closer at the ends, where the numbers that make runs fail often are. */
const quantiles = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995];
/** As many values suffice to find the quantiles. */
const mostSorted = 4_096;

/** `undefined` where all numbers are equal. */
export function cutColumn(column: NumberColumn): CutColumn | undefined {
  const { values } = column;
  const every = Math.max(1, Math.ceil(values.length / mostSorted));
  const sorted = Float64Array.from(values.filter((_, at) => at % every === 0)).sort();
  const distinct = new Set(sorted);
  const last = sorted.at(-1);
  const chosen =
    distinct.size <= quantiles.length + 1
      ? [...distinct]
      : [...new Set(quantiles.map(share => sorted[Math.floor(share * sorted.length)] ?? 0))];
  const cuts = chosen.filter(cut => cut !== last);
  if (cuts.length === 0) return undefined;
  const bucketOf = (value: number) => partitionPoint(cuts.length, at => value > (cuts[at] ?? 0));
  return { ...column, cuts, buckets: Uint8Array.from(values, bucketOf) };
}

/** The roundest number that divides the values like a cut. */
export function roundCut(column: NumberColumn, cut: number): number {
  let next = Number.POSITIVE_INFINITY;
  let from = Number.NEGATIVE_INFINITY;
  for (const value of column.values) {
    if (value > cut) next = Math.min(next, value);
    else from = Math.max(from, value);
  }
  if (!Number.isFinite(from) || !Number.isFinite(next)) return cut;
  return roundestBetween(from, next);
}

/** At least `from` and below `to`, with as few digits as possible. */
function roundestBetween(from: number, to: number): number {
  if (from <= 0 && to > 0) return 0;
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(from), Math.abs(to))));
  for (let power = largest; power > largest - 15; power -= 1) {
    const round = Number((Math.ceil(from / 10 ** power) * 10 ** power).toPrecision(15));
    if (round >= from && round < to) return round;
  }
  return from;
}
