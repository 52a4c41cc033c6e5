import { createDeadline } from '../async/deadline.ts';
import { untilAborted } from '../async/until-aborted.ts';
import type { ServedStore } from '../contract/served-store.ts';
import { InspectorError } from '../model/errors.ts';
import { problems } from '../protocol/problem.ts';
import { asProblem } from './problem-error.ts';

export type StoreHealth = {
  readonly kind: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly problem?: string;
};

const defaultTimeoutMs = 2_000;

/** Checks the database, once for concurrent requests. The result does not contain the database's address. */
export function createHealthCheck(
  served: ServedStore,
  timeoutMs: number = defaultTimeoutMs,
): () => Promise<StoreHealth> {
  let running: Promise<StoreHealth> | undefined;
  return () => {
    running ??= checkStore(served, timeoutMs).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function checkStore(served: ServedStore, timeoutMs: number): Promise<StoreHealth> {
  const { kind } = served.store.target;
  const start = performance.now();
  const deadline = createDeadline([]);
  deadline.set(timeoutMs, () => new InspectorError('timeout', 'no answer'));
  try {
    await untilAborted(served.check(deadline.signal), deadline.signal);
    return { kind, ok: true, ms: elapsed(start) };
  } catch (error) {
    const { title } = problems[asProblem(error)?.problem ?? 'internal'];
    return { kind, ok: false, ms: elapsed(start), problem: title };
  } finally {
    deadline.end();
  }
}

function elapsed(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
