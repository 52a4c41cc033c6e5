import { globPieces } from '../model/query/pattern.ts';
import type { Clause, TextPattern } from '../model/query/query.ts';
import { type Condition, inexact } from './filter-dialect.ts';
import { raw, type Sql, sql } from './sql-template.ts';

type RetryClause = Extract<Clause, { type: 'text' }> & { readonly field: 'retryOf' };

export function isRetryClause(clause: Clause): clause is RetryClause {
  return clause.type === 'text' && clause.field === 'retryOf';
}

/** True of every run that repeats another. */
const isRetry = raw('r.retry_of IS NOT NULL');

type Among = {
  /** Whether the column `r.retry_of` is one of these ids. */
  readonly isAmong: (ids: readonly string[]) => Sql;
  /** Whether the store tells the id from all others. */
  readonly isPlain?: (id: string) => boolean;
};

/** Runs that repeat one of these. Of a glob other than `*`, the matcher decides which they are. */
export function ofRepeated(
  patterns: readonly TextPattern[],
  { isAmong, isPlain = () => true }: Among,
): Condition {
  const globs = patterns.filter(({ isGlob }) => isGlob);
  if (globs.length > 0) return { ...inexact(isRetry), isExact: globs.some(isAnything), indexed: isRetry };
  const ids = patterns.map(({ text }) => text);
  const repeats = sql`(${isRetry} AND ${isAmong(ids)})`;
  return { ...inexact(repeats), isExact: ids.every(isPlain), indexed: repeats };
}

function isAnything({ text }: TextPattern): boolean {
  return globPieces(text).every(piece => piece === '');
}
