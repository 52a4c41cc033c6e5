import type { Usual } from '../../../model/run.ts';
import {
  recentSuccesses,
  type WorkflowName,
  type WorkflowUsual,
  workflowKey,
} from '../../../model/usual/usual.ts';
import { keepRecent } from '../../runs/keep-recent.ts';
import { type TimesRow, usualOfRows } from '../../runs/lists/recent-durations.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';

type ReadRows = <Row>(statement: Sql) => readonly Row[];
type Counted = WorkflowName & { readonly n: number };

const mostKept = 20_000;

/** Reads what is usual for workflows, or all of them; again where the number of successes has changed. */
export function createUsualReader(
  all: ReadRows,
): (workflows?: readonly WorkflowName[]) => readonly WorkflowUsual[] {
  const kept = keepRecent<string, { readonly n: number; readonly usual?: Usual }>(mostKept);

  function usualOf(workflow: WorkflowName, n: number): Usual | undefined {
    const key = workflowKey(workflow);
    const known = kept.get(key);
    if (known?.n === n) return known.usual;
    const usual = usualOfRows(all<TimesRow>(newestSuccesses(workflow)));
    kept.set(key, { n, usual });
    return usual;
  }

  return workflows => {
    const counted = workflows ? workflows.flatMap(one => all<Counted>(countOf(one))) : all<Counted>(countAll);
    return counted.flatMap(({ n, ...workflow }) => {
      const usual = usualOf(workflow, n);
      return usual ? [{ ...workflow, usual }] : [];
    });
  };
}

const countAll = raw("SELECT kind, name, n FROM counts WHERE status = 'success' AND n > 0");

function countOf({ kind, name }: WorkflowName): Sql {
  return sql`${countAll} AND kind = ${kind} AND name = ${name}`;
}

function newestSuccesses({ kind, name }: WorkflowName): Sql {
  return sql`SELECT r.started_at, r.finished_at, r.paused_ms, r.paused_at FROM runs r INDEXED BY runs_name
    WHERE r.name = ${name} AND r.status = 'success' AND r.kind = ${kind} ORDER BY r.key DESC LIMIT ${recentSuccesses}`;
}
