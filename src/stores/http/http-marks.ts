import type { FailureMarks, MarkResult } from '../../contract/failures.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { markAnswerSchema, markListSchema } from '../../protocol/response-schemas.ts';
import { toOptionalWireTime, toWireTime } from '../../protocol/wire-time.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { apiPath } from './list-requests.ts';

const listBytes = 64 * 1_024 * 1_024;

export function createHttpMarks(client: HttpClient): FailureMarks {
  const requestMarks = createConditionalRequest(
    client,
    response => readJsonResponse(markListSchema, response, client.location),
    listBytes,
  );

  /** Retried like a read, because a second request changes nothing. */
  async function change(path: string, body: object, signal: AbortSignal | undefined): Promise<MarkResult> {
    const text = JSON.stringify(body);
    const request = { method: 'POST', path, body: text, signal, isRepeatable: true } as const;
    try {
      const { result, reason } = await client.requestJson(request, markAnswerSchema);
      if (result !== 'refused') return { type: result };
      return { type: 'refused', reason: reason ?? 'the store does not say why' };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.problem !== 'forbidden') throw error;
      return { type: 'refused', reason: refusal.detail ?? 'the token does not allow it' };
    }
  }

  return {
    list: async ({ signal } = {}) => (await requestMarks({ path: endpoints.failureMarks.path, signal })).data,
    put({ failureId, mutedUntil, shown, ...mark }, { by, signal } = {}) {
      const times = { firstAt: toWireTime(shown.firstAt), lastAt: toWireTime(shown.lastAt) };
      const body = {
        ...mark,
        mutedUntil: toOptionalWireTime(mutedUntil),
        shown: { ...times, count: shown.count },
        by,
      };
      return change(apiPath(endpoints.markFailure.path, { id: failureId }), body, signal);
    },
    remove: (id, { signal } = {}) => change(apiPath(endpoints.unmarkFailure.path, { id }), {}, signal),
  };
}
