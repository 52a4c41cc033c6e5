import type { ChildProcess } from 'node:child_process';
import type { RunStore } from '../../src/stores/store.ts';
import { createPlace } from '../stores/targets/place.ts';

type Options = {
  /** Default: a store in memory with the sample runs; `real` opens what the target names. */
  readonly store?: RunStore | 'real';
  readonly files?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether stdout is a terminal, and how wide. */
  readonly columns?: number;
  /** Whether stderr is a terminal. */
  readonly isTalking?: boolean;
  /** What is typed; makes stdin a terminal. */
  readonly typed?: string;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly forkSelf?: (args: readonly string[]) => ChildProcess;
  readonly place?: ReturnType<typeof createPlace>;
};
export type CliResult = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
};
/** Runs a command line in this process on a temporary home whose project has a store. */
export declare function runCli(argv: readonly string[], options?: Options): Promise<CliResult>;
