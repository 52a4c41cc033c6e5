import type { RunStore } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { explanationAnswerSchema } from '../../protocol/explanation-schema.ts';
import { fromWireExplanation } from '../../protocol/to-wire-explanation.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { explanationRequest } from './list-requests.ts';
import { undefinedOn } from './undefined-on.ts';

const answerBytes = 16 * 1_024 * 1_024;

/** Lets the server compare its runs, where it does not send each of them. */
export function createHttpExplanation(client: HttpClient): NonNullable<RunStore['explainFailures']> {
  const request = createConditionalRequest(
    client,
    response => readJsonResponse(explanationAnswerSchema, response, client.location),
    answerBytes,
  );
  // An older server has no such path, and a store of another kind may not compare.
  return (query, options) =>
    undefinedOn(['no-such-path', 'unsupported'], async () => {
      const { data } = await request(explanationRequest(query, options));
      return { explanation: data ? fromWireExplanation(data) : undefined };
    });
}
