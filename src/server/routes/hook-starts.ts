import { createHash, randomUUID } from 'node:crypto';
import { untilAborted } from '../../async/until-aborted.ts';
import { withTimeout } from '../../async/with-timeout.ts';
import { refuseTakenId } from '../../contract/starts/known-start.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import { ProblemError } from '../request/problem-error.ts';
import { hookSilent, type StartHook } from './start-hook.ts';

/** What a hook has started, and starts: once for each id, as long as this process remembers it. */
export type HookStarts = {
  /** Whether the hook was asked to start a run with this id, and has not said that it did not. */
  readonly remembers: (id: string | undefined) => boolean;
  /**
   * Rejects with a `ProblemError`, `start-unknown` if the hook may have started the run. A client that
   * disconnects does not end a call that has begun.
   */
  readonly start: (request: StartRequest, signal: AbortSignal) => Promise<StartResult>;
};

type Options = {
  /** Whether a run has been recorded. */
  readonly isRecorded: (id: string) => Promise<boolean>;
  /** How long a client waits for the hook, which may answer later all the same. */
  readonly answerMs: number;
};

type Start = {
  /** The hash of the workflow and the input. */
  readonly hash: string;
  readonly workflow: string;
  readonly by: string | undefined;
  /** Resolves to the id of the run. */
  readonly call: Promise<string>;
  /** Set when the hook did not say whether it started the run. */
  isUnknown?: true;
};

const mostRemembered = 10_000;

export function createHookStarts(hook: StartHook, { isRecorded, answerMs }: Options): HookStarts {
  const starts = new Map<string, Start>();

  function call(request: StartRequest & { readonly id: string }): Start {
    const { id, workflow, by } = request;
    const start: Start = { hash: hashOf(request), workflow, by, call: hook(request) };
    const [oldest] = starts.keys();
    if (starts.size >= mostRemembered && oldest !== undefined) starts.delete(oldest);
    starts.delete(id);
    starts.set(id, start);
    start.call.catch(error => {
      if (error instanceof ProblemError && error.problem === 'start-unknown') start.isUnknown = true;
      else if (starts.get(id) === start) starts.delete(id);
    });
    return start;
  }

  async function answer(id: string, start: Start, signal: AbortSignal): Promise<string> {
    const inTime = withTimeout(start.call, answerMs).then(() => {
      throw hookSilent(id, answerMs);
    });
    return untilAborted(Promise.race([start.call, inTime]), signal);
  }

  async function start(request: StartRequest, signal: AbortSignal): Promise<StartResult> {
    const { id = `run_${randomUUID()}`, workflow } = request;
    const before = starts.get(id);
    if (!before) return { type: 'started', id: await answer(id, call({ ...request, id }), signal) };
    if (before.hash !== hashOf(request)) {
      const differs = before.workflow === workflow ? 'input' : 'workflow';
      return refuseTakenId({ id, workflow: before.workflow, differs });
    }
    const already = before.by === undefined ? {} : { by: before.by };
    if (!before.isUnknown) return { type: 'started', id: await answer(id, before, signal), already };
    if (await isRecorded(id)) return { type: 'started', id, already };
    // Another request may have asked the hook meanwhile.
    if (starts.get(id) !== before) return start({ ...request, id }, signal);
    return { type: 'started', id: await answer(id, call({ ...request, id }), signal) };
  }

  return { remembers: id => id !== undefined && starts.has(id), start };
}

function hashOf({ workflow, input }: StartRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([workflow, input === undefined ? [] : [input]]))
    .digest('base64');
}
