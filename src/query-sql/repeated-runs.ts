import { globPieces } from '../model/query/pattern.ts';
import type { Clause, TextPattern } from '../model/query/query.ts';
import { type Condition, inexact } from './condition.ts';
import { type Sql, sql } from './sql-template.ts';

type RetryClause = Extract<Clause, { type: 'text' }> & { readonly field: 'retryOf' };

export function isRetryClause(clause: Clause): clause is RetryClause {
  return clause.type === 'text' && clause.field === 'retryOf';
}

type Among = {
  /** The id of the repeated run, `NULL` where a run repeats none. */
  readonly retryOf: Sql;
  /** Whether that is one of these ids. */
  readonly isAmong: (ids: readonly string[]) => Sql;
  /** Whether the store tells the id from all others. */
  readonly isPlain?: (id: string) => boolean;
};

/** Runs that repeat one of these. Of a glob other than `*`, the matcher decides which they are. */
export function ofRepeated(
  patterns: readonly TextPattern[],
  { retryOf, isAmong, isPlain = () => true }: Among,
): Condition {
  const isRetry = sql`${retryOf} IS NOT NULL`;
  const globs = patterns.filter(({ isGlob }) => isGlob);
  if (globs.length > 0) return { ...inexact(isRetry), isExact: globs.some(isAnything), indexed: isRetry };
  const ids = patterns.map(({ text }) => text);
  const repeats = sql`(${isRetry} AND ${isAmong(ids)})`;
  return { ...inexact(repeats), isExact: ids.every(isPlain), indexed: repeats };
}

function isAnything({ text }: TextPattern): boolean {
  return globPieces(text).every(piece => piece === '');
}
