import type { CancelResult } from '../../../contract/run-store.ts';
import type { Run } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import type { ActionResponse } from '../admin-api/restate-client.ts';
import type { InvocationAccess } from '../lists/invocation-source.ts';
import { readInvocation } from '../run/read-invocation.ts';
import type { EndedRuns } from './ended-runs.ts';

type Options = { readonly signal?: AbortSignal };

export type Ending = { readonly from: InvocationAccess; readonly ended: EndedRuns };

/**
 * Asks for an invocation to be canceled. Its handler hears of that at its next wait, cleans up, and ends in
 * its own time. It is told once: a second cancel would interrupt the cleaning up.
 */
export async function cancelInvocation(
  { from, ended }: Ending,
  id: string,
  options: Options = {},
): Promise<CancelResult> {
  const known = await look({ from, ended }, id, options);
  if ('result' in known) return known.result;
  const { run } = known;
  if (run.cancelRequestedAt !== undefined) return { type: 'requested' };
  const askedAt = Date.now();
  const answer = await from.client.act(id, 'cancel', options);
  if (answer.status === 202) {
    ended.addRequest(id, askedAt);
    return { type: 'requested' };
  }
  return answer.status === 200
    ? settle({ from, ended }, run, options)
    : refused({ from, ended }, run, answer, options);
}

/** Ends an invocation at once; its handler hears nothing of it. */
export async function killInvocation(
  { from, ended }: Ending,
  id: string,
  options: Options = {},
): Promise<CancelResult> {
  const known = await look({ from, ended }, id, options);
  if ('result' in known) return known.result;
  const answer = await from.client.act(id, 'kill', options);
  return answer.status === 200 || answer.status === 202
    ? settle({ from, ended }, known.run, options)
    : refused({ from, ended }, known.run, answer, options);
}

async function look(
  { from, ended }: Ending,
  id: string,
  options: Options,
): Promise<{ readonly run: Run } | { readonly result: CancelResult }> {
  const run = (await readInvocation(from, id, options)) ?? ended.find(id);
  if (!run) return { result: { type: 'not-found' } };
  if (!isActive(run)) return { result: { type: 'already-finished', status: run.status } };
  return { run };
}

/** It was done at once. Of what had not begun nothing is left, and only we remember that it was. */
async function settle({ from, ended }: Ending, run: Run, options: Options): Promise<CancelResult> {
  const now = await readInvocation(from, run.id, options);
  if (!now) {
    ended.addVanished(run, Date.now());
    return { type: 'canceled' };
  }
  if (!isActive(now)) return now.status === 'canceled' ? { type: 'canceled' } : finished(now);
  ended.addRequest(run.id, Date.now());
  return { type: 'requested' };
}

async function refused(
  { from, ended }: Ending,
  run: Run,
  { status, message }: ActionResponse,
  options: Options,
): Promise<CancelResult> {
  if (status === 400) return { type: 'not-found' };
  if (status === 404 || status === 409) {
    const now = (await readInvocation(from, run.id, options)) ?? ended.find(run.id);
    if (now && !isActive(now)) return finished(now);
    if (status === 404) return { type: 'not-found' };
  }
  return { type: 'refused', reason: message ?? `the server answered ${status}` };
}

function finished({ status }: Run): CancelResult {
  return { type: 'already-finished', status };
}
