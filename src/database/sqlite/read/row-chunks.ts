import { readStreams } from './key-stream.ts';
import type { Reader } from './reader.ts';
import type { Plan } from './sqlite-plan.ts';
import { type RunRow, runColumns } from './sqlite-run-row.ts';

/** A row, and whether its text waits to be indexed. */
export type ChunkRow = RunRow & { readonly is_waiting: number };

export type RowChunk = {
  readonly rows: readonly ChunkRow[];
  /** The keys between which every run was read. */
  readonly below: number;
  readonly atLeast: number;
  readonly isLast: boolean;
  /** What each of the plan's streams had, when the rows come from those. */
  readonly streamKeys?: readonly (readonly number[])[];
};

export type ChunkOptions = {
  readonly below: number;
  readonly atLeast: number;
  /** How many rows to read at first; more from chunk to chunk, up to `rowsAtOnce`. */
  readonly firstLimit: number;
  readonly rowsAtOnce: number;
  /** Only without streams. */
  readonly oldestFirst?: boolean;
  /** A condition whose parameters change from chunk to chunk. */
  readonly extra?: { readonly sql: string; readonly params: () => readonly unknown[] };
};

export type RowReader = { readonly next: () => RowChunk; readonly rowsRead: () => number };

const maxKeys = 2_048;
const minRows = 128;
const probedRows = 400;

/** Reads the rows that a plan's streams and conditions leave. */
export function createRowReader(plan: Plan, reader: Reader, options: ChunkOptions): RowReader {
  const { rowsAtOnce, extra } = options;
  const where = [...plan.conditions, ...(extra ? [extra] : [])].map(({ sql }) => ` AND ${sql}`).join('');
  const fixedParams = plan.conditions.flatMap(condition => condition.params);
  const columns = `${runColumns(reader.version).sql}, EXISTS (SELECT 1 FROM unindexed u WHERE u.key = r.key) AS is_waiting`;
  const params = () => [...fixedParams, ...(extra?.params() ?? [])];
  let { below, atLeast } = options;
  let limit = options.firstLimit;
  let rows = Math.min(rowsAtOnce, Math.max(plan.isProbed ? probedRows : minRows, options.firstLimit * 2));
  let rowsRead = 0;
  let isProbe = plan.isProbed === true;

  function readRange(from: number, to: number): readonly ChunkRow[] {
    rowsRead += rows;
    rows = Math.min(rowsAtOnce, rows * 4);
    return reader
      .prepare<ChunkRow>(`SELECT ${columns} FROM runs r WHERE r.key >= ? AND r.key < ?${where}`)
      .all(from, to, ...params());
  }

  function nextDown(): RowChunk {
    const bound = reader
      .prepare<{ key: number }>(
        'SELECT key FROM runs WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1 OFFSET ?',
      )
      .get(below, atLeast, rows - 1)?.key;
    const chunk = { below, atLeast: bound ?? atLeast, isLast: bound === undefined };
    below = chunk.atLeast;
    return { ...chunk, rows: readRange(chunk.atLeast, chunk.below) };
  }

  function nextUp(): RowChunk {
    const bound = reader
      .prepare<{ key: number }>(
        'SELECT key FROM runs WHERE key >= ? AND key < ? ORDER BY key LIMIT 1 OFFSET ?',
      )
      .get(atLeast, below, rows)?.key;
    const chunk = { atLeast, below: bound ?? below, isLast: bound === undefined };
    atLeast = chunk.below;
    return { ...chunk, rows: readRange(chunk.atLeast, chunk.below) };
  }

  function nextOf(streams: NonNullable<Plan['streams']>): RowChunk {
    const { keys, streamKeys, readTo } = readStreams(streams, { below, atLeast, limit });
    const chunk = { below, atLeast: readTo, isLast: readTo <= atLeast, streamKeys };
    rowsRead += keys.length;
    limit = Math.min(maxKeys, rowsAtOnce, Math.max(limit, 32) * 2);
    below = readTo;
    const found = reader
      .prepare<ChunkRow>(
        `SELECT ${columns} FROM json_each(?) AS k CROSS JOIN runs r ON r.key = k.value WHERE 1${where}`,
      )
      .all(JSON.stringify(keys), ...params());
    return { ...chunk, rows: found };
  }

  return {
    next() {
      const { streams } = plan;
      if (streams && !isProbe) return nextOf(streams);
      isProbe = false;
      return options.oldestFirst ? nextUp() : nextDown();
    },
    rowsRead: () => rowsRead,
  };
}
