import { sleep } from '../async/sleep.ts';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { checkNode } from './check-node.ts';
import { type Destination, openWriter } from './open-writer.ts';
import { RunCanceledError } from './run/recording.ts';
import type { AgentOptions, RunOptions } from './run/run-options.ts';
import { createRunRegistry } from './run/run-registry.ts';
import type { RunScope } from './run/run-scope.ts';
import { toText } from './run/to-json.ts';
import { type AgentSession, createAgentSession } from './work/agent-session.ts';
import { executeRun, type OpenRun, toOpenRun } from './work/open-run.ts';
import { createActions } from './work/scope-actions.ts';
import {
  createStartedRuns,
  toOffered,
  toWorkflow,
  type Workflow,
  type WorkflowOptions,
  type WorkflowWork,
} from './work/started-runs.ts';

export type { AgentOptions, RunOptions, TriggerInput } from './run/run-options.ts';
export type { RunScope, SpanOptions, SpanScope, StepOptions, StepScope } from './run/run-scope.ts';
export type { AgentSession, MessageInput, ToolCallInput } from './work/agent-session.ts';
export type { OpenRun } from './work/open-run.ts';
export type { CallOptions, Workflow, WorkflowOptions, WorkflowWork } from './work/started-runs.ts';

export type RecorderOptions = Destination & {
  /** Called once for each problem with the store or the server. By default a process warning. */
  readonly onError?: (error: unknown) => void;
  /** The clock, epoch ms. */
  readonly now?: () => number;
};

/** Records the runs of a program. Problems with the store or server make only `flush` and `close` fail. */
export type Recorder = {
  /** The store's file; with a server, the folder for batches that cannot be sent now. */
  readonly path: string;
  /** The server's address, empty when it is invalid; absent for a store. */
  readonly url?: string;
  /** Runs `work` as a run of a workflow; resolves and rejects as `work` does. */
  run<T>(options: RunOptions, work: (run: RunScope) => T | PromiseLike<T>): Promise<T>;
  /** Runs `work` as a session of an agent; resolves and rejects as `work` does. */
  agent<T>(options: AgentOptions, work: (session: AgentSession) => T | PromiseLike<T>): Promise<T>;
  /**
   * Gives a workflow a name and its work. A call records a run. While this program runs, others can start it,
   * too: `runlens workflows run` does. A name that is given again replaces the earlier work.
   */
  workflow<Input = unknown, Output = unknown>(
    name: string,
    work: WorkflowWork<Input, Output>,
    options?: WorkflowOptions,
  ): Workflow<Input, Output>;
  /**
   * Keeps the program running, so that its workflows can be started. Resolves when the signal aborts or the
   * recorder is closed, and the runs that were started have ended.
   */
  listen(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Begins a run that the caller ends, with `succeed`, `fail` or `cancel`. */
  start(options: RunOptions): OpenRun;
  /** Records a run that is queued until `begin` or `execute` is called on it. */
  queue(options: RunOptions): OpenRun;
  /**
   * Resolves when everything recorded so far is safe: in the store, on the server or, while the server is
   * unavailable, in a file that is sent later. Rejects with an `InspectorError` for a failure or a loss.
   */
  flush(): Promise<void>;
  /**
   * Takes no more starts, waits until the runs that others started have ended, flushes and releases the
   * store; later records are dropped. Rejects as `flush` does.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Opens a server or a store, which is created if it is missing. Rejects on a Node below 22.19, and when both
 * a location and a URL are given; `RecorderOptions.onError` is called for other problems.
 */
export async function openRecorder(options: RecorderOptions = {}): Promise<Recorder> {
  checkNode(process.version);
  const { onError = warn, now = Date.now } = options;
  const { writer, path, url } = await openWriter(options, process.env, onError);
  const runs = createRunRegistry(writer, now);
  let closed: Promise<void> | undefined;
  const openRun = (about: RunOptions): OpenRun => toOpenRun(runs.open('workflow', about.workflow, about));
  const started = createStartedRuns({ queue: writer.starts, runs, now });
  const closing = new AbortController();
  async function close(): Promise<void> {
    closing.abort();
    const ended = started.stop();
    if (!started.isIdle()) await ended;
    runs.stop();
    return writer.close();
  }
  const recorder: Recorder = {
    path,
    ...(url !== undefined && { url }),
    run: (about, work) => executeRun(runs.open('workflow', about.workflow, about), createActions, work),
    agent: (about, work) => executeRun(runs.open('agent', about.name, about), createAgentSession, work),
    workflow(name, work, options) {
      const workflow = toText(name);
      if (!closing.signal.aborted) started.offer(workflow, toOffered(work, options));
      return toWorkflow(work, (about, run) => recorder.run({ ...about, workflow }, run));
    },
    async listen({ signal } = {}) {
      const ends = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])]);
      // Synchronous: once `abort()` returns, no workflow can be started.
      if (!ends.aborted) ends.addEventListener('abort', () => void started.stop(), { once: true });
      await sleep(Number.MAX_SAFE_INTEGER, ends);
      await started.stop();
    },
    start(about) {
      const run = openRun(about);
      run.begin();
      return run;
    },
    queue: about => openRun({ queuedAt: now(), ...about }),
    flush() {
      runs.writeTotals();
      return writer.flush();
    },
    close() {
      closed ??= close();
      return closed;
    },
    [Symbol.asyncDispose]: () => recorder.close(),
  };
  return recorder;
}

/** Whether an error is the one with which `run.sleep` and `run.waitFor` reject after a cancel. */
export function isRunCanceled(error: unknown): boolean {
  return error instanceof RunCanceledError;
}

function warn(error: unknown): void {
  const message = thrownMessage(error);
  const hint = error instanceof InspectorError && error.hint !== undefined ? ` (${error.hint})` : '';
  process.emitWarning(`problem while recording runs: ${message}${hint}`, 'RunlensWarning');
}
