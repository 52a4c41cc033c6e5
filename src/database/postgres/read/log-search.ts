import type { LogClause } from '../../../model/query/clauses.ts';
import type { TextPattern } from '../../../model/query/query.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import { type Condition, inexact } from '../../../query-sql/condition.ts';
import { joinSql, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { longestPiece } from '../../runs/filter/index-entry.ts';
import { ofLogs } from '../../runs/filter/logs.ts';
import { isPlain, likePattern } from './text-search.ts';

/** The longest piece of each pattern is searched for; the matcher tests the rest. */
export function compileLogs(patterns: readonly TextPattern[]): Condition {
  const pieces = searchedPieces(patterns);
  if (!pieces) return ofLogs(patterns);
  const possible = inexact(mayHold(pieces));
  if (pieces.some(isShortWord)) return possible;
  const keys = sql`SELECT t.run FROM log_texts t WHERE ${holdsAny(pieces)} UNION SELECT run FROM unindexed_logs`;
  return { ...possible, indexed: sql`r.key IN (${keys})` };
}

/** Whether a message of the run may fit; `undefined` if no text decides. */
export function mayHoldLog({ values }: LogClause): Sql | undefined {
  const pieces = searchedPieces(values);
  return pieces && mayHold(pieces);
}

function searchedPieces(patterns: readonly TextPattern[]): readonly string[] | undefined {
  const pieces = patterns.map(longestPiece);
  return pieces.every(piece => piece !== '' && isPlain(piece)) ? pieces : undefined;
}

/** Messages that are not indexed yet may hold anything. */
function mayHold(pieces: readonly string[]): Sql {
  return sql`(EXISTS (SELECT FROM log_texts t WHERE t.run = r.key AND ${holdsAny(pieces)})
    OR EXISTS (SELECT FROM unindexed_logs u WHERE u.run = r.key))`;
}

function holdsAny(pieces: readonly string[]): Sql {
  const likes = pieces.map(piece => sql`t.text LIKE ${`%${likePattern(piece)}%`}`);
  return sql`(${joinSql(likes, ' OR ')})`;
}
