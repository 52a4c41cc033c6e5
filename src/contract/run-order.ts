import { durationMs, type RunSummary } from '../model/run.ts';
import type { Sort } from './run-store.ts';

/** Newest first. */
export function compareNewest(a: RunSummary, b: RunSummary): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

export const topSize = 1_000;

type Value = number | string | undefined;

/** The value that a run is sorted by. */
export function sortValue(run: RunSummary, field: Sort['field'], now: number): Value {
  switch (field) {
    case 'created':
      return run.createdAt;
    case 'started':
      return run.startedAt;
    case 'finished':
      return run.finishedAt;
    case 'duration':
      return durationMs(run, now);
    case 'cost':
      return run.costUsd;
    case 'messages':
      return run.messageCount;
    case 'steps':
      return run.stepCount;
    case 'name':
      return run.name;
  }
}

/** Absent values come last in both directions; equal values come newest first. */
export function compareRuns(
  { field, descending }: Sort,
  now: number,
): (a: RunSummary, b: RunSummary) => number {
  return (a, b) => {
    const [one, other] = [sortValue(a, field, now), sortValue(b, field, now)];
    if (one === undefined || other === undefined) {
      return Number(one === undefined) - Number(other === undefined) || compareNewest(a, b);
    }
    const order = compareValues(one, other);
    return (descending ? -order : order) || compareNewest(a, b);
  };
}

/** Texts by their bytes, as databases compare them. */
function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a === b ? 0 : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
