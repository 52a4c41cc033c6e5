import { InspectorError } from '../../model/errors.ts';
import { quoteWord } from '../../model/report/shell-command.ts';

/** The error of a line with both: mostly a filter of several words, which a shell has taken apart. */
export function idsAndFilter(ids: readonly string[], filter: string): InspectorError {
  const isTakenApart = ids.some(id => /^-?[a-z][\w.]*:/u.test(id));
  const hint = isTakenApart
    ? `quote a filter of several words: --filter ${quoteWord([filter, ...ids].join(' '))}`
    : 'leave one of them out; a filter of several words needs quotes';
  return new InspectorError('usage', 'ids and --filter are given: either of them names the runs', { hint });
}
