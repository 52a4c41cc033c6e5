import type { LateOptions, LateRuns } from '../../../contract/lists/run-page.ts';
import type { StatusCounts } from '../../../contract/run-store.ts';
import { compareWorkflows, type WorkflowInfo } from '../../../contract/workflow-info.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { RunKind } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { workflowKey } from '../../../model/usual/usual.ts';
import { sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { NameCount, TableDialect } from '../rows/read-run.ts';

export function* readCounts({ statusCounts }: TableDialect): Reading<StatusCounts> {
  const counts = new Map<RunStatus, number>();
  let total = 0;
  for (const { status: stored, n } of yield* statusCounts()) {
    const status = toStatus(stored);
    counts.set(status, (counts.get(status) ?? 0) + n);
    total += n;
  }
  const byStatus: Partial<Record<RunStatus, number>> = {};
  for (const [status, n] of counts) if (n > 0) byStatus[status] = n;
  return { ...byStatus, total };
}

export function* readWorkflows(dialect: TableDialect): Reading<readonly WorkflowInfo[]> {
  const { nameCounts, lastCreated } = dialect;
  const infos = new Map<string, WorkflowInfo>();
  for (const count of yield* nameCounts())
    infos.set(workflowKey(count), addCount(infos.get(workflowKey(count)), count));
  for (const { workflow: name } of yield* dialect.offers()) {
    const offered = { kind: 'workflow', name } as const;
    const info = infos.get(workflowKey(offered)) ?? { ...offered, total: 0, failed: 0, active: 0 };
    infos.set(workflowKey(offered), { ...info, isOffered: true });
  }
  const newest = yield* rowsOf<{ kind: RunKind; name: string; at: number | null }>(lastCreated);
  const createdAt = new Map(newest.map(row => [workflowKey(row), row.at ?? undefined]));
  return [...infos.values()]
    .map(info => ({ ...info, lastCreatedAt: createdAt.get(workflowKey(info)) }))
    .sort(compareWorkflows);
}

function addCount(
  info: WorkflowInfo | undefined,
  { kind, name, status: stored, n }: NameCount,
): WorkflowInfo {
  const status = toStatus(stored);
  // The counters do not record whether a run of unknown status has ended.
  const isCountedActive = status !== 'unknown' && isActive({ status });
  return {
    name,
    kind,
    total: (info?.total ?? 0) + n,
    failed: (info?.failed ?? 0) + (status === 'failed' ? n : 0),
    active: (info?.active ?? 0) + (isCountedActive ? n : 0),
  };
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
