import { inTime } from '../../async/deadline.ts';
import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups, type FailureGroups } from '../../model/failure/failure-groups.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { type HowUsual, howUsual, midnightOf } from '../../model/report/how-usual.ts';
import type { RunSummary } from '../../model/run.ts';
import type { BoundedReading } from '../read-usual-of-run.ts';
import { readFirstHere } from './first-here.ts';
import { groupQuery } from './group-failures.ts';

export type CountedFailures = {
  readonly at: number;
  readonly groups: FailureGroups;
  readonly part?: HowUsual['part'];
  /** When the first of them was created, if no run here is older. */
  readonly firstHereAt?: number;
  readonly isOfCase?: true;
};

/** `undefined` where the counted failures do not tell. */
export function usualAmong(counted: CountedFailures, run: RunSummary): HowUsual | undefined {
  const { at, groups, part, firstHereAt, isOfCase } = counted;
  const id = groupIdAmong(counted, run);
  const group = groups.groups().find(one => one.id === id);
  if (group) {
    const isFirstHere = group.first.at === firstHereAt;
    return howUsual(group, { at, part, isFirstHere, isOfCase, createdAt: run.createdAt });
  }
  if (part?.read === undefined) return undefined;
  return { at, part, count: 0, today: 0, firstAt: at, lastAt: at, isLast: false };
}

export function groupIdAmong({ groups }: CountedFailures, run: RunSummary): string | undefined {
  const failure = knownFailure(run)?.failure;
  return failure === undefined ? undefined : groups.idOf(failure);
}

export async function countFailures(
  store: RunStore,
  signature: string,
  { now, signal, budgetMs }: BoundedReading,
): Promise<CountedFailures> {
  const endAt = performance.now() + budgetMs;
  const groups = createFailureGroups();
  let read: number | undefined;
  const isWhole = await inTime({ ms: budgetMs, signal }, async soon => {
    const reading = { now, bucketMs: bucketFor(now), signal: soon };
    for await (const { tallies, searched } of readFailures(store, groupQuery(signature), reading)) {
      soon.throwIfAborted();
      groups.add(tallies);
      read = searched?.read;
    }
    return true;
  });
  if (!isWhole) return { at: now, groups, part: { read } };
  const leftMs = Math.max(0, Math.round(endAt - performance.now()));
  const firstHereAt = await readFirstHere(store, groups.groups(), { now, signal, budgetMs: leftMs });
  return { at: now, groups, firstHereAt, ...(store.target.kind === 'case' ? { isOfCase: true } : {}) };
}

/** Hours, except where the day begins within one. */
function bucketFor(now: number): number {
  return midnightOf(now) % bucketLengths.hour === 0 ? bucketLengths.hour : bucketLengths.minute;
}
