import { canonicalJson } from '../../src/model/payload/json-text.ts';
import type { Payloads } from '../../src/model/query/match/subject.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { createSettler, type Work } from '../../src/model/settled-work.ts';

/** All runs of one target, each failed one with what settled it; `payloads` are theirs, in the same order. */
export function withSettled<Summary extends RunSummary>(
  runs: readonly Summary[],
  parts: readonly { readonly payloads: Payloads }[],
): readonly Summary[] {
  const works = runs.map((run, at): Work => {
    const { input } = parts[at]?.payloads ?? {};
    return input === undefined ? run : { ...run, input: canonicalJson(input) };
  });
  const settledBy = createSettler(works);
  return runs.map((run, at) => ({ ...run, settled: settledBy(works[at] ?? run) }));
}
