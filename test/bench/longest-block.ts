const tickMs = 1;

/** For how long, in ms, this thread did not get to its timers while the work was done; a timer's own pace is taken off. */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - tickMs);
    last = now;
  };
  const timer = setInterval(look, tickMs);
  try {
    await work();
    look();
    return Math.max(0, longest);
  } finally {
    clearInterval(timer);
  }
}
