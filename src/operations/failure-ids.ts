import { readFailures } from '../contract/read-failures.ts';
import type { RunStore } from '../contract/run-store.ts';
import { createFailureGroups } from '../model/failure/failure-groups.ts';
import { bucketLengths } from '../model/failure/failure-tally.ts';
import { signatureOf } from '../model/failure/failure-text.ts';
import { knownFailure } from '../model/failure/known-failure.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';

export type FailureIds = (run: RunSummary) => string | undefined;

export type FailureIdReader = {
  /** The ids of the groups of failed runs. All failures of the store vote which values tell causes apart. */
  readonly read: (runs: readonly RunSummary[]) => Promise<FailureIds>;
};

type Options = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** How long all readings together may take, in ms. When it is over, what has voted by then decides. */
  readonly budgetMs?: number;
};

const bucketMs = bucketLengths.day;
/** Where runs are read one by one, the newest vote: as many as this leaves time for. */
const defaultBudgetMs = 2_000;
/** A filter with more of them would be too long for a server. */
const mostSignatures = 200;

export function createFailureIdReader(
  store: RunStore,
  { budgetMs = defaultBudgetMs, ...options }: Options,
): FailureIdReader {
  const groups = createFailureGroups();
  const known = new Set<string>();
  let leftMs = budgetMs;

  async function vote(signatures: readonly string[]): Promise<void> {
    const startAt = performance.now();
    const voting = { ...options, bucketMs, isVote: true };
    for await (const { tallies } of readFailures(store, ofSignatures(signatures), voting)) {
      groups.add(tallies);
      if (performance.now() - startAt >= leftMs) break;
    }
    leftMs -= performance.now() - startAt;
  }

  return {
    read: async runs => {
      const signatures = new Set(runs.flatMap(run => failureOf(run) ?? []).map(signatureOf));
      const open = [...signatures].filter(signature => !known.has(signature));
      for (const signature of open) known.add(signature);
      for (let at = 0; at < open.length && leftMs > 0; at += mostSignatures)
        await vote(open.slice(at, at + mostSignatures));
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

function ofSignatures(signatures: readonly string[]): Query {
  const values = signatures.map(text => ({ text, isGlob: false }));
  return { clauses: [{ type: 'text', field: 'failure', values, negated: false, start: 0, end: 0 }] };
}
