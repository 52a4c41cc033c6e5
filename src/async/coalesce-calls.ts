/** Runs `work` one at a time: all calls that come while it runs share one more run after it. */
export function coalesceCalls(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isWanted = false;
  const runWhileWanted = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await work();
    }
  };
  return () => {
    isWanted = true;
    running ??= runWhileWanted().finally(() => {
      running = undefined;
    });
    return running;
  };
}
