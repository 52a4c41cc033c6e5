import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { narrowToGroups } from '../filter/failure-group.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { TableDialect } from '../rows/table-dialect.ts';
import { laterIds } from './failure-aliases.ts';
import { markColumns, markValues } from './read-failure-marks.ts';

export type MarkChange =
  | { readonly act: 'put'; readonly mark: NewFailureMark; readonly by?: string | undefined }
  | { readonly act: 'remove'; readonly failureId: string };

const columns = [...markColumns, 'made_at'];
const updated = columns.filter(column => column !== 'failure' && column !== 'kind');

type Writing = Pick<TableDialect, 'failuresInOrder'> & { readonly now: Sql };

/** Statements for one transaction. While a group is signed anew, they change it under its old and new ids. */
export function* markStatements(
  change: MarkChange,
  { failuresInOrder, now }: Writing,
): Reading<readonly Sql[]> {
  if (change.act === 'remove') {
    const ids = [change.failureId, ...(yield* laterIds(change.failureId))];
    return ids.map(id => sql`DELETE FROM failure_marks WHERE failure = ${id}`);
  }
  const ids = yield* markedIds(change.mark.failureId, failuresInOrder);
  return ids.map(failureId => putStatement({ ...change.mark, failureId }, change.by, now));
}

/** An older id is left out once no failure has it any more: nothing would move a mark away from it. */
function* markedIds(id: string, failures: Sql): Reading<readonly string[]> {
  const later = yield* laterIds(id);
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
