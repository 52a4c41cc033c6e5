import type { LateOptions, LateRuns } from '../../../contract/lists/run-page.ts';
import {
  addWorkflows,
  compareWorkflows,
  type StatusCounts,
  toCounts,
  toOffered,
  toWorkflows,
  type WorkflowInfo,
} from '../../../contract/workflow-info.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { RunKind } from '../../../model/run.ts';
import { toStatus } from '../../../model/status.ts';
import { sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { TableDialect } from '../rows/read-run.ts';

export function* readCounts({ statusCounts }: TableDialect): Reading<StatusCounts> {
  return toCounts((yield* statusCounts()).map(({ status, n }) => ({ status: toStatus(status), count: n })));
}

export function* readWorkflows(dialect: TableDialect): Reading<readonly WorkflowInfo[]> {
  const { nameCounts, offers, lastCreated } = dialect;
  const counts = (yield* nameCounts()).map(({ n: count, status, ...workflow }) => ({
    ...{ ...workflow, status: toStatus(status), count },
    // The counters do not record whether a run of unknown status has ended.
    finishedAt: 0,
  }));
  const offered = toOffered((yield* offers()).map(({ workflow }) => workflow));
  const newest = yield* rowsOf<{ kind: RunKind; name: string; at: number | null }>(lastCreated);
  const created = newest.map(({ at, ...workflow }) => ({ ...workflow, lastCreatedAt: at ?? undefined }));
  const infos = addWorkflows([...toWorkflows(counts), ...offered, ...created]);
  return infos.filter(({ total, isOffered }) => total > 0 || isOffered).sort(compareWorkflows);
}

type Place = { readonly place: number };

/** See `RunStore.lateRuns`. A position beyond the end comes from a file or database that was replaced. */
export function* readLateRuns({ after, limit }: Omit<LateOptions, 'signal'>): Reading<LateRuns> {
  const [last] = yield* rowsOf<Place>(sql`SELECT place FROM late_runs ORDER BY place DESC LIMIT 1`);
  const end = last?.place ?? 0;
  const start = after === undefined ? end : Math.min(end, parsePosition(after));
  if (start === end) return { addresses: [], position: String(end) };
  const rows = yield* rowsOf<Place & { readonly id: string | null }>(
    sql`SELECT l.place, r.id FROM late_runs l LEFT JOIN runs r ON r.key = l.run
      WHERE l.place > ${start} ORDER BY l.place LIMIT ${limit}`,
  );
  const addresses = rows.flatMap(({ id }) => (id === null ? [] : [id]));
  return { addresses, position: String(rows.at(-1)?.place ?? start) };
}

function parsePosition(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InspectorError('usage', `not a position among late runs: ${text.slice(0, 40)}`, {
    hint: 'take the position of the answer before, as it is',
  });
}
