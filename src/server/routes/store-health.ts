import { createDeadline, untilAborted, withTimeout } from '../../async/deadline.ts';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { problems } from '../../protocol/problem.ts';
import { asProblem, storeFailure } from '../request/problem-error.ts';

type StoreHealth = {
  readonly kind: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly problem?: string;
  /** Why the check failed, with the location of the store: only for the log. */
  readonly reason?: string;
};

export const healthTimes = {
  /** How long a response waits for the check. */
  answerMs: 2_000,
  /** A shorter wait where the store was well at most `recentMs` ago: it may be busy with a large batch. */
  recentAnswerMs: 250,
  recentMs: 10_000,
  /** After this time without an answer, the store counts as failing. */
  checkMs: 5_000,
};

/** Checks the database, once for concurrent requests. The result does not contain the database's address. */
export function createHealthCheck(served: ServedStore, times = healthTimes): () => Promise<StoreHealth> {
  let running: Promise<StoreHealth> | undefined;
  let last: { readonly health: StoreHealth; readonly at: number } | undefined;

  async function check(): Promise<StoreHealth> {
    const health = await checkStore(served, times.checkMs);
    last = { health, at: performance.now() };
    running = undefined;
    return health;
  }

  return async () => {
    running ??= check();
    const recent = last && performance.now() - last.at < times.recentMs ? last.health : undefined;
    const waitMs = recent?.ok ? times.recentAnswerMs : times.answerMs;
    const { kind } = served.store.target;
    const late = { kind, ok: false, ms: waitMs, problem: problems.timeout.title };
    let health: StoreHealth = recent?.ok ? recent : late;
    await withTimeout(
      running.then(checked => {
        health = checked;
      }),
      waitMs,
    );
    return health;
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
    const reason = storeFailure(error) ?? String(error);
    return { kind, ok: false, ms: elapsed(start), problem: title, reason };
  } finally {
    deadline.end();
  }
}

function elapsed(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
