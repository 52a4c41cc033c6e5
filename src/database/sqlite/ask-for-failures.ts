import type { FailureMarks } from '../../contract/failure-marks.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { unpackFailures } from '../runs/failures/pack-failures.ts';
import type { Connection } from './connection.ts';
import type { Reader } from './read/reader.ts';
import { readVotes } from './read/sqlite-votes.ts';
import type { MarkChange } from './write/sqlite-marks.ts';

export type Ask = <T>(
  signal: AbortSignal | undefined,
  read: (reader: Reader) => T | Promise<T>,
) => Promise<T>;

/** What is asked of failures, most of which the worker answers. */
export function askForFailures(
  ask: Ask,
  connection: Pick<Connection, 'worker'>,
): Required<Pick<RunStore, 'failures' | 'explainFailures' | 'failureMarks'>> {
  return {
    failures: (query, { signal, ...options }) =>
      ask(signal, async reader => {
        const votes = options.isVote ? await readVotes(query, reader, signal) : undefined;
        if (votes) return votes;
        const packed = await connection.worker().ask({ type: 'failures', query, ...options }, signal);
        return packed && unpackFailures(packed);
      }),
    explainFailures: async (query, { now, signal, onProgress }) => ({
      explanation: await ask(signal, () =>
        connection.worker().ask({ type: 'explain', query, now }, signal, onProgress),
      ),
    }),
    failureMarks: createMarks(ask, connection),
  };
}

function createMarks(ask: Ask, { worker }: Pick<Connection, 'worker'>): FailureMarks {
  const change = (one: MarkChange, signal: AbortSignal | undefined) =>
    ask(signal, () => worker().ask({ type: 'mark', change: one }, signal));
  return {
    list: ({ signal } = {}) => ask(signal, () => worker().ask({ type: 'marks' }, signal)),
    put: (mark, { by, signal } = {}) => change({ act: 'put', mark, by }, signal),
    remove: (failureId, { signal } = {}) => change({ act: 'remove', failureId }, signal),
  };
}
