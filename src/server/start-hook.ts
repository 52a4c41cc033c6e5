import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { StartRequest } from '../contract/starts/start-request.ts';
import { ProblemError } from './problem-error.ts';

/** Starts a run in another program and resolves to its id; rejects with a `ProblemError`. */
export type StartHook = (request: StartRequest, signal: AbortSignal) => Promise<string>;

const defaultTimeoutMs = 10_000;
const answerBytes = 64 * 1_024;
const answerSchema = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) });

/**
 * Posts `{workflow, input?, runId, trigger, actor?, retryOf?}` to a URL. Any 2xx means that the run started;
 * the response may be `{id}` if the run has an id other than `runId`.
 */
export function createStartHook(url: URL, timeoutMs: number = defaultTimeoutMs): StartHook {
  const address = new URL(url);
  const headers = { 'content-type': 'application/json', ...takeCredentials(address) };
  return async ({ workflow, input, id, trigger = 'api', by: actor, retryOf }, signal) => {
    const runId = id ?? `run_${randomUUID()}`;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers,
        body: JSON.stringify({ workflow, input, runId, trigger, actor, retryOf }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      // The run has started: after an error, the client would start it again.
      if (response.ok) return idIn(await readStart(response).catch(() => '')) ?? runId;
      await response.body?.cancel();
      throw failed(`the start hook answered ${response.status}`);
    } catch (error) {
      if (error instanceof ProblemError || signal.aborted) throw error;
      if (timeout.aborted) throw failed(`the start hook did not answer within ${timeoutMs / 1_000} s`);
      throw failed('the start hook cannot be reached');
    }
  };
}

/** `fetch` rejects a URL with a name and a password. */
function takeCredentials(url: URL): Readonly<Record<string, string>> {
  const { username, password } = url;
  if (username === '' && password === '') return {};
  url.username = '';
  url.password = '';
  const pair = `${decode(username)}:${decode(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A name or password that is not percent-encoded is taken literally. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
