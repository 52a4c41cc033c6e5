import type { RunStore } from '../../../contract/run-store.ts';
import type { StoredReads } from '../../../contract/served-store.ts';
import { type StoredRun, toRun } from './stored-run.ts';
import { type StoredSteps, toStepPage } from './stored-steps.ts';
import { type StoredTrace, toTracePage } from './stored-trace.ts';

type ReadOptions<Name extends keyof StoredReads> = Parameters<StoredReads[Name]>[1];

/** `StoredReads` with the types of the rows. */
export type RowReads = {
  readonly run: (id: string, options: ReadOptions<'run'>) => Promise<StoredRun | undefined>;
  readonly steps: (id: string, options: ReadOptions<'steps'>) => Promise<StoredSteps | undefined>;
  readonly trace: (id: string, options: ReadOptions<'trace'>) => Promise<StoredTrace | undefined>;
};

/** The reads of a store, which parse the stored rows. */
export function parsedReads({
  run,
  steps,
  trace,
}: RowReads): Pick<RunStore, 'getRun' | 'getTrace'> & Required<Pick<RunStore, 'getSteps'>> {
  return {
    async getRun(id, options = {}) {
      const stored = await run(id, options);
      return stored && toRun(stored);
    },
    async getSteps(id, options = {}) {
      const stored = await steps(id, options);
      return stored && toStepPage(stored);
    },
    async getTrace(id, options = {}) {
      const stored = await trace(id, options);
      return stored && toTracePage(stored);
    },
  };
}
