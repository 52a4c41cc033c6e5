import type { Run, Trace } from '../../src/model/run.ts';
import { type Recorder, type RecorderOptions } from '../../src/recorder/recorder.ts';
import { type RunStore } from '../../src/stores/store.ts';
export declare function makeFolder(): string;
export type Recorded = {
  readonly recorder: Recorder;
  /** What the inspector would see, once all that was recorded is on disk. */
  readonly store: () => Promise<RunStore>;
  readonly runs: () => Promise<readonly Run[]>;
  readonly only: () => Promise<
    Run & {
      readonly trace: Trace;
    }
  >;
};
/** A recorder on a store of its own, and what was recorded with it. */
export declare function openRecorded(options?: Omit<RecorderOptions, 'location'>): Promise<Recorded>;
export declare function openStoreAt(path: string): Promise<RunStore>;
/** Every run, the newest first, with steps and messages. */
export declare function readRuns(store: RunStore): Promise<readonly Run[]>;
export declare function readTrace(store: RunStore, id: string): Promise<Trace>;
/** Resolves once `check` gives something; looks every few milliseconds. */
export declare function until<T>(
  check: () => T | undefined | Promise<T | undefined>,
  withinMs?: number,
): Promise<T>;
