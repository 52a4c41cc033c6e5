import { withTimeout } from '../../async/deadline.ts';
import type { ClaimedStart, StartQueue } from '../../contract/starts/start-queue.ts';
import { restorePayload } from '../../model/payload/restore-payload.ts';
import type { Recording } from '../run/recording.ts';
import type { CommonOptions } from '../run/run-options.ts';
import type { RunRegistry } from '../run/run-registry.ts';
import type { RunScope } from '../run/run-scope.ts';
import { isInsideOf, runOutsideOfScopes } from '../run/scope.ts';
import { executeRun } from './open-run.ts';
import { createActions } from './scope-actions.ts';

type Options = {
  /** Absent where nobody can start runs. */
  readonly queue: StartQueue | undefined;
  readonly runs: Pick<RunRegistry, 'adopt'>;
  readonly now: () => number;
  /** How long a program that stops waits for what it is about to begin. */
  readonly beginMs?: number;
};

/** The runs of this program that others started. */
export function createStartedRuns({ queue, runs, now, beginMs = 5_000 }: Options) {
  const offered = new Map<string, OfferedWorkflow>();
  const open = new Map<Opened, Promise<void>>();
  let stopListening: (() => void) | undefined;

  function room(): ReadonlyMap<string, number> {
    const taken = Map.groupBy(open.keys(), ({ workflow }) => workflow);
    return new Map(
      Array.from(offered)
        .filter(([, { signal }]) => !signal?.aborted)
        .map(([name, { concurrency }]) => [name, concurrency - (taken.get(name)?.length ?? 0)]),
    );
  }
  async function execute(start: Opened, from: StartQueue): Promise<void> {
    const workflow = offered.get(start.workflow);
    if (!workflow || workflow.signal?.aborted) return from.release([start.id]);
    const at = now();
    const begun = await from.begin(start.id, at);
    if (!begun) return;
    const { work, signal } = workflow;
    const run = runs.adopt({ id: start.id, workflow: start.workflow, at, signal });
    if (start.isLate) return run.fail(new Error('its program had stopped when it could begin'));
    start.run = run;
    // The run holds its error.
    await executeRun(run, createActions, scope => work(startedInput(begun.input), scope)).catch(() => {});
  }
  function add(start: Opened, from: StartQueue): void {
    const ended = execute(start, from).finally(() => {
      open.delete(start);
      from.roomChanged();
    });
    open.set(start, ended);
  }

  async function endOf(start: Opened, ended: Promise<void>): Promise<void> {
    if (start.isLate || (start.run && isInsideOf(start.run))) return;
    if (!start.run) await withTimeout(ended, beginMs);
    if (start.run) await ended;
    else start.isLate = true;
  }
  function addAll(starts: readonly ClaimedStart[], from: StartQueue): void {
    for (const start of starts) add({ ...start }, from);
  }

  return {
    offer(name: string, workflow: OfferedWorkflow) {
      offered.set(name, workflow);
      workflow.signal?.addEventListener('abort', () => queue?.roomChanged(), { once: true });
      if (stopListening) return queue?.roomChanged();
      stopListening = queue?.listen({
        room,
        claimed: starts => runOutsideOfScopes(() => addAll(starts, queue)),
      });
    },
    /**
     * Withdraws all offers. Resolves when the runs that others started have ended, except those that the
     * caller runs inside of, and those that have not begun within `beginMs`: they fail if they still begin.
     */
    async stop() {
      stopListening?.();
      stopListening = undefined;
      offered.clear();
      await Promise.all(Array.from(open, ([start, ended]) => endOf(start, ended)));
    },
    isIdle: () => open.size === 0,
  };
}

type Opened = ClaimedStart & {
  run?: Recording;
  /** Set when the program stopped before it began. */
  isLate?: true;
};

/** The argument of a workflow's work; `undefined` where the run was started without input. */
export function startedInput(json: string | undefined): unknown {
  return json === undefined ? undefined : restorePayload(json);
}

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

type OfferedWorkflow = {
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
    // Whoever starts the run decides what its input is.
    work: work as WorkflowWork<unknown, Output>,
    concurrency: Math.max(1, Math.floor(concurrency) || usualConcurrency),
    signal,
  };
}

export function toWorkflow<Input, Output>(
  work: WorkflowWork<Input, Output>,
  record: (about: CommonOptions, run: (scope: RunScope) => Output | PromiseLike<Output>) => Promise<Output>,
): Workflow<Input, Output> {
  const call = (input: Input, about?: CallOptions) => record({ ...about, input }, run => work(input, run));
  return call as Workflow<Input, Output>;
}
