import type { Program } from './call-program.ts';
import { type Listing, readListing } from './read-listing.ts';

/** What was listed serves every question of so long: each takes several processes. */
const keptMs = 4_000;

type Reading = {
  readonly listing: Promise<Listing>;
  /** Absent while it is being read. */
  readAt: number | undefined;
  waiting: number;
  readonly giveUp: (reason: unknown) => void;
};

/**
 * The program's lists, read once for all who ask at the same time or soon after; when none of them waits any
 * more, the program is ended. `read` rejects with the reason of the signal that aborts.
 */
export function createSharedListing(program: Program) {
  let shared: Reading | undefined;

  function readAnew(): Reading {
    const ending = new AbortController();
    const reading: Reading = {
      listing: readListing(program, ending.signal),
      readAt: undefined,
      waiting: 0,
      giveUp: reason => ending.abort(reason),
    };
    reading.listing.then(
      () => {
        reading.readAt = performance.now();
      },
      () => {
        if (shared === reading) shared = undefined;
      },
    );
    return reading;
  }

  return {
    async read(signal: AbortSignal): Promise<Listing> {
      const isOld = shared?.readAt !== undefined && performance.now() - shared.readAt > keptMs;
      const reading = shared && !isOld ? shared : readAnew();
      shared = reading;
      reading.waiting += 1;
      try {
        return await orAborted(reading.listing, signal);
      } finally {
        reading.waiting -= 1;
        if (reading.waiting === 0 && reading.readAt === undefined) {
          if (shared === reading) shared = undefined;
          reading.giveUp(signal.reason);
        }
      }
    },
    /** What is asked next is read anew. */
    forget: () => {
      shared = undefined;
    },
  };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
