import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { StartRequest } from '../contract/run-store.ts';
import { ProblemError } from './problem-error.ts';

/** Starts a run elsewhere and resolves with its id; rejects with a `ProblemError` when it was not started. */
export type StartHook = (request: StartRequest, signal: AbortSignal) => Promise<string>;

const patienceMs = 10_000;
const answerBytes = 64 * 1_024;
const answerSchema = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) });

/**
 * A hook that posts `{workflow, input?, runId}` to a URL; any 2xx means started, and its answer may be
 * `{id}`, another id than `runId`.
 */
export function createStartHook(url: URL, timeoutMs: number = patienceMs): StartHook {
  const address = new URL(url);
  const headers = { 'content-type': 'application/json', ...takeCredentials(address) };
  return async ({ workflow, input }, signal) => {
    const runId = `run_${randomUUID()}`;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers,
        body: JSON.stringify({ workflow, input, runId }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      // It has begun by then: told otherwise, somebody would start it twice.
      if (answer.ok) return idIn(await readSome(answer).catch(() => '')) ?? runId;
      await answer.body?.cancel();
      throw failed(`the start hook answered ${answer.status}`);
    } catch (error) {
      if (error instanceof ProblemError || signal.aborted) throw error;
      if (timeout.aborted) throw failed(`the start hook did not answer within ${timeoutMs / 1_000} s`);
      throw failed('the start hook cannot be reached');
    }
  };
}

/** `fetch` takes no name and password in a URL. */
function takeCredentials(url: URL): Readonly<Record<string, string>> {
  const { username, password } = url;
  if (username === '' && password === '') return {};
  url.username = '';
  url.password = '';
  const pair = `${decode(username)}:${decode(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** What was written without escaping is meant as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readSome(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
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
  return new ProblemError('start-failed', detail, { hint: 'see the log of what starts runs here' });
}
