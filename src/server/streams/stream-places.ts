import { tooManyRequests } from '../request/request-lanes.ts';

export const streamsPerClient = 1_000;

/** Limits the open streams of each client. */
export type StreamPlaces = {
  /** Returns what gives the place back. Throws a `ProblemError` when the client has too many streams. */
  readonly take: (client: string) => () => void;
};

export function createStreamPlaces(most: number = streamsPerClient): StreamPlaces {
  const taken = new Map<string, number>();
  return {
    take(client) {
      const count = taken.get(client) ?? 0;
      if (count >= most) throw tooManyRequests();
      taken.set(client, count + 1);
      return () => {
        const rest = (taken.get(client) ?? 0) - 1;
        if (rest > 0) taken.set(client, rest);
        else taken.delete(client);
      };
    },
  };
}
