import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { createRowLists, type RowLists } from '../../../src/engines/kit/row-lists.ts';
import type { RunSource } from '../../../src/engines/kit/run-search.ts';
import { firstAfter, type ScanBudget, type ScannedRun } from '../../../src/engines/kit/run-source.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';

export type CountedSource = RunSource & { readonly loads: () => number };

/** Runs at hand, in batches of so many; `loads` counts how often payloads were loaded. */
export function createCountedSource(runs: readonly TestRun[], batchSize: number): CountedSource {
  let loads = 0;
  const payloads = new Map(runs.map(run => [run.summary.id, run.payloads]));
  const sorted = runs.map(({ summary }) => summary).sort(compareNewest);
  const source: RunSource = {
    async *read({ after }) {
      for (let from = firstAfter(sorted, after, run => run); from < sorted.length; from += batchSize) {
        yield sorted.slice(from, from + batchSize).map(summary => ({
          summary,
          async loadPayloads() {
            loads += 1;
            return payloads.get(summary.id) ?? {};
          },
        }));
      }
    },
    total: async () => sorted.length,
  };
  return { ...source, loads: () => loads };
}

/** Lists of runs that the matcher alone finds; `atOnce` says of how many payloads are loaded together. */
export function listsOver({ read, total }: RunSource, budget?: ScanBudget, atOnce = 1): RowLists {
  const load = async ({ loadPayloads }: ScannedRun) => (await loadPayloads?.()) ?? {};
  return createRowLists<ScannedRun>(
    {
      runs: { search: rest => ({ rest, read, total }) },
      summary: ({ summary }) => summary,
      payloads: runs => Promise.all(runs.slice(0, atOnce).map(load)),
    },
    budget,
  );
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
