import { finish, mapPiecewise, type Piecewise } from '../../../async/piecewise.ts';
import type { Reader } from './reader.ts';

/** The newest keys of `[atLeast, below)`, newest first, at most `limit`. */
export type KeyStream = (below: number, atLeast: number, limit: number) => readonly number[];

export type KeyRange = { readonly below: number; readonly atLeast: number; readonly limit: number };

/** Contains every key from `readTo` up; nothing is left when `readTo` equals the range's `atLeast`. */
export type KeyChunk = {
  readonly keys: readonly number[];
  /** The keys of each stream, some below `readTo`. */
  readonly streamKeys: readonly (readonly number[])[];
  readonly readTo: number;
};

/** Merges streams, each key once. */
export function* readStreams(
  streams: readonly KeyStream[],
  { below, atLeast, limit }: KeyRange,
): Piecewise<KeyChunk> {
  let readTo = atLeast;
  const streamKeys = yield* mapPiecewise(streams, stream => {
    const keys = stream(below, readTo, limit);
    if (keys.length >= limit) readTo = keys.at(-1) ?? readTo;
    return keys;
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

/** Runs whose text is not indexed yet. */
export function waitingStream(reader: Reader): KeyStream {
  return stream(reader, 'SELECT key FROM unindexed WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT ?', []);
}

/** Runs of dead owners. */
export function lostStream(reader: Reader, owners: readonly number[]): KeyStream {
  const streams = owners.map(owner => indexStream(reader, 'runs_owner', 'owner = ?', [owner]));
  return (below, atLeast, limit) => finish(readStreams(streams, { below, atLeast, limit })).keys;
}

function stream(reader: Reader, sql: string, params: Params): KeyStream {
  return (below, atLeast, limit) =>
    reader
      .prepare<{ key: number }>(sql)
      .all(...params, below, atLeast, limit)
      .map(row => row.key);
}
