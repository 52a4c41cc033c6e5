import { type FailureText, isEmptyMark, isMark, signatureOf, valuesOf } from './failure-text.ts';

type FailureCount = { readonly failure: FailureText; readonly count: number };

const mostNames = 12;
const leastRecurring = 3;
const shareRecurring = 0.8;

/** Further failures of one text change no vote, so stores need not count them. */
export const countsInVote = 50;

/** Stores count signatures with more texts than this at once, and send a part. */
export const textsInVote = 200;

/**
 * The places whose values tell causes of one signature apart: few values, nearly all of which recur, as the
 * name of a table does. Where nearly all differ, as names of files do, they are data. Two marks suffice.
 */
export function namingPlaces(counts: readonly FailureCount[]): readonly number[] {
  const votes = counts.map(({ failure, count }) => ({
    values: valuesOf(failure),
    count: Math.min(count, countsInVote),
  }));
  const places = votes.reduce((most, { values }) => Math.max(most, values.length), 0);
  return Array.from({ length: places }, (_, place) => place).filter(place => isNaming(votes, place));
}

export function createVotes() {
  const bySignature = new Map<string, Map<FailureText, number>>();
  return {
    add(counts: readonly FailureCount[]): void {
      for (const { failure, count } of counts) {
        const signature = signatureOf(failure);
        const votes = bySignature.get(signature) ?? new Map<FailureText, number>();
        bySignature.set(signature, votes.set(failure, (votes.get(failure) ?? 0) + count));
      }
    },
    of(signature: string): readonly FailureCount[] | undefined {
      const votes = bySignature.get(signature);
      return votes && Array.from(votes, ([failure, count]) => ({ failure, count }));
    },
  };
}

/** Finds the places that certainly hold data, whatever other failures of one signature follow. */
export function createPlaceCheck() {
  const seen: Set<string>[] = [];
  return {
    add(failure: FailureText): void {
      for (const [place, value] of valuesOf(failure).entries()) {
        seen[place] ??= new Set();
        if (!isFull(seen[place])) seen[place].add(value);
      }
    },
    /** Whether each place has more values than names have. */
    holdsData: (): readonly boolean[] => seen.map(isFull),
    /** Whether the counts of the texts matter, and not only which texts there are. */
    needsCounts: (): boolean => seen.some(values => !isFull(values) && ![...values].every(isMark)),
  };
}

/** One of the values may be an empty mark. */
function isFull({ size }: ReadonlySet<string>): boolean {
  return size > mostNames + 1;
}

type Vote = { readonly values: readonly string[]; readonly count: number };

function isNaming(votes: readonly Vote[], place: number): boolean {
  const perValue = new Map<string, number>();
  for (const { values, count } of votes) {
    const value = values[place] ?? '';
    perValue.set(value, (perValue.get(value) ?? 0) + count);
  }
  const values = [...perValue.keys()];
  if (values.every(isMark)) return isFew(values.filter(value => !isEmptyMark(value)).length);
  if (!isFew(perValue.size)) return false;
  const counts = [...perValue.values()];
  const recurring = counts.filter(count => count >= leastRecurring);
  return sum(recurring) >= sum(counts) * shareRecurring;
}

function isFew(count: number): boolean {
  return count >= 2 && count <= mostNames;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
