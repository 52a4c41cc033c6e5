import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { RunSummary } from '../../../model/run.ts';
import {
  divisorOf,
  recentSuccesses,
  type WorkflowName,
  type WorkflowUsual,
  workflowKey,
} from '../../../model/usual/usual.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { settledBy } from '../../runs/filter/settled-sql.ts';
import {
  type SummaryRow,
  summaryColumns,
  type TimesRow,
  toSettled,
  toSummary,
  usualOfRows,
} from '../../runs/rows/summary-row.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';

export type RunRow = SummaryRow & {
  readonly key: number;
  readonly writer: string | null;
  readonly models: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly cancel_by: string | null;
};

const columns = [
  ...summaryColumns,
  'key',
  'writer',
  'models',
  'services',
  'error_message',
  'cancel_by',
] as const satisfies readonly (keyof RunRow)[];

export const runColumns = raw(columns.map(column => `r.${column}`).join(', '));

/** The row must be decoded. */
export function toRunSummary(row: RunRow): RunSummary {
  const summary = toSummary(row, { models: row.models ?? [], services: row.services ?? [] });
  const isOwned = row.writer !== null && row.lost_status === null;
  return isOwned ? summary : { ...summary, cancelRequestedAt: undefined };
}

export const settled = settledBy({
  runs: () => 'runs s',
  // The offset keeps it from being planned as a join with the whole table.
  join: (alias, matches) =>
    `CROSS JOIN LATERAL (SELECT * FROM runs ${alias} WHERE ${matches} OFFSET 0) ${alias}`,
  isLater: '(s.created_at, s.id) > (r.created_at, r.id)',
  inOrder: 's.created_at, s.id',
});

/** The text of `settledBy` for failed rows `r`, as a further column. */
export const settledColumn: Sql = sql`, CASE WHEN r.status = 'failed' THEN ${settled} END AS settled`;

export async function withSettled(db: Database, page: RunPage): Promise<RunPage> {
  const ids = page.runs.map(({ id }) => encodeText(id));
  const rows = await db.rows<{ readonly id: string; readonly settled: string | null }>(
    sql`SELECT r.id${settledColumn} FROM runs r WHERE r.id = ANY(${ids}::text[])`,
  );
  const byId = new Map(rows.map(decodeRow).map(({ id, settled: text }) => [id, toSettled(text)]));
  return { ...page, runs: page.runs.map(run => ({ ...run, settled: byId.get(run.id) })) };
}

export async function readUsual(
  db: Database,
  workflows?: readonly WorkflowName[],
): Promise<readonly WorkflowUsual[]> {
  const source = workflows ? listed(workflows) : counted;
  const rows = await db.rows<TimesRow & WorkflowName>(sql`SELECT w.kind, w.name, r.* FROM (${source}) w
    CROSS JOIN LATERAL (${raw(newestSuccesses)}) r`);
  const found = Map.groupBy(rows.map(decodeRow), workflowKey);
  return [...found.values()].flatMap(ofOne => {
    const [{ kind, name } = {}] = ofOne;
    const usual = usualOfRows(ofOne);
    return kind !== undefined && name !== undefined && usual ? [{ kind, name, usual }] : [];
  });
}

const counted = raw(
  "SELECT kind, name FROM counts WHERE status = 'success' GROUP BY kind, name HAVING sum(n) > 0",
);

function listed(workflows: readonly WorkflowName[]): Sql {
  const kinds = workflows.map(({ kind }) => kind);
  const names = workflows.map(({ name }) => encodeText(name));
  return sql`SELECT DISTINCT c.kind, c.name FROM unnest(${kinds}::text[], ${names}::text[]) w(kind, name)
    JOIN counts c ON c.kind = w.kind AND c.name = w.name AND c.status = 'success' AND c.n > 0`;
}

const newestSuccesses = `SELECT r.started_at, r.finished_at, r.paused_ms, r.paused_at FROM runs r
  WHERE r.name = w.name AND r.kind = w.kind AND r.status = 'success' ORDER BY r.created_at DESC, r.id DESC LIMIT ${recentSuccesses}`;

/** The divisor of the running time of a row `r`, from a JSON object by name for each kind. */
export function divisorSql(workflows: readonly WorkflowUsual[]): Sql {
  const objectOf = (kind: string) => {
    const ofKind = workflows.filter(one => one.kind === kind);
    const divisors = ofKind.map(({ name, usual }) => [encodeText(name), divisorOf(usual)]);
    return JSON.stringify(Object.fromEntries(divisors));
  };
  return sql`((CASE r.kind WHEN 'agent' THEN ${objectOf('agent')}::jsonb ELSE ${objectOf('workflow')}::jsonb END ->> r.name)::float8)`;
}
