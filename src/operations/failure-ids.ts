import { readFailures } from '../contract/read-failures.ts';
import type { RunStore } from '../contract/run-store.ts';
import { createFailureGroups } from '../model/failure/failure-groups.ts';
import { bucketLengths } from '../model/failure/failure-tally.ts';
import { signatureOf } from '../model/failure/failure-text.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';

export type FailureIds = (run: RunSummary) => string | undefined;

type Options = { readonly now: number; readonly signal?: AbortSignal };

const bucketMs = bucketLengths.day;

/** The ids of the groups of failed runs. All failures of the store vote which values tell causes apart. */
export async function readFailureIds(
  store: RunStore,
  runs: readonly RunSummary[],
  options: Options,
): Promise<FailureIds> {
  const groups = createFailureGroups();
  const signatures = [...new Set(runs.flatMap(run => failureOf(run) ?? []).map(signatureOf))];
  if (signatures.length > 0)
    for await (const { tallies } of readFailures(store, ofSignatures(signatures), {
      ...options,
      bucketMs,
      isVote: true,
    }))
      groups.add(tallies);
  return run => {
    const failure = failureOf(run);
    return failure === undefined ? undefined : groups.idOf(failure);
  };
}

function failureOf({ status, errorSummary }: RunSummary): string | undefined {
  return status === 'failed' ? errorSummary?.failure : undefined;
}

function ofSignatures(signatures: readonly string[]): Query {
  const values = signatures.map(text => ({ text, isGlob: false }));
  return { clauses: [{ type: 'text', field: 'failure', values, negated: false, start: 0, end: 0 }] };
}
