import type { TextPattern } from '../../../model/query/query.ts';
import { searchedLogs } from '../../../model/query/search-words.ts';
import { type Condition, exact, inexact } from '../../../query-sql/condition.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import { foldText, textMark } from './index-entry.ts';

const hasLogs = raw('EXISTS (SELECT 1 FROM logs l WHERE l.run = r.key)');

/** Runs with a log message, which for `log:*` is enough; otherwise the matcher decides. */
export function ofLogs(patterns: readonly TextPattern[]): Condition {
  const isAny = patterns.some(({ text, isGlob }) => isGlob && text === '*');
  return isAny ? exact(hasLogs) : inexact(hasLogs);
}

/** In UTF-16 units. Smaller entries find fewer runs in vain, and take more room. */
const entryUnits = 16_384;

/** The most entries that `toLogEntries` makes, but for one long message in each. */
export const mostLogEntries = 64;

/** The entries of an index for the log messages of a run, newest first; each holds whole messages. */
export function toLogEntries(newestFirst: Iterable<string>): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  for (const message of searchedLogs(newestFirst)) {
    entry += textMark + foldText(message);
    if (entry.length < entryUnits) continue;
    entries.push(entry);
    entry = '';
  }
  return entry === '' ? entries : [...entries, entry];
}
