import { sleep } from '../../async/sleep.ts';
import type { CancelResult } from '../../contract/run-store.ts';
import { type Verb, type VerbRequest, type VerbResult, verbRefusal } from '../../contract/verbs.ts';
import { InspectorError } from '../../model/errors.ts';
import { keepRecent } from '../../model/keep-recent.ts';
import { payloadBytes } from '../../model/payload/payload-text.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { Signal } from './run-source.ts';

/** What an engine answers to a request. `gone`: it does not know the run, or no longer. */
export type ActAnswer =
  /** `newId` is that of another run that a verb made. */
  | { readonly type: 'sent'; readonly newId?: string }
  /** Sent, and the run is going to end by itself. */
  | { readonly type: 'pending' }
  | { readonly type: 'gone' }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string };

/** Marks what failed before anything was sent that changes a run. */
export function toUnsent(error: unknown): unknown {
  if (!(error instanceof InspectorError)) return error;
  const { kind, message, hint } = error;
  return new InspectorError(kind, message, { hint, cause: error, isUnsent: true });
}

/** What a restart from a step, in the run itself, keeps and loses. */
export const restartInPlace = {
  keeps: 'what the steps before it gave',
  loses: 'its error, and what this step and those after it gave',
} as const;

type Ending = {
  readonly read: (id: string) => Promise<Run | undefined>;
  readonly act: (run: Run) => Promise<ActAnswer>;
  readonly kept: EndedRuns;
  readonly isSentOnce?: boolean;
};

/** Reads the status, acts, and reads it again: engines silently accept requests that they cannot fulfil. */
export async function endRun(id: string, { read, act, kept, isSentOnce }: Ending): Promise<CancelResult> {
  const run = (await read(id)) ?? kept.find(id);
  if (!run) return { type: 'not-found' };
  if (!isActive(run)) return alreadyFinished(run);
  if (isSentOnce && run.cancelRequestedAt !== undefined) return { type: 'requested' };
  const requestedAt = Date.now();
  const answer = await act(run);
  if (answer.type === 'pending') {
    kept.addRequest(id, requestedAt);
    return { type: 'requested' };
  }
  const now = await read(id);
  if (answer.type === 'refused' || answer.type === 'gone') {
    const ended = now ?? kept.find(id);
    if (ended && !isActive(ended)) return alreadyFinished(ended);
    return answer.type === 'gone' ? { type: 'not-found' } : answer;
  }
  if (!now) {
    kept.addVanished(run, Date.now());
    return { type: 'canceled' };
  }
  if (!isActive(now)) return now.status === 'canceled' ? { type: 'canceled' } : alreadyFinished(now);
  kept.addRequest(id, requestedAt);
  return { type: 'requested' };
}

function alreadyFinished({ status }: Run): CancelResult {
  return { type: 'already-finished', status };
}

/** Over these bounds the oldest are dropped first; the newest is always kept. */
const [mostKept, mostBytes] = [1_000, 16 * 1_024 * 1_024];

export type EndedRuns = ReturnType<typeof createEndedRuns>;

/** This process's requests to cancel, and the runs that an engine forgot because of them. */
export function createEndedRuns() {
  const requests = keepRecent<string, number>(mostKept);
  const vanished = keepRecent<string, Run>(mostKept, { mostBytes, bytesOf: payloadBytes });
  return {
    addRequest(id: string, at: number): void {
      requests.set(id, requests.get(id) ?? at);
    },
    withRequest<R extends RunSummary>(run: R): R {
      const at = requests.get(run.id);
      if (run.cancelRequestedAt !== undefined || at === undefined || !isActive(run)) return run;
      return { ...run, statusLabel: undefined, cancelRequestedAt: at };
    },
    addVanished(run: Run, at: number): void {
      const requestedAt = requests.get(run.id) ?? at;
      const when = run.startedAt === undefined ? ' before it began' : '';
      vanished.set(run.id, {
        ...run,
        status: 'canceled',
        statusLabel: undefined,
        strandedBy: undefined,
        wakeAt: undefined,
        waitingFor: undefined,
        finishedAt: at,
        cancelRequestedAt: undefined,
        cancel: { requestedAt, outcome: `canceled${when}: the engine has forgotten it` },
      });
    },
    find: vanished.get,
  };
}

export type EndOptions = { readonly by?: string } & Signal;

type Performing<Row> = Signal & {
  readonly verbs?: readonly Verb[];
  readonly perform?: (row: Row, request: VerbRequest, options: Signal) => Promise<ActAnswer>;
  readonly find: () => Promise<Row | undefined>;
  readonly summary: (row: Row) => RunSummary;
};

/** When a run is read again: engines act a moment after they were asked. */
const looksAfterMs = [0, 50, 150, 300, 500];

export async function performAndLook<Row>(request: VerbRequest, work: Performing<Row>): Promise<VerbResult> {
  const { verbs = [], perform, find, summary, signal } = work;
  const verb = verbs.find(({ id }) => id === request.verb);
  if (!verb || !perform) return { type: 'unsupported' };
  const row = await find();
  if (row === undefined) return { type: 'not-found' };
  const before = summary(row);
  const reason = verbRefusal(verb, before, Date.now());
  if (reason !== undefined) return { type: 'refused', reason };
  if (verb.loses !== undefined && !request.isSaved)
    return { type: 'refused', reason: `it is not saved, and would lose ${verb.loses}` };
  const answer = await perform(row, request, { signal });
  if (answer.type === 'gone') return { type: 'not-found' };
  if (answer.type === 'refused') return answer;
  const newId = answer.type === 'sent' && answer.newId !== undefined ? { newId: answer.newId } : {};
  for (const ms of looksAfterMs) {
    await sleep(ms, signal);
    const found = await find();
    if (found === undefined) return { type: 'done', ...newId };
    const now = summary(found);
    const isSeen = !verb.isFor(now) || now.finishedAt !== before.finishedAt;
    if (isSeen) return { type: 'done', status: now.status, label: now.statusLabel, ...newId };
  }
  return { type: 'requested' };
}
