import {
  divisorOf,
  recentSuccesses,
  type WorkflowName,
  type WorkflowUsual,
  workflowKey,
} from '../../../model/usual/usual.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type TimesRow, usualOfRows } from '../../runs/lists/recent-durations.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';

/** What is usual for some workflows, or for all. */
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

/** The divisor of the running time of a row `r`, from a JSON object for each kind, by name. */
export function divisorSql(workflows: readonly WorkflowUsual[]): Sql {
  const objectOf = (kind: string) =>
    JSON.stringify(
      Object.fromEntries(
        workflows
          .filter(one => one.kind === kind)
          .map(({ name, usual }) => [encodeText(name), divisorOf(usual)]),
      ),
    );
  return sql`((CASE r.kind WHEN 'agent' THEN ${objectOf('agent')}::jsonb ELSE ${objectOf('workflow')}::jsonb END ->> r.name)::float8)`;
}
