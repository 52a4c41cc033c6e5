import type { Run } from '../../src/model/run.ts';
import { type RunStore } from '../../src/stores/store.ts';
export type FakeStore = RunStore & {
  readonly isClosed: () => boolean;
  /** Changes a run and tells those who listen. */
  readonly change: (id: string, fields: Partial<Run>) => void;
};
type FakeOptions = {
  /** Rows read for one page, as a store that has to scan. */
  readonly scanRows?: number;
  readonly overrides?: Partial<RunStore>;
};
/** A store in memory with the meaning of the real ones, newest first only. */
export declare function createFakeStore(runs: readonly Run[], options?: FakeOptions): FakeStore;
