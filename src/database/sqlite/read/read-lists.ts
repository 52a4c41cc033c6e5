import type { StatusCounts, SuggestField, WorkflowInfo } from '../../../contract/run-store.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import type { RunKind } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import type { Reader } from './reader.ts';

const maxSuggestions = 50;

type LostCount = {
  readonly kind: RunKind;
  readonly name: string;
  readonly status: string;
  readonly n: number;
};

/** Counts by status, from the counters; runs whose owner is gone count as failed. */
export function readCounts(reader: Reader): StatusCounts {
  const counts = new Map<string, number>();
  const add = (status: string, n: number) => counts.set(status, (counts.get(status) ?? 0) + n);
  for (const row of reader.prepare<{ status: string; n: number }>('SELECT status, n FROM totals').all())
    add(row.status, row.n);
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  for (const { status, n } of countLost(reader)) {
    add(status, -n);
    add('failed', n);
  }
  const byStatus: Partial<Record<string, number>> = {};
  for (const [status, n] of counts) if (n > 0) byStatus[toStatus(status)] = n;
  return { ...byStatus, total };
}

const fewRows = 300;

/** Whether counting takes no time worth speaking of: few names, and few runs whose owner is gone. */
export function isQuickToCount(reader: Reader): boolean {
  const counts = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM counts LIMIT ${fewRows})`,
  );
  return (counts.get()?.n ?? 0) < fewRows && hasFewLost(reader);
}

export function hasFewLost(reader: Reader): boolean {
  const lost = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM runs INDEXED BY runs_owner WHERE owner = ? LIMIT ${fewRows})`,
  );
  return [...reader.deadOwners().keys()].reduce((n, owner) => n + (lost.get(owner)?.n ?? 0), 0) < fewRows;
}

function countLost(reader: Reader): readonly LostCount[] {
  const dead = [...reader.deadOwners().keys()];
  const count = reader.prepare<LostCount>(
    'SELECT kind, name, status, count(*) AS n FROM runs INDEXED BY runs_owner WHERE owner = ? GROUP BY kind, name, status',
  );
  return dead.flatMap(owner => count.all(owner));
}

/** Every name of a workflow or agent, those with the most runs first. */
export function readWorkflows(reader: Reader): readonly WorkflowInfo[] {
  const infos = new Map<
    string,
    { name: string; kind: RunKind; total: number; failed: number; active: number }
  >();
  const infoOf = ({ kind, name }: LostCount) => {
    const id = JSON.stringify([kind, name]);
    const info = infos.get(id) ?? { name, kind, total: 0, failed: 0, active: 0 };
    infos.set(id, info);
    return info;
  };
  for (const row of reader.prepare<LostCount>('SELECT kind, name, status, n FROM counts WHERE n > 0').all()) {
    const info = infoOf(row);
    const status = toStatus(row.status);
    info.total += row.n;
    if (status === 'failed') info.failed += row.n;
    if (countsAsActive(status)) info.active += row.n;
  }
  for (const row of countLost(reader)) {
    const info = infoOf(row);
    info.failed += row.n;
    if (countsAsActive(toStatus(row.status))) info.active -= row.n;
  }
  const sorted = [...infos.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  return sorted.map(info => ({ ...info, lastCreatedAt: readLastCreatedAt(reader, info) }));
}

/** Of unknown statuses the counters cannot tell. */
function countsAsActive(status: RunStatus): boolean {
  return status !== 'unknown' && isActive({ status });
}

function readLastCreatedAt(
  reader: Reader,
  { kind, name }: { kind: RunKind; name: string },
): number | undefined {
  return reader
    .prepare<{ at: number }>(
      `SELECT created_at AS at FROM runs WHERE key = (
        SELECT max((SELECT key FROM runs INDEXED BY runs_name WHERE name = c.name AND status = c.status AND kind = c.kind
          ORDER BY key DESC LIMIT 1))
        FROM counts c WHERE c.kind = ? AND c.name = ? AND c.n > 0)`,
    )
    .get(kind, name)?.at;
}

/** Values that start with the prefix, whatever its case. */
export function readSuggestions(reader: Reader, field: SuggestField, prefix: string): readonly string[] {
  if (field === 'id') return readIds(reader, prefix);
  const wanted = foldCase(prefix);
  const values = valuesOf(reader, field).filter(value => foldCase(value).startsWith(wanted));
  return [...new Set(values)].slice(0, maxSuggestions);
}

function valuesOf(reader: Reader, field: Exclude<SuggestField, 'id'>): readonly string[] {
  switch (field) {
    case 'workflow':
      return reader
        .prepare<{ name: string }>(
          'SELECT name, sum(n) AS total FROM counts GROUP BY name ORDER BY total DESC, name',
        )
        .all()
        .map(row => row.name);
    case 'trigger':
      return [...listed(reader, 'trigger_type'), ...listed(reader, 'trigger_label')];
    case 'step':
      return listed(reader, 'error_step');
    case 'error':
      return listed(reader, 'error_name');
    default:
      return listed(reader, field);
  }
}

function listed(reader: Reader, field: DictionaryField): readonly string[] {
  return reader
    .prepare<{ value: string }>('SELECT value FROM dictionary WHERE field = ?')
    .all(field)
    .map(row => row.value);
}

/** Newest first where everything is offered; else those that start so, in their own order. */
function readIds(reader: Reader, prefix: string): readonly string[] {
  const rows =
    prefix === ''
      ? reader.prepare<{ id: string }>('SELECT id FROM runs ORDER BY key DESC LIMIT ?').all(maxSuggestions)
      : reader
          .prepare<{ id: string }>(
            'SELECT id FROM runs INDEXED BY runs_id WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
          )
          .all(prefix, `${prefix}\u{10ffff}`, maxSuggestions);
  return rows.map(row => row.id);
}
