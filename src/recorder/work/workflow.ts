import type { CommonOptions } from '../run/run-options.ts';
import type { RunScope } from '../run/run-scope.ts';

export type WorkflowOptions = {
  /** How many runs that were started from outside may run at once in this program; 10 by default. */
  readonly concurrency?: number;
  /** Cancels the runs that were started from outside when it aborts; no more can be started then. */
  readonly signal?: AbortSignal;
};

/** What a call records of its run besides the input. */
export type CallOptions = Omit<CommonOptions, 'input'>;

/** The work of a workflow. A start from outside gives it any JSON value, or `undefined`: check it. */
export type WorkflowWork<Input, Output> = (input: Input, run: RunScope) => Output | PromiseLike<Output>;

/** Calls its work as a recorded run; resolves and rejects as the work does. */
export type Workflow<Input, Output> = undefined extends Input
  ? (input?: Input, about?: CallOptions) => Promise<Output>
  : (input: Input, about?: CallOptions) => Promise<Output>;

/** A workflow as starts from outside find it. */
export type OfferedWorkflow = {
  readonly work: WorkflowWork<unknown, unknown>;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
};

const usualConcurrency = 10;

export function toOffered<Input, Output>(
  work: WorkflowWork<Input, Output>,
  { concurrency = usualConcurrency, signal }: WorkflowOptions = {},
): OfferedWorkflow {
  return {
    // Whoever starts it decides what it gets.
    work: work as WorkflowWork<unknown, Output>,
    concurrency: Math.max(1, Math.floor(concurrency) || usualConcurrency),
    signal,
  };
}

/** `record` runs what it is given as a run. */
export function toWorkflow<Input, Output>(
  work: WorkflowWork<Input, Output>,
  record: (about: CommonOptions, run: (scope: RunScope) => Output | PromiseLike<Output>) => Promise<Output>,
): Workflow<Input, Output> {
  const call = (input: Input, about?: CallOptions) => record({ ...about, input }, run => work(input, run));
  return call as Workflow<Input, Output>;
}
