import type { StartRequest } from '../../src/contract/starts/start-request.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { offering } from './offering.ts';

export type StartingStore = MemoryStore & {
  /** What it was asked to start. */
  readonly starts: StartRequest[];
};

/** A store whose workflow a program offers. It starts what it is asked for, but never has the new runs. */
export function createStartingStore(runs: readonly RunSummary[]): StartingStore {
  const store = createMemoryStore(runs, { input: { order: 1 } });
  const starts: StartRequest[] = [];
  const startRun: MemoryStore['startRun'] = async request => {
    starts.push(request);
    return { type: 'started', id: request.id ?? '' };
  };
  const can = { ...store.can, start: true };
  return Object.assign(store, { can, workflows: offering('signup-pipeline'), startRun, starts });
}
