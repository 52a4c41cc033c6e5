import type { CancelResult, StartRequest, StartResult } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { cancelAnswerSchema, startAnswerSchema } from '../../protocol/response-schemas.ts';
import { apiPath } from './api-path.ts';

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

/** Never retried: that would start another run. */
export async function startOverHttp(
  client: HttpClient,
  { workflow, input }: StartRequest,
  { signal }: Signal = {},
): Promise<StartResult> {
  const body = JSON.stringify({ workflow, input });
  try {
    const path = endpoints.startRun.path;
    const { id } = await client.requestJson({ method: 'POST', path, body, signal }, startAnswerSchema);
    return { type: 'started', id };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.problem === 'unsupported') return { type: 'unsupported' };
    if (refusal?.problem === 'conflict' || refusal?.problem === 'start-failed')
      return { type: 'refused', reason: refusal.detail ?? 'the server does not say why' };
    throw error;
  }
}
