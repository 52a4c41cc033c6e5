import type { ServedStore } from '../contract/served-store.ts';
import { InspectorError } from '../model/errors.ts';
import { problemOfKind, problems } from '../protocol/problem.ts';

export type StoreHealth = {
  readonly kind: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly problem?: string;
};

const patienceMs = 2_000;

/**
 * Asks the database itself, once for all who ask at the same time. What is wrong is told in words that name
 * no place.
 */
export function createHealthCheck(
  served: ServedStore,
  timeoutMs: number = patienceMs,
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
  const ending = new AbortController();
  const late = new InspectorError('timeout', 'no answer');
  const timer = setTimeout(() => ending.abort(late), timeoutMs);
  try {
    const isLate = new Promise<never>((_, reject) =>
      ending.signal.addEventListener('abort', () => reject(late)),
    );
    await Promise.race([served.check(ending.signal), isLate]);
    return { kind, ok: true, ms: elapsed(start) };
  } catch (error) {
    const problem = error instanceof InspectorError ? problemOfKind[error.kind] : 'internal';
    return { kind, ok: false, ms: elapsed(start), problem: problems[problem].title };
  } finally {
    clearTimeout(timer);
  }
}

function elapsed(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
