import { searchedLogs } from '../../../model/query/search-words.ts';
import { foldText, textMark } from './index-entry.ts';

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
