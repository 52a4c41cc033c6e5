import { runAddress } from '../../model/run.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { type CompareState, createCompare } from './compare-state.ts';

/** The other run first. Nothing is read again: what is not known yet is the known comparison, mirrored. */
export function swapSides(compare: CompareState, request: object): CompareState {
  const { a, b, isOfMarked, comparison, swapped, openedFrom, reveal, showsNoise } = compare;
  if (!b) return compare;
  const against = { address: runAddress(a) };
  const other = createCompare({ a: b, b: a, against, isOfMarked, request, openedFrom });
  return { ...other, reveal, showsNoise, comparison: swapped, swapped: comparison };
}

/** The runs as they were read replace what was known of them. */
export function withComparison(compare: CompareState, comparison: ComparedRuns): CompareState {
  const { a, b } = comparison;
  return { ...compare, a, b, comparison, progress: undefined, error: undefined };
}
