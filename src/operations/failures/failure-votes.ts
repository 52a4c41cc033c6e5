import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups, type FailureGroups } from '../../model/failure/failure-groups.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

type VoteOptions = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** For all readings together, in ms; when it is over, the votes read so far decide. */
  readonly budgetMs?: number;
};

const bucketMs = bucketLengths.day;
const defaultBudgetMs = 2_000;
/** A filter with more of them would be too long for a server. */
const mostSignatures = 200;

/** Reads the votes of a store, those of failures that no query asked for too. */
export function createFailureVotes(
  store: RunStore,
  groups: Pick<FailureGroups, 'addVotes'>,
  { budgetMs = defaultBudgetMs, ...options }: VoteOptions,
) {
  const known = new Set<string>();
  let leftMs = budgetMs;

  async function vote(signatures: readonly string[]): Promise<void> {
    const startAt = performance.now();
    const voting = { ...options, bucketMs, isVote: true };
    const query = composeQuery(oneOfTexts('failure', ...signatures));
    for await (const { tallies } of readFailures(store, query, voting)) {
      groups.addVotes(tallies);
      if (performance.now() - startAt >= leftMs) break;
    }
    leftMs -= performance.now() - startAt;
  }

  return {
    read: async (signatures: Iterable<string>): Promise<void> => {
      const open = [...new Set(signatures)].filter(signature => !known.has(signature));
      for (const signature of open) known.add(signature);
      for (let at = 0; at < open.length && leftMs > 0; at += mostSignatures)
        await vote(open.slice(at, at + mostSignatures));
    },
  };
}

/** Whether a query leaves out failed runs, which have a vote all the same. */
export function leavesOutFailures({ clauses }: Query): boolean {
  return !clauses.every(
    clause =>
      clause.type === 'status' && !clause.negated && clause.values.some(({ status }) => status === 'failed'),
  );
}

export function createFailureIdReader(store: RunStore, options: VoteOptions) {
  const groups = createFailureGroups();
  const votes = createFailureVotes(store, groups, options);
  return {
    /** All failures of the store vote on which values tell causes apart. */
    read: async (runs: readonly RunSummary[]) => {
      const failureOf = (run: RunSummary) => knownFailure(run)?.failure;
      await votes.read(runs.flatMap(run => failureOf(run) ?? []).map(signatureOf));
      return (run: RunSummary) => {
        const failure = failureOf(run);
        return failure === undefined ? undefined : groups.idOf(failure);
      };
    },
  };
}
