import type { Run } from '../../model/run.ts';
import type { RunInclude } from '../store.ts';

/** What this process asked to end, and what is known of it only here. */
export type EndedRuns = {
  readonly asked: (id: string, at: number) => void;
  /** When it was asked, epoch ms. */
  readonly requestedAt: (id: string) => number | undefined;
  /** The run, as it was, is canceled and gone. */
  readonly vanished: (run: Run, at: number) => void;
  readonly find: (id: string, include?: RunInclude) => Run | undefined;
};

/** The oldest are forgotten first. */
const mostKept = 1_000;

export function createEndedRuns(): EndedRuns {
  const requests = new Map<string, number>();
  const gone = new Map<string, Run>();
  return {
    asked: (id, at) => keep(requests, id, requests.get(id) ?? at),
    requestedAt: id => requests.get(id),
    vanished(run, at) {
      const requestedAt = requests.get(run.id) ?? at;
      keep(gone, run.id, {
        ...run,
        status: 'canceled',
        finishedAt: at,
        cancelRequestedAt: undefined,
        cancel: { requestedAt, outcome: 'canceled before it began: the server has forgotten it' },
      });
    },
    find(id, include) {
      const run = gone.get(id);
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

function keep<T>(map: Map<string, T>, id: string, value: T): void {
  map.delete(id);
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}
