import { InspectorError } from '../model/errors.ts';
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
  /** Called once for each trouble with the store or the server. By default a process warning. */
  readonly onError?: (error: unknown) => void;
  /** The clock, epoch ms. */
  readonly now?: () => number;
};

/**
 * Records the runs of one program. Trouble with the store or the server makes only `flush` and `close` fail.
 */
export type Recorder = {
  /** The store's file; with a server, the folder where batches wait that it does not take. */
  readonly path: string;
  /** The server's address, empty when it is invalid; absent for a store. */
  readonly url?: string;
  /** Runs `work` as a run of a workflow; returns what it returns, throws what it throws. */
  run<T>(options: RunOptions, work: (run: RunScope) => T | PromiseLike<T>): Promise<T>;
  /** Runs `work` as a session of an agent; returns what it returns, throws what it throws. */
  agent<T>(options: AgentOptions, work: (session: AgentSession) => T | PromiseLike<T>): Promise<T>;
  /** Begins a run that the caller ends, with `succeed`, `fail` or `cancel`. */
  start(options: RunOptions): OpenRun;
  /** Records a run that is queued until `begin` or `execute` is called on it. */
  queue(options: RunOptions): OpenRun;
  /**
   * Resolves when everything recorded so far survives the end of the process: in the store, with the server
   * or, while the server is unavailable, in a file that is sent later. Rejects with an `InspectorError` when
   * that fails, and for what is lost.
   */
  flush(): Promise<void>;
  /** Flushes and releases the store; what programs record after that is dropped. Rejects as `flush` does. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Opens a store, which is made when it is missing, or a server. Rejects on a Node below 22.19, and when both
 * a location and a URL are given; `RecorderOptions.onError` is called for other trouble.
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

/**
 * Whether this is the error with which `run.signal`, `run.sleep` and `run.waitFor` end when the inspector
 * cancels a run.
 */
export function isRunCanceled(error: unknown): boolean {
  return error instanceof RunCanceledError;
}

function warn(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof InspectorError && error.hint !== undefined ? ` (${error.hint})` : '';
  process.emitWarning(`runs cannot be recorded as they should: ${message}${hint}`, 'RunlensWarning');
}
