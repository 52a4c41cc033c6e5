import type { FailureText } from '../../../model/failure/failure-text.ts';

/** The first or last run of some. */
export type FailureEnd = { readonly failure: FailureText; readonly name: string; readonly at: number };

/** Of all failures that are of one group however a vote ends: they grow while failures are added. */
export type SharedEnds = { readonly first: FailureEnd; readonly last: FailureEnd };

type Added = {
  readonly failure: FailureText;
  readonly name: string;
  readonly first: number;
  readonly last: number;
};

export function createSharedEnds() {
  const byGroup = new Map<string, { first: FailureEnd; last: FailureEnd }>();
  return {
    add(group: string, { failure, name, first, last }: Added): SharedEnds {
      const known = byGroup.get(group);
      const ends = known ?? { first: { failure, name, at: first }, last: { failure, name, at: last } };
      if (!known) byGroup.set(group, ends);
      if (first < ends.first.at) ends.first = { failure, name, at: first };
      if (last > ends.last.at) ends.last = { failure, name, at: last };
      return ends;
    },
  };
}
