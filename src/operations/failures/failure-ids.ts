import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups } from '../../model/failure/failure-groups.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../model/run.ts';
import { createFailureVotes, type VoteOptions } from './failure-votes.ts';

export type FailureIds = (run: RunSummary) => string | undefined;

export type FailureIdReader = {
  /** The ids of the groups of failed runs. All failures of the store vote which values tell causes apart. */
  readonly read: (runs: readonly RunSummary[]) => Promise<FailureIds>;
};

export function createFailureIdReader(store: RunStore, options: VoteOptions): FailureIdReader {
  const groups = createFailureGroups();
  const votes = createFailureVotes(store, groups, options);
  return {
    read: async runs => {
      await votes.read(runs.flatMap(run => failureOf(run) ?? []).map(signatureOf));
      return run => {
        const failure = failureOf(run);
        return failure === undefined ? undefined : groups.idOf(failure);
      };
    },
  };
}

function failureOf(run: RunSummary): string | undefined {
  return knownFailure(run)?.failure;
}
