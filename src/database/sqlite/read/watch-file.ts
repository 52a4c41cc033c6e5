import { sleep } from '../../../async/sleep.ts';
import type { Change } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { Connection } from '../connection.ts';
import { toStoreError } from '../sqlite-error.ts';
import type { Reader } from './reader.ts';

const pollMs = 150;
const lostPollMs = 1_000;

/** What differs between two states of a store. */
type Seen = {
  readonly reader: Reader;
  readonly version: unknown;
  readonly change: number;
  readonly lost: string;
  readonly lostAt: number;
};

/** Polls the store: reports what was written, apart from heartbeats, and that an owner is gone. */
export async function* watchStore(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Change> {
  let seen: Seen | undefined;
  let failure: string | undefined;
  let isFirst = true;
  while (!signal.aborted) {
    const change = look();
    if (change) yield change;
    await sleep(pollMs, signal);
  }

  function look(): Change | undefined {
    try {
      const next = lookAt(connection.reader(), seen);
      const isNews = failure !== undefined || (!isFirst && next !== seen && differs(next, seen));
      seen = next;
      isFirst = false;
      failure = undefined;
      return isNews ? { type: 'changed' } : undefined;
    } catch (thrown) {
      const error = toStoreError(thrown, path);
      if (!(error instanceof InspectorError)) throw error;
      if (error.message === failure) return undefined;
      failure = error.message;
      return { type: 'error', error };
    }
  }
}

function lookAt(reader: Reader, before: Seen | undefined): Seen {
  const version = reader.db.pragma('data_version', { simple: true });
  const isSame = before !== undefined && before.reader === reader;
  const isWritten = !isSame || version !== before.version;
  const isLostDue = !isSame || isWritten || performance.now() - before.lostAt > lostPollMs;
  if (!isWritten && !isLostDue) return before;
  return {
    reader,
    version,
    change: isWritten ? reader.meta('change') : before.change,
    lost: isLostDue ? [...reader.deadOwners().keys()].join() : before.lost,
    lostAt: isLostDue ? performance.now() : before.lostAt,
  };
}

function differs(a: Seen, b: Seen | undefined): boolean {
  return a.reader !== b?.reader || a.change !== b.change || a.lost !== b.lost;
}
