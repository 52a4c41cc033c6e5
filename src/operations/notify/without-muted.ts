import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { isOfGroup } from '../../model/failure/failure-text.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import { isMuted } from '../../model/failure/memory/failure-states.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { createdBetween } from '../../model/query/compose-query.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { RunSummary } from '../../model/run.ts';
import { type OwnFailures, readFailureMemory } from '../failures/failure-memory.ts';

type Place = {
  readonly store: RunStore;
  readonly own: OwnFailures;
  readonly now: number;
  readonly signal: AbortSignal;
};

const bucketMs = 60_000;

/** All of them while the store does not tell its mutes. */
export async function withoutMuted(
  failed: readonly RunSummary[],
  place: Place,
): Promise<readonly RunSummary[]> {
  if (failed.length === 0) return failed;
  try {
    const { marks } = await readFailureMemory(place);
    const mutes = marks.filter(({ kind }) => kind === 'muted').toSorted((a, b) => b.at - a.at);
    const muteOf = (run: RunSummary) => {
      const failure = knownFailure(run)?.failure;
      return failure === undefined ? undefined : mutes.find(({ failureId }) => isOfGroup(failure, failureId));
    };
    const found = new Map(failed.map(run => [run, muteOf(run)]));
    const holding = new Set<FailureMark>();
    for (const mute of new Set(found.values()))
      if (mute && isMuted(mute, await failuresLeft(mute, place), place.now)) holding.add(mute);
    return failed.filter(run => {
      const mute = found.get(run);
      return !mute || !holding.has(mute);
    });
  } catch (error) {
    if (place.signal.aborted || !(error instanceof InspectorError)) throw error;
    return failed;
  }
}

/** Counts failures of runs created since the mute was made. */
async function failuresLeft(
  { failureId, mutedForCount, shown }: FailureMark,
  { store, now, signal }: Place,
): Promise<number | undefined> {
  if (mutedForCount === undefined) return undefined;
  const since = joinQueries(parseQuery(`failure:${failureId}`), createdBetween(shown.lastAt + 1));
  let left = mutedForCount;
  for await (const { tallies } of readFailures(store, since, { now, bucketMs, signal })) {
    for (const { count } of tallies) left -= count;
    if (left <= 0) break;
  }
  return left;
}
