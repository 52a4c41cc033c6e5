import { nearestWord } from '../nearest.ts';
import type { TimeField, TimeTest } from '../query.ts';
import { isDateLike, type Moment, parseMoment } from '../resolve-time.ts';
import { type Part, textOf } from './filter-terms.ts';
import { cutOperator, cutRange, reversedRange } from './parse-numbers.ts';
import { QueryError, quoteShort } from './query-error.ts';

export function parseTime(field: TimeField, part: Part): TimeTest {
  const text = textOf(part);
  if (field !== 'started') {
    readMoment(field, text, part);
    return { op: field, text };
  }
  const range = cutRange(text);
  if (range === undefined) {
    const { op = 'on', operand = text } = cutOperator(text) ?? {};
    readMoment(field, operand, part);
    return { op, text: operand };
  }
  const [from, to] = range;
  if (isReversed(readMoment(field, from, part), readMoment(field, to, part))) throw reversedRange(part);
  return { op: '..', from, to };
}

function readMoment(field: TimeField, text: string, part: Part): Moment {
  const moment = parseMoment(text);
  if (moment !== undefined) return moment;
  const place = { start: part.start, end: part.end };
  if (isDateLike(text)) throw new QueryError(`there is no such time as ${quoteShort(text)}`, place);
  const suggestion = text === textOf(part) ? nearestWord(text, ['today', 'yesterday']) : undefined;
  const takesNoOperator = field !== 'started' && cutOperator(text) !== undefined;
  throw new QueryError(
    `"${field}" takes a time like 24h, today or 2026-11-24, not ${quoteShort(textOf(part))}`,
    {
      ...place,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(takesNoOperator ? { hint: `"${field}" compares by itself; started takes > and <` } : {}),
    },
  );
}

/** Rejects only ranges that are always reversed; one that is reversed only now matches nothing. */
function isReversed(from: Moment, to: Moment): boolean {
  if (from.type === 'date' && to.type === 'date') return from.from >= to.to;
  return from.type === 'day' && to.type === 'day' && from.daysAgo < to.daysAgo;
}
