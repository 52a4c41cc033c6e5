import type { ParseParts } from '../../../contract/reading/compared-parts.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import { raw, sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../../runs/reading.ts';
import type { NameCount, TableDialect } from '../../runs/rows/read-run.ts';
import {
  type ComparedStepRow,
  type InputRow,
  keysWithSteps,
  mostComparedBytes,
  mostOutputBytes,
  toRunParts,
} from '../../runs/rows/run-parts.ts';
import { detailColumns, type WholeRow, type WholeRun } from '../../runs/rows/stored-run.ts';
import { offeredWorkflows } from '../starts/start-intake.ts';
import { type RunRow, runColumns, settledColumn, toRunSummary } from './postgres-run-row.ts';

const nameCounts = raw(
  'SELECT kind, name, status, sum(n)::float8 AS n FROM counts GROUP BY kind, name, status HAVING sum(n) > 0',
);

/** Several counters may share a name and a status, so that writers do not wait for each other. */
export const postgresTables: TableDialect = {
  statusCounts: () =>
    rowsOf(raw('SELECT status, sum(n)::float8 AS n FROM counts GROUP BY status HAVING sum(n) > 0')),
  nameCounts: () => rowsOf<NameCount>(nameCounts),
  lastCreated: raw(`SELECT c.kind, c.name, (SELECT created_at FROM runs WHERE name = c.name AND kind = c.kind
    ORDER BY created_at DESC, id DESC LIMIT 1) AS at FROM (SELECT DISTINCT kind, name FROM counts) c`),
  offers: () => rowsOf(raw(offeredWorkflows)),
  newestFirst: raw('r.created_at DESC, r.id DESC'),
  failuresInOrder: raw('runs r'),
  recentPayloads: (name, { runs, bytesOfEach }) => {
    const column = raw(name);
    return sql`SELECT d.${column} AS value FROM (SELECT key, created_at, id FROM runs ORDER BY created_at DESC, id DESC LIMIT ${runs}) r
      JOIN payloads d ON d.key = r.key WHERE octet_length(d.${column}) <= ${bytesOfEach} ORDER BY r.created_at DESC, r.id DESC`;
  },
  payload: column => raw(column),
  wholeRun: readWholeRun,
};

function* readWholeRun(id: string): Reading<WholeRun | undefined> {
  const [row] = yield* rowsOf<WholeRow & RunRow & { readonly heartbeat_at: number | null }>(
    sql`SELECT ${runColumns}, d.input, d.output, d.error_value, ${detailColumns}${settledColumn}, w.heartbeat_at
      FROM runs r LEFT JOIN payloads d ON d.key = r.key LEFT JOIN writers w ON w.id = r.writer
      WHERE r.id = ${id}`,
  );
  if (!row) return undefined;
  const { writer, heartbeat_at } = row;
  const lastSeenAt = heartbeat_at === null ? undefined : toIsoTime(heartbeat_at);
  return { row, summary: toRunSummary(row), raw: writer === null ? undefined : { lastSeenAt } };
}

export function* readParts(ids: readonly string[]): Reading<readonly ParseParts[]> {
  const inputs = yield* rowsOf<InputRow>(
    sql`SELECT r.key, r.id, r.step_count, CASE WHEN octet_length(p.input) <= ${mostComparedBytes} THEN p.input END AS input,
        octet_length(p.input) AS input_bytes
      FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE r.id = ANY(${ids}::text[])`,
  );
  const steps = yield* rowsOf<ComparedStepRow>(
    sql`SELECT s.run, s.name, s.status, s.started_at, s.finished_at,
        CASE WHEN s.status = 'success' AND octet_length(s.output) <= ${mostOutputBytes} THEN s.output END AS output FROM steps s
      WHERE s.run = ANY(${keysWithSteps(inputs)}::bigint[]) AND s.status IN ('success', 'failed')`,
  );
  return toRunParts(ids, inputs, steps);
}
