import type { TextPattern } from '../../../model/query/query.ts';
import { type Condition, exact, inexact } from '../../../query-sql/condition.ts';
import { raw } from '../../../query-sql/sql-template.ts';

const hasLogs = raw('EXISTS (SELECT 1 FROM logs l WHERE l.run = r.key)');

/** Runs with a log message, which for `log:*` is enough; otherwise the matcher decides. */
export function ofLogs(patterns: readonly TextPattern[]): Condition {
  const isAny = patterns.some(({ text, isGlob }) => isGlob && text === '*');
  return isAny ? exact(hasLogs) : inexact(hasLogs);
}
