import { type Part, splitAt, textOf } from './filter-terms.ts';
import { QueryError, quoteShort } from './query-error.ts';

/** The values after a field's colon; throws when one is missing. */
export function splitValues(name: Part, value: Part): readonly Part[] {
  if (value.marks.length === 0) {
    throw new QueryError(`${quoteShort(textOf(name))} has no value`, {
      start: name.start,
      end: value.end,
      hint: 'write the value right after the colon',
    });
  }
  const parts = splitAt(value, ',');
  const missing = parts.find(part => part.marks.length === 0);
  if (missing !== undefined) {
    throw new QueryError('a value is missing beside ","', {
      start: Math.max(value.start, missing.start - 1),
      end: Math.min(value.end, missing.end + 1),
      hint: 'quote the comma if it is part of the value',
    });
  }
  return parts;
}
