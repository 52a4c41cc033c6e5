import type { Pieces } from '../../../model/pieces.ts';
import { asksForSettled, isLogClause } from '../../../model/query/clauses.ts';
import { allOf, empty, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { readStreams } from './key-stream.ts';
import type { Reader } from './reader.ts';
import type { Plan } from './sqlite-plan.ts';
import { type RunRow, runColumns, settledColumn } from './sqlite-run-row.ts';

/** `is_waiting`: the run's text is not indexed yet. `are_logs_waiting`: some of its log messages are not. */
export type ChunkRow = RunRow & { readonly is_waiting: number; readonly are_logs_waiting: number };

export type RowChunk = {
  readonly rows: readonly ChunkRow[];
  /** Every run in `[atLeast, below)` was read. */
  readonly below: number;
  readonly atLeast: number;
  readonly isLast: boolean;
  readonly streamKeys?: readonly (readonly number[])[];
};

export type ChunkOptions = {
  readonly below?: number;
  /** The size of the first chunk; later ones grow up to `rowsAtOnce`. */
  readonly firstLimit: number;
  readonly rowsAtOnce: number;
  /** Only without streams. */
  readonly oldestFirst?: boolean;
  /** May change with every chunk. */
  readonly extra?: () => Sql | undefined;
};

type RowReader = { readonly next: () => Pieces<RowChunk>; readonly rowsRead: () => number };

const maxKeys = 2_048;
const minRows = 128;
/** A longer chunk is followed by a smaller one. */
const mostChunkMs = 20;
const probedRows = 400;
const isWaiting = raw('EXISTS (SELECT 1 FROM unindexed u WHERE u.key = r.key)');
const areLogsWaiting = raw('EXISTS (SELECT 1 FROM unindexed_logs u WHERE u.run = r.key)');

export function createRowReader(plan: Plan, reader: Reader, options: ChunkOptions): RowReader {
  const { rowsAtOnce, extra } = options;
  let { below = plan.below } = options;
  let { atLeast } = plan;
  let limit = options.firstLimit;
  let rows = Math.min(rowsAtOnce, Math.max(plan.isProbed ? probedRows : minRows, options.firstLimit * 2));
  let rowsRead = 0;
  let isProbe = plan.isProbed === true;

  const logsWaiting = plan.query.clauses.some(isLogClause) ? areLogsWaiting : raw('0');

  const settled = asksForSettled(plan.query) ? settledColumn(plan.dead) : empty;
  const read = (source: Sql) =>
    reader.all<ChunkRow>(
      sql`SELECT ${runColumns}${settled}, ${isWaiting} AS is_waiting, ${logsWaiting} AS are_logs_waiting FROM ${source} AND ${allOf(plan.conditions.concat(extra?.() ?? []))}`,
    );

  function nextSize(ms: number): number {
    return ms > mostChunkMs ? Math.max(minRows, Math.floor(rows / 2)) : Math.min(rowsAtOnce, rows * 4);
  }

  function readRange(from: number, to: number): readonly ChunkRow[] {
    rowsRead += rows;
    const start = performance.now();
    const found = read(sql`runs r WHERE r.key >= ${from} AND r.key < ${to}`);
    rows = nextSize(performance.now() - start);
    return found;
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

  function* nextOf(streams: NonNullable<Plan['streams']>): Pieces<RowChunk> {
    const { keys, streamKeys, readTo } = yield* readStreams(streams, { below, atLeast, limit });
    const chunk = { below, atLeast: readTo, isLast: readTo <= atLeast, streamKeys };
    rowsRead += keys.length;
    limit = Math.min(maxKeys, rowsAtOnce, Math.max(limit, 32) * 2);
    below = readTo;
    const found = sql`json_each(${JSON.stringify(keys)}) AS k CROSS JOIN runs r WHERE r.key = k.value`;
    return { ...chunk, rows: read(found) };
  }

  return {
    *next() {
      const { streams } = plan;
      if (streams && !isProbe) return yield* nextOf(streams);
      isProbe = false;
      return options.oldestFirst ? nextUp() : nextDown();
    },
    rowsRead: () => rowsRead,
  };
}
