import type { Run } from '../../../src/model/run.ts';
import type { ComparedRuns } from '../../../src/operations/compare-runs.ts';
import { compare, spanOf } from '../../model/compare/compared-runs.ts';
import { sampleRun } from '../memory-store.ts';

/**
 * Invented: a run and three successes that differ from it in every row of the input and in every call, 1,150
 * times.
 */
export function veryManyDifferences(): ComparedRuns {
  const a = batchRun(65, 'us-east-1');
  const b = batchRun(64, 'eu-west-1');
  const successes = [63, 62].map(at => batchRun(at, 'eu-west-1'));
  return {
    ...compare(a, b, successes, Date.UTC(2026, 10, 24, 13, 0, 0)),
    spansLeftOut: 0,
  };
}

/** Batches of 150, 300 and 450 calls to a region. */
function batchRun(at: number, region: string): Run {
  const run = sampleRun(at, { name: 'sync-accounts' });
  const spans = [150, 300, 450].flatMap((calls, batch) => {
    const [id, start] = [`batch-${batch}`, run.createdAt + batch * 10_000];
    const below = Array.from({ length: calls }, (_, index) =>
      spanOf('POST /accounts', start + index * 20, {
        ...{ id: `${id}-${index}`, parentId: id },
        attributes: { 'account.id': index, 'cloud.region': region },
      }),
    );
    return [spanOf('batch', start, { id, endAt: start + 9_000 }), ...below];
  });
  const rows = Array.from({ length: 250 }, (_, id) => ({ id, region }));
  return { ...run, usage: [], steps: [], input: { rows }, trace: { spans, logs: [] } };
}
