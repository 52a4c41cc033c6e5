import { InspectorError, thrownMessage } from '../model/errors.ts';
import { checkNode } from './check-node.ts';
import { executeRun, type OpenRun, toOpenRun } from './run/open-run.ts';
import { RunCanceledError } from './run/run-canceled-error.ts';
import type { AgentOptions, RunOptions } from './run/run-options.ts';
import { createRunRegistry } from './run/run-registry.ts';
import type { RunScope } from './scope/run-scope.ts';
import { createActions } from './scope/scope-actions.ts';
import { type AgentSession, createAgentSession } from './session/agent-session.ts';
import { type Destination, openWriter } from './writer/open-writer.ts';

export type { OpenRun } from './run/open-run.ts';
export type { AgentOptions, RunOptions } from './run/run-options.ts';
export type { TriggerInput } from './run/trigger.ts';
export type { RunScope, SpanOptions, SpanScope, StepOptions, StepScope } from './scope/run-scope.ts';
export type { AgentSession } from './session/agent-session.ts';
export type { MessageInput, ToolCallInput } from './session/conversation.ts';

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
  /** Begins a run that the caller ends, with `succeed`, `fail` or `cancel`. */
  start(options: RunOptions): OpenRun;
  /** Records a run that is queued until `begin` or `execute` is called on it. */
  queue(options: RunOptions): OpenRun;
  /**
   * Resolves when everything recorded so far is safe: in the store, on the server or, while the server is
   * unavailable, in a file that is sent later. Rejects with an `InspectorError` for a failure or a loss.
   */
  flush(): Promise<void>;
  /** Flushes and releases the store; later records are dropped. Rejects as `flush` does. */
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
  const recorder: Recorder = {
    path,
    ...(url !== undefined && { url }),
    run: (about, work) => executeRun(runs.open('workflow', about.workflow, about), createActions, work),
    agent: (about, work) => executeRun(runs.open('agent', about.name, about), createAgentSession, work),
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
      if (!closed) runs.stop();
      closed ??= writer.close();
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
