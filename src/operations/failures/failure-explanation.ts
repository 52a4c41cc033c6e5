import { createYielding } from '../../async/yield-to-event-loop.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { partsOfRuns } from '../../contract/reading/compared-parts.ts';
import { explainBySource } from '../../contract/reading/explain-failures.ts';
import type { ExplainOptions, RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';

/** `undefined` where no run has failed. A case file has chosen runs alone, so its times mean nothing. */
export async function explainFailures(
  store: RunStore,
  query: Query,
  options: ExplainOptions,
): Promise<FailureExplanation | undefined> {
  const own = await store.explainFailures?.(query, options);
  const explanation = own ? own.explanation : await explainHere(store, query, options);
  if (store.target.kind !== 'case' || !explanation) return explanation;
  return { ...explanation, since: undefined };
}

function explainHere(store: RunStore, query: Query, options: ExplainOptions) {
  const yielding = createYielding(options.signal);
  const source = {
    listRuns: (matching: Query, page: ListOptions) => store.listRuns(matching, page),
    isRemote: store.target.isRemote,
    readParts: partsOfRuns(store),
    isSampled: true,
  };
  return explainBySource(source, query, { ...options, pause: yielding.pause });
}
