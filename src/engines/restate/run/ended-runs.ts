import type { RunInclude } from '../../../contract/run-store.ts';
import { payloadBytes } from '../../../model/payload/payload-text.ts';
import type { Run } from '../../../model/run.ts';

/** This process's cancel requests, and the runs that the server forgot because of them. */
export type EndedRuns = {
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
