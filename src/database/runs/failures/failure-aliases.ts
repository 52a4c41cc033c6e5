import { type FailureText, isOfGroup, renamedGroup } from '../../../model/failure/failure-text.ts';
import { versionSign } from '../../../model/failure/signature.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type FailureClause, isFailureClause, narrowToGroups } from '../filter/failure-group.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { markColumns } from './read-failure-marks.ts';
import type { Signing } from './sign-row.ts';

/** The text of a failure before and after a newer version of the signature has signed it. */
export type FailureAlias = { readonly former: FailureText; readonly current: FailureText };

export function namesFailures({ clauses }: Query): boolean {
  return clauses.some(isFailureClause);
}

/** Adds to each group that a query names the ids by which its failures go since. */
export function* followAliases(query: Query): Reading<Query> {
  const clauses: Clause[] = [];
  for (const clause of query.clauses)
    clauses.push(isFailureClause(clause) ? yield* withLaterIds(clause) : clause);
  return { ...query, clauses };
}

function* withLaterIds(clause: FailureClause): Reading<FailureClause> {
  const later: string[] = [];
  for (const { text } of clause.values) later.push(...(yield* laterIds(text.toLowerCase())));
  return { ...clause, values: [...clause.values, ...later.map(text => ({ text, isGlob: false }))] };
}

/** The ids by which the failures of a group go since newer versions of the signature have signed them. */
export function* laterIds(id: string): Reading<readonly string[]> {
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

/** The new ids of groups, as far as some failures tell. */
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

/** The groups with marks that were made on ids of an older version. */
function* olderMarks({ version }: Version): Reading<readonly string[]> {
  const rows = yield* rowsOf<{ failure_id: string }>(
    sql`SELECT DISTINCT failure AS failure_id FROM failure_marks WHERE failure < ${versionSign(version)}`,
  );
  return rows.map(row => row.failure_id);
}

const otherColumns = raw([...markColumns, 'made_at'].filter(column => column !== 'failure').join());

/** Statements that copy marks to the new ids of their groups. A mark that is there already is newer. */
export function* copiesOfMarks(version: Version, fresh: readonly FailureAlias[]): Reading<readonly Sql[]> {
  if (fresh.length === 0) return [];
  return renamings(yield* olderMarks(version), fresh).map(
    ({ from, to }) => sql`INSERT INTO failure_marks (failure, ${otherColumns})
      SELECT CAST(${to} AS text), ${otherColumns} FROM failure_marks WHERE failure = ${from}
      ON CONFLICT (failure, kind) DO NOTHING`,
  );
}

/** Statements that remove the marks of older ids, once `copiesOfMarks` has copied them. */
export function* removalsOfMarks(version: Version): Reading<readonly Sql[]> {
  const removals: Sql[] = [];
  for (const id of yield* olderMarks(version))
    if ((yield* laterIds(id)).length > 0) removals.push(sql`DELETE FROM failure_marks WHERE failure = ${id}`);
  return removals;
}
