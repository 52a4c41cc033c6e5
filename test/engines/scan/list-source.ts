import { compareNewest } from '../../../src/contract/run-order.ts';
import { isAfter } from '../../../src/engines/scan/read-page.ts';
import type { RunSource } from '../../../src/engines/scan/run-source.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';

export type ListSource = RunSource & { readonly loads: () => number };

/** Runs at hand, in batches of so many. */
export function createListSource(runs: readonly TestRun[], batchSize: number): ListSource {
  let loads = 0;
  const sorted = () => [...runs].sort((a, b) => compareNewest(a.summary, b.summary));
  return {
    loads: () => loads,
    total: async () => runs.length,
    async *read({ after }) {
      const left = sorted().filter(({ summary }) => isAfter(summary, after));
      for (let at = 0; at < left.length; at += batchSize) {
        yield left.slice(at, at + batchSize).map(({ summary, payloads }) => ({
          summary,
          loadPayloads: async () => {
            loads += 1;
            return payloads;
          },
        }));
      }
    },
  };
}

export function manyRuns(count: number, of: (at: number) => Partial<RunSummary> = () => ({})): TestRun[] {
  return Array.from({ length: count }, (_, at) => ({
    summary: {
      id: `run_${String(at).padStart(6, '0')}`,
      kind: 'workflow',
      name: `flow-${at % 7}`,
      status: 'success',
      trigger: { type: 'api', label: 'API', raw: 'api' },
      createdAt: 1_000_000 - at,
      models: [],
      services: [],
      ...of(at),
    },
    payloads: { input: { at } },
  }));
}
