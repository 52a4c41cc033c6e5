import { mostMarks } from '../../../contract/failures.ts';
import { type FailureText, isOfGroup, renamedGroup } from '../../../model/failure/failure-text.ts';
import type { FailureMark, NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { versionSign } from '../../../model/failure/signature.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type FailureClause, isFailureClause, narrowToGroups } from '../filter/stored-columns.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { TableDialect } from '../rows/read-run.ts';
import type { Signing } from './sign-row.ts';

type Row = Readonly<Record<'failure_id' | 'kind', string>> &
  Readonly<Record<'note' | 'ticket' | 'made_by', string | null>> &
  Readonly<Record<'muted_until' | 'muted_count', number | null>> &
  Readonly<Record<'made_at' | 'first_at' | 'last_at' | 'shown', number>>;

/** More than any text within `markLimits` has. */
const mostBytes = 16_000;

/** The columns of `failure_marks` that a person fills, in the order of `markValues`. */
const markColumns = [
  ...(['failure', 'kind', 'note', 'ticket', 'muted_until', 'muted_count'] as const),
  ...(['first_at', 'last_at', 'shown', 'made_by'] as const),
] as const;

function markValues(
  { failureId, kind, note, ticket, mutedUntil, mutedForCount, shown }: NewFailureMark,
  by: string | undefined,
): readonly (string | number | null)[] {
  const { firstAt, lastAt, count } = shown;
  const optional = [note, ticket, mutedUntil, mutedForCount].map(value => value ?? null);
  return [failureId, kind, ...optional, firstAt, lastAt, count, by ?? null];
}

/** Another program may have written longer texts. */
const isShort = raw(
  ['failure', 'note', 'ticket', 'made_by']
    .map(column => `coalesce(octet_length(${column}), 0) <= ${mostBytes}`)
    .join(' AND '),
);

export function* readFailureMarks(): Reading<readonly FailureMark[]> {
  const rows = yield* rowsOf<Row>(
    sql`SELECT failure AS failure_id, kind, note, ticket, muted_until, muted_count, made_by, made_at, first_at, last_at, shown
      FROM failure_marks WHERE kind IN ('known', 'muted') AND ${isShort} ORDER BY made_at DESC, failure, kind LIMIT ${raw(String(mostMarks))}`,
  );
  return rows.map(toMark);
}

function toMark(row: Row): FailureMark {
  return {
    failureId: row.failure_id,
    kind: row.kind === 'muted' ? 'muted' : 'known',
    at: row.made_at,
    shown: { firstAt: row.first_at, lastAt: row.last_at, count: row.shown },
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.ticket === null ? {} : { ticket: row.ticket }),
    ...(row.muted_until === null ? {} : { mutedUntil: row.muted_until }),
    ...(row.muted_count === null ? {} : { mutedForCount: row.muted_count }),
    ...(row.made_by === null ? {} : { by: row.made_by }),
  };
}

export type MarkChange =
  | { readonly act: 'put'; readonly mark: NewFailureMark; readonly by?: string | undefined }
  | { readonly act: 'remove'; readonly failureId: string };

const columns = [...markColumns, 'made_at'];
const updated = columns.filter(column => column !== 'failure' && column !== 'kind');

type Writing = Pick<TableDialect, 'failuresInOrder'> & { readonly now: Sql };

/** For one transaction. A group that is being signed again changes under its old and new ids. */
export function* markStatements(
  change: MarkChange,
  { failuresInOrder, now }: Writing,
): Reading<readonly Sql[]> {
  if (change.act === 'remove') {
    const ids = [change.failureId, ...(yield* readLaterIds(change.failureId))];
    return ids.map(id => sql`DELETE FROM failure_marks WHERE failure = ${id}`);
  }
  const ids = yield* readMarkedIds(change.mark.failureId, failuresInOrder);
  return ids.map(failureId => putStatement({ ...change.mark, failureId }, change.by, now));
}

/** Omits an old id that no failure has any more: nothing would move a mark away from it. */
function* readMarkedIds(id: string, failures: Sql): Reading<readonly string[]> {
  const later = yield* readLaterIds(id);
  if (later.length === 0) return [id];
  const left = yield* rowsOf<object>(
    sql`SELECT r.key FROM ${failures}
      WHERE r.status = 'failed' AND r.failure IS NOT NULL AND ${narrowToGroups([id])} LIMIT 1`,
  );
  return left.length === 0 ? later : [id, ...later];
}

function putStatement(mark: NewFailureMark, by: string | undefined, now: Sql): Sql {
  const values = [...markValues(mark, by).map(value => sql`${value}`), now];
  return sql`INSERT INTO failure_marks (${raw(columns.join())}) VALUES (${joinSql(values, ', ')})
    ON CONFLICT (failure, kind) DO UPDATE SET ${raw(updated.map(column => `${column} = excluded.${column}`).join())}`;
}

/** The text of a failure before and after a newer version of the signature has signed it. */
export type FailureAlias = { readonly former: FailureText; readonly current: FailureText };

export function namesFailures({ clauses }: Query): boolean {
  return clauses.some(isFailureClause);
}

/** Adds the newer ids of each group that a query names. */
export function* followAliases(query: Query): Reading<Query> {
  const clauses: Clause[] = [];
  for (const clause of query.clauses)
    clauses.push(isFailureClause(clause) ? yield* withLaterIds(clause) : clause);
  return { ...query, clauses };
}

function* withLaterIds(clause: FailureClause): Reading<FailureClause> {
  const later: string[] = [];
  for (const { text } of clause.values) later.push(...(yield* readLaterIds(text.toLowerCase())));
  return { ...clause, values: [...clause.values, ...later.map(text => ({ text, isGlob: false }))] };
}

/** The ids that newer versions of the signature gave to the failures of a group. */
function* readLaterIds(id: string): Reading<readonly string[]> {
  const found = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const aliases = yield* rowsOf<FailureAlias>(
      sql`SELECT former, current FROM failure_aliases WHERE ${narrowToGroups([next], raw('former'))}`,
    );
    for (const { to } of renamings([next], aliases)) {
      if (!found.has(to)) waiting.push(to);
      found.add(to);
    }
  }
  return [...found];
}

type Renaming = { readonly from: string; readonly to: string };

function renamings(ids: readonly string[], aliases: readonly FailureAlias[]): readonly Renaming[] {
  const found = new Map<string, Renaming>();
  for (const { former, current } of aliases) {
    for (const from of ids) {
      if (!isOfGroup(former, from)) continue;
      const to = renamedGroup(from, current);
      found.set(`${from} ${to}`, { from, to });
    }
  }
  return [...found.values()];
}

type Version = Pick<Signing, 'version'>;

function* readOlderMarks({ version }: Version): Reading<readonly string[]> {
  const rows = yield* rowsOf<{ failure_id: string }>(
    sql`SELECT DISTINCT failure AS failure_id FROM failure_marks WHERE failure < ${versionSign(version)}`,
  );
  return rows.map(row => row.failure_id);
}

const otherColumns = raw(columns.filter(column => column !== 'failure').join());

/** Copies marks to the new ids of their groups. A mark that already exists is newer, and stays. */
export function* copiesOfMarks(version: Version, fresh: readonly FailureAlias[]): Reading<readonly Sql[]> {
  if (fresh.length === 0) return [];
  return renamings(yield* readOlderMarks(version), fresh).map(
    ({ from, to }) => sql`INSERT INTO failure_marks (failure, ${otherColumns})
      SELECT CAST(${to} AS text), ${otherColumns} FROM failure_marks WHERE failure = ${from}
      ON CONFLICT (failure, kind) DO NOTHING`,
  );
}

/** Statements that remove the marks of older ids, once `copiesOfMarks` has copied them. */
export function* removalsOfMarks(version: Version): Reading<readonly Sql[]> {
  const removals: Sql[] = [];
  for (const id of yield* readOlderMarks(version))
    if ((yield* readLaterIds(id)).length > 0)
      removals.push(sql`DELETE FROM failure_marks WHERE failure = ${id}`);
  return removals;
}
