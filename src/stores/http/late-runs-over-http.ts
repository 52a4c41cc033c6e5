import type { RunStore } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { lateRunsSchema } from '../../protocol/response-schemas.ts';
import { apiPath } from './api-path.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { undefinedOn } from './undefined-on.ts';

const listBytes = 4 * 1_024 * 1_024;

export function createHttpLateRuns(client: HttpClient): NonNullable<RunStore['lateRuns']> {
  const request = createConditionalRequest(
    client,
    response => readJsonResponse(lateRunsSchema, response, client.location),
    listBytes,
  );
  // An older server has no such path, and not every store of a server numbers late runs.
  return ({ after, limit, signal }) =>
    undefinedOn(['no-such-path', 'unsupported'], async () => {
      const most = String(Math.min(limit, apiLimits.pageRuns));
      const path = apiPath(endpoints.lateRuns.path, {}, { after, limit: most });
      const { data, position } = await request({ path, signal });
      return { addresses: data, position };
    });
}
