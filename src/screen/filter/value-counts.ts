import { followPages } from '../../contract/lists/pages.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import { bucketLengths, type FailureTally } from '../../model/failure/failure-tally.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import type { Candidate } from '../../model/query/complete.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { activeCount, shownCounts } from '../table/views.ts';
import type { CountedField, FilterBar } from './filter-bar.ts';

type Counts = ReadonlyMap<string, number>;

/** Reads once how many runs of the store have each value of a field, where the store has counted them. */
export function loadValueCounts(
  context: SessionContext,
  bar: FilterBar,
  field: string,
  onCounts: (field: CountedField, counts: Counts) => void,
): void {
  if (!isCounted(field) || bar.counts[field] || !hasCounters(context.getState().store.target)) return;
  const show = (counts: Counts): void => onCounts(field, counts);
  // The keys that follow do not ask again.
  show(new Map());
  context.run(async () => {
    const counts = await unlessAway(() => readers[field](context.store(), context.now()));
    // Else values are offered without their counts.
    if (counts) show(counts);
  });
}

function isCounted(field: string): field is CountedField {
  return Object.hasOwn(readers, field);
}

const readers: Readonly<Record<CountedField, (store: RunStore, now: number) => Promise<Counts>>> = {
  workflow: async store => sum((await store.workflows()).map(({ name, total }) => [name, total])),
  error: async (store, now) => {
    const tallies = await countedFailures(store, now);
    return sum(tallies.map(({ example, count }) => [example.name ?? '', count]));
  },
  failure: async (store, now) => {
    const tallies = await countedFailures(store, now);
    return sum(tallies.map(({ failure, count }) => [signatureOf(failure), count]));
  },
};

/** All of them; none where the store would have to go from run to run. */
async function countedFailures(store: RunStore, now: number): Promise<readonly FailureTally[]> {
  const tallies: FailureTally[] = [];
  const read = async (cursor: string | undefined) =>
    store.failures?.(emptyQuery, { now, bucketMs: bucketLengths.day, cursor });
  for await (const chunk of followPages(read)) {
    if (chunk.searched) return [];
    tallies.push(...chunk.tallies);
  }
  return tallies;
}

function sum(counts: readonly (readonly [name: string, count: number])[]): Counts {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

/** How many runs have a value that completion offers, where that is known. */
export function countOf(candidate: Candidate, field: string | undefined, state: State): number | undefined {
  const { overlay } = state;
  if (candidate.type !== 'value' || overlay.type !== 'filter') return undefined;
  if (field === undefined) return statusCount(candidate.text, state);
  return isCounted(field) ? overlay.counts[field]?.get(candidate.text) : undefined;
}

function statusCount(word: string, state: State): number | undefined {
  const counts = shownCounts(state);
  if (!counts || counts.isPartial) return undefined;
  if (word === 'active') {
    const { runs, isAtLeast } = activeCount(counts);
    return isAtLeast ? undefined : runs;
  }
  const count = new Map(Object.entries(counts)).get(word);
  return typeof count === 'number' ? count : undefined;
}
