import { mostMarks } from '../../../contract/failures.ts';
import type { FailureMark, NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { raw, sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../reading.ts';

type Row = {
  readonly failure_id: string;
  readonly kind: string;
  readonly note: string | null;
  readonly ticket: string | null;
  readonly muted_until: number | null;
  readonly muted_count: number | null;
  readonly made_by: string | null;
  readonly made_at: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly shown: number;
};

/** More than any text within `markLimits` has. */
const mostBytes = 16_000;

/** The columns of `failure_marks` that a person fills, in the order of `markValues`. */
export const markColumns = [
  ...(['failure', 'kind', 'note', 'ticket', 'muted_until', 'muted_count'] as const),
  ...(['first_at', 'last_at', 'shown', 'made_by'] as const),
] as const;

export function markValues(
  { failureId, kind, note, ticket, mutedUntil, mutedForCount, shown }: NewFailureMark,
  by: string | undefined,
): readonly (string | number | null)[] {
  const { firstAt, lastAt, count } = shown;
  const told = [note, ticket, mutedUntil, mutedForCount].map(value => value ?? null);
  return [failureId, kind, ...told, firstAt, lastAt, count, by ?? null];
}

/** Another program may have written more than people may. */
const isShort = raw(
  ['failure', 'note', 'ticket', 'made_by']
    .map(column => `coalesce(octet_length(${column}), 0) <= ${mostBytes}`)
    .join(' AND '),
);

/** The latest first; marks of a kind that this version does not know are left out. */
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
