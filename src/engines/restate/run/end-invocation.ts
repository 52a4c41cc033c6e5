import type { CancelResult } from '../../../contract/run-store.ts';
import type { Run } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import type { ActionResponse } from '../admin-api/restate-client.ts';
import type { InvocationAccess } from '../lists/invocation-source.ts';
import type { EndedRuns } from './ended-runs.ts';
import { readInvocation } from './read-invocation.ts';

type Options = { readonly signal?: AbortSignal };

export type CancelAccess = { readonly from: InvocationAccess; readonly ended: EndedRuns };

/**
 * A canceled handler gets an error at its next await, cleans up and ends later; a killed one ends at once.
 * A cancel is sent once, because a second one would interrupt the cleanup.
 */
export async function endInvocation(
  access: CancelAccess,
  id: string,
  action: 'cancel' | 'kill',
  options: Options = {},
): Promise<CancelResult> {
  const found = await findActive(access, id, options);
  if ('result' in found) return found.result;
  const { run } = found;
  if (action === 'cancel' && run.cancelRequestedAt !== undefined) return { type: 'requested' };
  const requestedAt = Date.now();
  const response = await access.from.client.act(id, action, options);
  if (action === 'cancel' && response.status === 202) {
    access.ended.addRequest(id, requestedAt);
    return { type: 'requested' };
  }
  return response.status === 200 || response.status === 202
    ? toDoneResult(access, run, options)
    : toRefusedResult(access, run, response, options);
}

async function findActive(
  { from, ended }: CancelAccess,
  id: string,
  options: Options,
): Promise<{ readonly run: Run } | { readonly result: CancelResult }> {
  const run = (await readInvocation(from, id, options)) ?? ended.find(id);
  if (!run) return { result: { type: 'not-found' } };
  if (!isActive(run)) return { result: { type: 'already-finished', status: run.status } };
  return { run };
}

/** The server forgets an invocation that it ends before its start, so `ended` keeps it. */
async function toDoneResult(
  { from, ended }: CancelAccess,
  run: Run,
  options: Options,
): Promise<CancelResult> {
  const now = await readInvocation(from, run.id, options);
  if (!now) {
    ended.addVanished(run, Date.now());
    return { type: 'canceled' };
  }
  if (!isActive(now)) return now.status === 'canceled' ? { type: 'canceled' } : alreadyFinished(now);
  ended.addRequest(run.id, Date.now());
  return { type: 'requested' };
}

async function toRefusedResult(
  { from, ended }: CancelAccess,
  run: Run,
  { status, message }: ActionResponse,
  options: Options,
): Promise<CancelResult> {
  if (status === 400) return { type: 'not-found' };
  if (status === 404 || status === 409) {
    const now = (await readInvocation(from, run.id, options)) ?? ended.find(run.id);
    if (now && !isActive(now)) return alreadyFinished(now);
    if (status === 404) return { type: 'not-found' };
  }
  return { type: 'refused', reason: message ?? `the server answered ${status}` };
}

function alreadyFinished({ status }: Run): CancelResult {
  return { type: 'already-finished', status };
}
