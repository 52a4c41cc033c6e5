export type Settling = {
  /** Does the first of a quick series at once, and the last once the series rests. */
  readonly do: (work: () => void) => void;
  /** Whether work waits for the series to rest. */
  readonly isWaiting: () => boolean;
  readonly stop: () => void;
};

type Pace = { readonly now: () => number; readonly restMs: () => number };

/** For what a held key asks for faster than it can be had. */
export function createSettling({ now, restMs }: Pace): Settling {
  let timer: NodeJS.Timeout | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    do: work => {
      const isQuick = now() - lastAt < restMs();
      lastAt = now();
      stop();
      if (!isQuick) return work();
      timer = setTimeout(() => {
        timer = undefined;
        work();
      }, restMs());
    },
    isWaiting: () => timer !== undefined,
    stop,
  };
}
