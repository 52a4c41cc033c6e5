import type { StatusCounts, SuggestField, WorkflowInfo } from '../../../contract/run-store.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import type { RunKind } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { raw, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { readCountRows } from './count-rows.ts';

const maxSuggestions = 50;

/** Counts by status, from the counters. */
export async function readCounts(db: Database): Promise<StatusCounts> {
  const byStatus: Partial<Record<RunStatus, number>> = {};
  let total = 0;
  const rows = await db.rows<{ status: string; n: number }>(
    raw('SELECT status, sum(n)::float8 AS n FROM counts GROUP BY status HAVING sum(n) > 0'),
    'counts-by-status',
  );
  for (const { status, n } of rows) {
    const known = toStatus(status);
    byStatus[known] = (byStatus[known] ?? 0) + n;
    total += n;
  }
  return { ...byStatus, total };
}

type LastCreated = { readonly kind: RunKind; readonly name: string; readonly at: number | null };

/** Every name of a workflow or agent, those with the most runs first. */
export async function readWorkflows(db: Database): Promise<readonly WorkflowInfo[]> {
  const counts = await readCountRows(db);
  const lastCreated = await readLastCreated(db);
  const infos = new Map<string, { -readonly [key in keyof WorkflowInfo]: WorkflowInfo[key] }>();
  for (const { kind, name, status: stored, n } of counts) {
    const id = JSON.stringify([kind, name]);
    const info = infos.get(id) ?? {
      name,
      kind,
      total: 0,
      failed: 0,
      active: 0,
      lastCreatedAt: lastCreated.get(id),
    };
    const status = toStatus(stored);
    info.total += n;
    if (status === 'failed') info.failed += n;
    // Of unknown statuses the counters cannot tell.
    if (status !== 'unknown' && isActive({ status })) info.active += n;
    infos.set(id, info);
  }
  return [...infos.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}

async function readLastCreated(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows<LastCreated>(
    raw(`SELECT c.kind, c.name, (SELECT created_at FROM runs WHERE name = c.name AND kind = c.kind
      ORDER BY created_at DESC, id DESC LIMIT 1) AS at FROM (SELECT DISTINCT kind, name FROM counts) c`),
    'last-created',
  );
  return new Map(
    rows.flatMap(({ kind, name, at }) =>
      at === null ? [] : [[JSON.stringify([kind, decodeText(name)]), at] as const],
    ),
  );
}

/** Values that start with the prefix, whatever its case. */
export async function readSuggestions(
  db: Database,
  field: SuggestField,
  prefix: string,
): Promise<readonly string[]> {
  if (field === 'id') return readIds(db, prefix);
  const wanted = foldCase(prefix);
  const values = (await readValues(db, field)).filter(value => foldCase(value).startsWith(wanted));
  return [...new Set(values)].slice(0, maxSuggestions);
}

async function readValues(db: Database, field: Exclude<SuggestField, 'id'>): Promise<readonly string[]> {
  switch (field) {
    case 'workflow': {
      const rows = await db.rows<{ value: string }>(
        raw('SELECT name AS value FROM counts GROUP BY name HAVING sum(n) > 0 ORDER BY sum(n) DESC, name'),
      );
      return rows.map(row => decodeText(row.value));
    }
    case 'trigger':
      return readDictionary(db, ['trigger_type', 'trigger_label']);
    case 'step':
      return readDictionary(db, ['error_step']);
    case 'error':
      return readDictionary(db, ['error_name']);
    default:
      return readDictionary(db, [field]);
  }
}

/** In the order of the fields. */
async function readDictionary(db: Database, fields: readonly string[]): Promise<readonly string[]> {
  const rows = await db.rows<{ value: string }>(
    sql`SELECT value FROM dictionary WHERE field = ANY(${fields}::text[]) ORDER BY array_position(${fields}::text[], field), value`,
  );
  return rows.map(row => decodeText(row.value));
}

/** Newest first where everything is offered; else those that start so, in their own order. */
async function readIds(db: Database, prefix: string): Promise<readonly string[]> {
  const start = encodeText(prefix);
  const rows = await db.rows<{ id: string }>(
    prefix === ''
      ? sql`SELECT id FROM runs ORDER BY created_at DESC, id DESC LIMIT ${maxSuggestions}`
      : sql`SELECT id FROM runs WHERE id >= ${start} AND id < ${`${start}\u{10ffff}`} ORDER BY id LIMIT ${maxSuggestions}`,
  );
  return rows.map(row => decodeText(row.id));
}
