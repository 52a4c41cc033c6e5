import type { StartResult } from '../../../contract/starts/start-request.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { RestartResponse, RestateClient } from '../admin-api/restate-client.ts';

/** Invokes again what has ended, with the input that Restate keeps of it. */
export async function restartInvocation(
  client: RestateClient,
  id: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<StartResult> {
  const response = await client.restart(id, options);
  // 400: no invocation can have this id.
  if (response.status === 404 || response.status === 400) return { type: 'not-found' };
  if (response.status !== 200) return { type: 'refused', reason: refusalOf(response) };
  if (response.newId !== undefined) return { type: 'started', id: response.newId };
  throw new InspectorError('unreadable', `${client.location} started the run again but did not say which`, {
    hint: 'look for it in the list before starting another',
  });
}

function refusalOf({ status, message }: RestartResponse): string {
  return reasons.get(status) ?? message ?? `the server answered ${status}`;
}

/** What Restate 1.7 answers, in fewer words. */
const reasons: ReadonlyMap<number, string> = new Map([
  [409, 'it has not ended yet'],
  [410, 'Restate no longer keeps its input'],
  [422, 'Restate invokes a workflow only once for each key'],
  [425, 'it has not begun yet'],
]);
