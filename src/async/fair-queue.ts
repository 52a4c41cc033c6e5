export type FairLimits = {
  readonly running: number;
  readonly runningPerKey: number;
  readonly waitingPerKey: number;
  /** How long aborted work still counts as running, because it needs time to stop. */
  readonly stopMs: number;
};

/** Rejects with the reason of an aborted signal, or when too many wait for the same key. */
export type FairQueue = <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

type Lane = { running: number; readonly waiting: Set<() => void> };

/** Limits concurrent work: keys take turns, so that one key cannot delay the others. */
export function createFairQueue(limits: FairLimits, fullError: () => Error): FairQueue {
  // In the order of turns: the lane that was served last comes last.
  const lanes = new Map<string, Lane>();
  let running = 0;

  function laneOf(key: string): Lane {
    const lane = lanes.get(key) ?? { running: 0, waiting: new Set() };
    lanes.set(key, lane);
    return lane;
  }

  const hasRoom = (lane: Lane) => running < limits.running && lane.running < limits.runningPerKey;

  function startNext(): void {
    for (const [key, lane] of lanes) {
      const [next] = lane.waiting;
      if (next === undefined || !hasRoom(lane)) continue;
      lanes.delete(key);
      lanes.set(key, lane);
      lane.waiting.delete(next);
      next();
      return startNext();
    }
  }

  function forgetIfIdle(key: string, lane: Lane): void {
    if (lane.running === 0 && lane.waiting.size === 0) lanes.delete(key);
  }

  function leave(key: string, lane: Lane): void {
    running -= 1;
    lane.running -= 1;
    startNext();
    forgetIfIdle(key, lane);
  }

  function enter(lane: Lane): void {
    running += 1;
    lane.running += 1;
  }

  async function wait(key: string, lane: Lane, signal: AbortSignal): Promise<void> {
    if (lane.waiting.size >= limits.waitingPerKey) throw fullError();
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', giveUp);
        enter(lane);
        resolve();
      };
      const giveUp = () => {
        lane.waiting.delete(start);
        forgetIfIdle(key, lane);
        reject(signal.reason);
      };
      lane.waiting.add(start);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  return async (key, signal, work) => {
    signal.throwIfAborted();
    const lane = laneOf(key);
    if (lane.waiting.size === 0 && hasRoom(lane)) enter(lane);
    else await wait(key, lane, signal);
    try {
      return await work();
    } finally {
      if (signal.aborted) setTimeout(() => leave(key, lane), limits.stopMs).unref();
      else leave(key, lane);
    }
  };
}
