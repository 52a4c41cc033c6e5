import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { untilAborted, withTimeout } from '../../async/deadline.ts';
import { refuseTakenId, type StartRequest, type StartResult } from '../../contract/starts/start-request.ts';
import { decodePercent } from '../../model/decode-percent.ts';
import { errorCode } from '../../model/errors.ts';
import { ProblemError } from '../request/problem-error.ts';

/** Resolves to the id of the run; rejects with a `ProblemError`. */
type StartHook = (request: StartRequest & { readonly id: string }) => Promise<string>;

/** `answerMs`: how long a client waits. `giveUpMs`: how long the hook may take. */
export type StartHookTiming = { readonly answerMs: number; readonly giveUpMs: number };

export const startHookTiming: StartHookTiming = { answerMs: 10_000, giveUpMs: 120_000 };

type StartHookOptions = {
  readonly giveUpMs: number;
  readonly ending: AbortSignal;
};

const answerBytes = 64 * 1_024;
const answerSchema = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) });

/**
 * Posts `{workflow, input?, runId, trigger, actor?, retryOf?}` to a URL. Any 2xx means that the run started;
 * the response may be `{id}` if the run has an id other than `runId`. Where the hook was reached and does not
 * answer, the run may have started.
 */
export function createStartHook(url: URL, { giveUpMs, ending }: StartHookOptions): StartHook {
  const address = new URL(url);
  const headers = { 'content-type': 'application/json', ...takeCredentials(address) };
  return async ({ workflow, input, id, trigger = 'api', by: actor, retryOf }) => {
    const body = JSON.stringify({ workflow, input, runId: id, trigger, actor, retryOf });
    const timeout = AbortSignal.timeout(giveUpMs);
    const signal = AbortSignal.any([ending, timeout]);
    const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
    const response = await fetch(address, request).catch(error => {
      if (timeout.aborted) throw hookSilent(id, giveUpMs);
      if (ending.aborted) throw unknown(id, 'the server is stopped');
      throw wasNotSent(error) ? failed('the start hook cannot be reached') : unknown(id, brokeOff);
    });
    // The run has started, whatever becomes of the rest of the response.
    if (response.ok) return idIn(await readStart(response).catch(() => '')) ?? id;
    await response.body?.cancel().catch(() => {});
    const answered = `the start hook answered ${response.status}`;
    throw gatewayStatuses.includes(response.status) ? unknown(id, answered) : failed(answered);
  };
}

/** Sent by a gateway that got no answer from the hook. */
const gatewayStatuses: readonly number[] = [502, 504];

const brokeOff = 'the connection to the start hook broke off';

/** Whether the request failed before the hook could read anything of it. */
function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.every(wasNotSent);
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')) return true;
  if (unsentCodes.test(errorCode(error) ?? '') || error.message === 'bad port') return true;
  return error.cause !== undefined && wasNotSent(error.cause);
}

/** Codes of connections that were not made, because of their time limit or their certificate. */
const unsentCodes =
  /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

function hookSilent(id: string, ms: number): ProblemError {
  return unknown(id, `the start hook did not answer within ${ms / 1_000} s`);
}

/** `fetch` rejects a URL with a name and a password. */
function takeCredentials(url: URL): Readonly<Record<string, string>> {
  const { username, password } = url;
  if (username === '' && password === '') return {};
  url.username = '';
  url.password = '';
  const pair = `${decodePercent(username)}:${decodePercent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > answerBytes) break;
  }
  return text;
}

function idIn(text: string): string | undefined {
  try {
    const result = v.safeParse(answerSchema, JSON.parse(text));
    return result.success ? result.output.id : undefined;
  } catch {
    return undefined;
  }
}

function failed(detail: string): ProblemError {
  return new ProblemError('start-failed', detail, {
    hint: 'see the log of the program behind the start hook',
  });
}

function unknown(id: string, why: string): ProblemError {
  return new ProblemError('start-unknown', `${why}, and ${id} may have started`, {
    hint: 'look for it, or send the same start again with this id',
    id,
  });
}

export type HookStarts = ReturnType<typeof createHookStarts>;

type Options = {
  readonly isRecorded: (id: string) => Promise<boolean>;
  readonly answerMs: number;
};

type Start = {
  readonly hash: string;
  readonly workflow: string;
  readonly by: string | undefined;
  readonly call: Promise<string>;
  /** Set when the hook did not say whether it started the run. */
  isUnknown?: true;
};

const mostRemembered = 10_000;

/** Starts runs by a hook, once for each id as long as this process remembers it. */
export function createHookStarts(hook: StartHook, { isRecorded, answerMs }: Options) {
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

  /** A client that disconnects does not end a call that has begun. */
  async function start(request: StartRequest, signal: AbortSignal): Promise<StartResult> {
    const { id = `run_${randomUUID()}`, workflow } = request;
    const earlier = starts.get(id);
    if (!earlier) return { type: 'started', id: await answer(id, call({ ...request, id }), signal) };
    if (earlier.hash !== hashOf(request)) {
      const differs = earlier.workflow === workflow ? 'input' : 'workflow';
      return refuseTakenId({ id, workflow: earlier.workflow, differs });
    }
    const already = earlier.by === undefined ? {} : { by: earlier.by };
    if (!earlier.isUnknown) return { type: 'started', id: await answer(id, earlier, signal), already };
    if (await isRecorded(id)) return { type: 'started', id, already };
    // Another request may have asked the hook meanwhile.
    if (starts.get(id) !== earlier) return start({ ...request, id }, signal);
    return { type: 'started', id: await answer(id, call({ ...request, id }), signal) };
  }

  /** Whether the hook was asked to start this id and has not denied that it did. */
  const remembers = (id: string | undefined) => id !== undefined && starts.has(id);
  return { remembers, start };
}

function hashOf({ workflow, input }: StartRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([workflow, input === undefined ? [] : [input]]))
    .digest('base64');
}
