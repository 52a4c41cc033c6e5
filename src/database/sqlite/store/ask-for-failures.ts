import type { FailureMarks } from '../../../contract/failure-marks.ts';
import type { RunStore } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import { followAliases, namesFailures } from '../../runs/failures/failure-aliases.ts';
import { unpackFailures } from '../../runs/failures/to-tallies.ts';
import type { MarkChange } from '../changes/sqlite-marks.ts';
import type { Reader } from '../read/reader.ts';
import { readVotes } from '../read/sqlite-votes.ts';
import type { Connection } from './connection.ts';

export type Ask = <T>(
  signal: AbortSignal | undefined,
  read: (reader: Reader) => T | Promise<T>,
) => Promise<T>;

/** The query with the ids that the groups it names have now. */
export function followed(query: Query, reader: Reader): Query {
  return namesFailures(query) ? reader.read(followAliases(query)) : query;
}

/** Answers questions about failures, most of them by the worker. */
export function askForFailures(
  ask: Ask,
  connection: Pick<Connection, 'worker'>,
): Required<Pick<RunStore, 'failures' | 'explainFailures' | 'failureMarks'>> {
  return {
    failures: (query, { signal, ...options }) =>
      ask(signal, async reader => {
        const request = { ...options, query: followed(query, reader) };
        const votes = request.isVote ? await readVotes(request.query, reader, signal) : undefined;
        if (votes) return votes;
        const packed = await connection.worker().ask({ type: 'failures', ...request }, signal);
        return packed && unpackFailures(packed);
      }),
    explainFailures: async (query, { now, signal, onProgress }) => ({
      explanation: await ask(signal, reader =>
        connection.worker().ask({ type: 'explain', query: followed(query, reader), now }, signal, onProgress),
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
