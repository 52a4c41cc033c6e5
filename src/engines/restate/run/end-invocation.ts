import type { CancelResult, RunInclude } from '../../../contract/run-store.ts';
import type { StartResult } from '../../../contract/starts/start-request.ts';
import { InspectorError } from '../../../model/errors.ts';
import { payloadBytes } from '../../../model/payload/payload-text.ts';
import type { Run } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import type { ActionResponse, RestartResponse, RestateClient } from '../admin-api/restate-client.ts';
import type { InvocationAccess } from '../lists/invocation-source.ts';
import { readInvocation } from './read-invocation.ts';

type Options = { readonly signal?: AbortSignal };

type CancelAccess = { readonly from: InvocationAccess; readonly ended: EndedRuns };

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

/** This process's cancel requests, and the runs that the server forgot because of them. */
type EndedRuns = {
  readonly addRequest: (id: string, at: number) => void;
  /** The first request, epoch ms. */
  readonly requestedAt: (id: string) => number | undefined;
  /** Keeps the last state of a run that the server canceled and forgot. */
  readonly addVanished: (run: Run, at: number) => void;
  readonly find: (id: string, include?: RunInclude) => Run | undefined;
};

/** Over these bounds the oldest are dropped first; the newest is always kept. */
const mostKept = 1_000;
const mostBytes = 16 * 1_024 * 1_024;

export function createEndedRuns(): EndedRuns {
  const requests = new Map<string, number>();
  const vanishedRuns = createBoundedRuns();
  return {
    addRequest(id, at) {
      const first = requests.get(id) ?? at;
      requests.delete(id);
      requests.set(id, first);
      const [oldest] = requests.keys();
      if (requests.size > mostKept && oldest !== undefined) requests.delete(oldest);
    },
    requestedAt: id => requests.get(id),
    addVanished(run, at) {
      const requestedAt = requests.get(run.id) ?? at;
      vanishedRuns.keep({
        ...run,
        status: 'canceled',
        statusLabel: undefined,
        wakeAt: undefined,
        finishedAt: at,
        cancelRequestedAt: undefined,
        cancel: { requestedAt, outcome: 'canceled before it began: the server has forgotten it' },
      });
    },
    find(id, include) {
      const run = vanishedRuns.find(id);
      return (
        run && {
          ...run,
          ...(include?.steps ? { steps: [] } : {}),
          ...(include?.messages ? { messages: [] } : {}),
        }
      );
    },
  };
}

type Kept = { readonly run: Run; readonly bytes: number };

function createBoundedRuns() {
  const runs = new Map<string, Kept>();
  let total = 0;
  const forget = (id: string) => {
    total -= runs.get(id)?.bytes ?? 0;
    runs.delete(id);
  };
  return {
    find: (id: string): Run | undefined => runs.get(id)?.run,
    keep(run: Run): void {
      const bytes = payloadBytes(run);
      forget(run.id);
      runs.set(run.id, { run, bytes });
      total += bytes;
      for (const id of runs.keys()) {
        if (runs.size === 1 || (runs.size <= mostKept && total <= mostBytes)) return;
        forget(id);
      }
    },
  };
}
