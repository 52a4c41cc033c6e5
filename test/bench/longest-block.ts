const tickMs = 1;

export type Block = {
  /** For how long the thread did not get to its timers, in ms. */
  readonly ms: number;
  /**
   * How much of a stretch without timers the thread itself worked, at most, in ms; the rest is the machine's.
   */
  readonly cpuMs: number;
};

/**
 * The longest time for which this thread did not get to its timers while the work was done; a timer's own
 * pace is taken off.
 */
export async function longestBlock(work: () => Promise<unknown>): Promise<Block> {
  let ms = 0;
  let cpuMs = 0;
  let last = readClocks();
  const look = () => {
    const now = readClocks();
    ms = Math.max(ms, now.at - last.at - tickMs);
    cpuMs = Math.max(cpuMs, now.cpuMs - last.cpuMs);
    last = now;
  };
  const timer = setInterval(look, tickMs);
  try {
    await work();
    look();
    return { ms, cpuMs };
  } finally {
    clearInterval(timer);
  }
}

function readClocks() {
  const { user, system } = process.threadCpuUsage();
  return { at: performance.now(), cpuMs: (user + system) / 1_000 };
}
