type Coalesced = {
  (): Promise<void>;
  /** Leaves out the run that waits for the one under way. */
  readonly forget: () => void;
};

/** Runs `work` one at a time: all calls during a run share one more run after it. */
export function coalesceCalls(work: () => Promise<void>): Coalesced {
  let running = Promise.resolve();
  let isRunning = false;
  let isWanted = false;
  const runWhileWanted = async (): Promise<void> => {
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      // In the turn of the last check of `isWanted`, so that a call right after it starts a run.
      isRunning = false;
    }
  };
  const call = (): Promise<void> => {
    isWanted = true;
    if (!isRunning) running = runWhileWanted();
    return running;
  };
  const forget = (): void => {
    isWanted = false;
  };
  return Object.assign(call, { forget });
}
