type Pace = {
  readonly now: () => number;
  /** A series ends when no call has come for this long, in ms. */
  readonly restMs: () => number;
};

/** For work that a held key requests faster than it can be done. */
export function createDebounce({ now, restMs }: Pace) {
  let timer: NodeJS.Timeout | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    /** Runs the first call of a quick series at once, and the last one when the series has ended. */
    run: (work: () => void): void => {
      const isQuick = now() - lastAt < restMs();
      lastAt = now();
      cancel();
      if (!isQuick) return work();
      timer = setTimeout(() => {
        timer = undefined;
        work();
      }, restMs());
    },
    isPending: () => timer !== undefined,
    cancel,
  };
}
