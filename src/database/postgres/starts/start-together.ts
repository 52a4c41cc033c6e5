import { coalesceCalls } from '../../../async/coalesce-calls.ts';
import { untilAborted } from '../../../async/until-aborted.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { InspectorError } from '../../../model/errors.ts';

/** What a transaction holds up: every other start. */
const mostAtOnce = 20;

type Waiting = {
  readonly request: StartRequest;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: StartResult) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Starts that wait at the same time are queued by one transaction of `queue`, which answers each. One that
 * the database cannot hold is refused alone.
 */
export function startTogether(
  queue: (requests: readonly StartRequest[]) => Promise<readonly StartResult[]>,
): (request: StartRequest, signal: AbortSignal | undefined) => Promise<StartResult> {
  const waiting: Waiting[] = [];
  const startWaiting = coalesceCalls(async () => {
    while (waiting.length > 0) await startGroup(waiting.splice(0, mostAtOnce).filter(isWanted));
  });

  async function startGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return;
    try {
      const results = await queue(group.map(({ request }) => request));
      for (const [index, result] of results.entries()) group[index]?.resolve(result);
    } catch (error) {
      if (group.length > 1 && !(error instanceof InspectorError))
        for (const one of group) await startGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  return (request, signal) => {
    const started = new Promise<StartResult>((resolve, reject) => {
      waiting.push({ request, signal, resolve, reject });
      void startWaiting();
    });
    return signal ? untilAborted(started, signal) : started;
  };
}

function isWanted({ signal, reject }: Waiting): boolean {
  if (signal?.aborted) reject(signal.reason);
  return !signal?.aborted;
}
