import { createRunIds } from '../../contract/run-ids.ts';
import type { CancelResult } from '../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { cancelAnswerSchema, startAnswerSchema } from '../../protocol/response-schemas.ts';
import { apiPath } from './list-requests.ts';

const newId = createRunIds();

type Signal = { readonly signal?: AbortSignal };

/** Retried like a read, because a second request to cancel changes nothing. */
export async function cancelOverHttp(
  client: HttpClient,
  id: string,
  { by, signal }: { readonly by?: string } & Signal = {},
): Promise<CancelResult> {
  const path = apiPath(endpoints.cancelRun.path, { id });
  const body = JSON.stringify({ by });
  const request = { method: 'POST', path, body, signal, isRepeatable: true } as const;
  try {
    const { result, status, reason } = await client.requestJson(request, cancelAnswerSchema);
    if (result === 'already-finished') return { type: result, status: status ?? 'unknown' };
    if (result === 'refused') return { type: result, reason: reason ?? 'the store does not say why' };
    return { type: result };
  } catch (error) {
    const problem = refusalOf(error)?.problem;
    if (problem === 'not-found') return { type: 'not-found' };
    if (problem === 'unsupported') return { type: 'unsupported' };
    throw error;
  }
}

/** Retried, because the server starts no second run with the same id. */
export async function startOverHttp(
  client: HttpClient,
  request: StartRequest,
  { signal }: Signal = {},
): Promise<StartResult> {
  const { id = newId(Date.now()), ...rest } = request;
  try {
    const body = JSON.stringify({ ...rest, id });
    const post = { method: 'POST', path: endpoints.startRun.path, body, signal, isRepeatable: true } as const;
    const answer = await client.requestJson(post, startAnswerSchema);
    const { already, by } = answer;
    return { type: 'started', id: answer.id, ...(already && { already: { by } }) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.problem === 'unsupported') return { type: 'unsupported' };
    if (refusal?.offered) return { type: 'not-offered', offered: refusal.offered };
    if (refusal?.problem === 'conflict' || refusal?.problem === 'start-failed') {
      const hint = error instanceof InspectorError ? error.hint : undefined;
      return { type: 'refused', reason: refusal.detail ?? 'the server does not say why', hint };
    }
    throw error;
  }
}
