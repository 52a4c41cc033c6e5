import { mapPieces } from '../../../async/yield-to-event-loop.ts';
import { finish, type Pieces } from '../../../model/pieces.ts';
import { entriesPerRun } from '../searched-rows.ts';
import type { Reader } from './reader.ts';

/** The newest keys of `[atLeast, below)`, newest first, at most `limit`: all of those from `readTo` up. */
export type KeyStream = (
  below: number,
  atLeast: number,
  limit: number,
) => { readonly keys: readonly number[]; readonly readTo: number };

type KeyRange = { readonly below: number; readonly atLeast: number; readonly limit: number };

/** Has every key from `readTo` up; nothing is left when `readTo` equals the range's `atLeast`. */
type KeyChunk = {
  readonly keys: readonly number[];
  /** The keys of each stream, some below `readTo`. */
  readonly streamKeys: readonly (readonly number[])[];
  readonly readTo: number;
};

export function* readStreams(
  streams: readonly KeyStream[],
  { below, atLeast, limit }: KeyRange,
): Pieces<KeyChunk> {
  let readTo = atLeast;
  const streamKeys = yield* mapPieces(streams, stream => {
    const found = stream(below, readTo, limit);
    readTo = found.readTo;
    return found.keys;
  });
  const found = new Set(streamKeys.flat().filter(key => key >= readTo));
  const keys = [...found].sort((a, b) => b - a);
  const last = keys.length > limit ? keys[limit - 1] : undefined;
  return last === undefined
    ? { keys, streamKeys, readTo }
    : { keys: keys.slice(0, limit), streamKeys, readTo: last };
}

type Params = readonly (string | number)[];

export function wholeStream(reader: Reader): KeyStream {
  return stream(reader, 'SELECT key FROM runs WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT ?', []);
}

export function indexStream(reader: Reader, index: string, where: string, params: Params): KeyStream {
  return stream(
    reader,
    `SELECT key FROM runs INDEXED BY ${index} WHERE ${where} AND key < ? AND key >= ? ORDER BY key DESC LIMIT ?`,
    params,
  );
}

export function textStream(reader: Reader, index: 'texts' | 'words', match: string): KeyStream {
  return stream(
    reader,
    `SELECT rowid AS key FROM ${index} WHERE ${index} MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?`,
    [match],
  );
}

/** Runs with log messages that match; a run has several entries. */
export function logStream(reader: Reader, match: string): KeyStream {
  return stream(reader, `${logEntries} ORDER BY rowid DESC LIMIT ?`, [match]);
}

/** Selects the keys of runs with matching messages. Parameters: match, upper and lower bound. */
export const logEntries = `SELECT rowid / ${entriesPerRun} AS key FROM log_texts WHERE log_texts MATCH ?
  AND rowid < CAST(? AS INTEGER) * ${entriesPerRun} AND rowid >= CAST(? AS INTEGER) * ${entriesPerRun}`;

export function waitingLogStream(reader: Reader): KeyStream {
  return stream(
    reader,
    'SELECT run AS key FROM unindexed_logs WHERE run < ? AND run >= ? ORDER BY run DESC LIMIT ?',
    [],
  );
}

export function waitingStream(reader: Reader): KeyStream {
  return stream(reader, 'SELECT key FROM unindexed WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT ?', []);
}

export function lostStream(reader: Reader, owners: readonly number[]): KeyStream {
  const streams = owners.map(owner => indexStream(reader, 'runs_owner', 'owner = ?', [owner]));
  return (below, atLeast, limit) => finish(readStreams(streams, { below, atLeast, limit }));
}

const scannedAtOnce = { least: 2_000, most: 100_000 } as const;

/** Runs that meet a condition that no index answers. Scans a number of rows at a time that grows. */
export function scanStream(reader: Reader, where: string, params: Params): KeyStream {
  const found = stream(
    reader,
    `SELECT key FROM runs WHERE (${where}) AND key < ? AND key >= ? ORDER BY key DESC LIMIT ?`,
    params,
  );
  let rows: number = scannedAtOnce.least;
  return (below, atLeast, limit) => {
    const end = reader
      .prepare<{ key: number }>(
        'SELECT key FROM runs WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1 OFFSET ?',
      )
      .get(below, atLeast, rows - 1)?.key;
    rows = Math.min(scannedAtOnce.most, rows * 4);
    return found(below, end ?? atLeast, limit);
  };
}

function stream(reader: Reader, sql: string, params: Params): KeyStream {
  return (below, atLeast, limit) => {
    const rows = reader.prepare<{ key: number }>(sql).all(...params, below, atLeast, limit);
    const keys = rows.map(row => row.key);
    return { keys, readTo: keys.length >= limit ? (keys.at(-1) ?? atLeast) : atLeast };
  };
}
