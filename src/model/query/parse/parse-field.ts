import { type FieldInfo, fieldNames, findField, findRoot } from '../fields.ts';
import { nearestWord } from '../nearest.ts';
import { toPattern } from '../pattern.ts';
import type { ClauseBody } from '../query.ts';
import { isQuoted, type Part, textOf } from './filter-terms.ts';
import { parseNumbers } from './parse-numbers.ts';
import { parseKind, parseStatus } from './parse-status.ts';
import { parseTime } from './parse-time.ts';
import { QueryError, quoteHint, quoteShort } from './query-error.ts';
import { splitValues } from './split-values.ts';

/** Parses `name:value,value`. */
export function parseFieldClause(name: Part, value: Part): ClauseBody {
  if (name.marks.length === 0) {
    throw new QueryError('a field is missing before ":"', {
      start: name.start,
      end: name.end + 1,
      hint: 'quote it to search for the character',
    });
  }
  const field = isQuoted(name) ? undefined : findField(textOf(name));
  if (field === undefined) throw unknownField(name, value);
  return parseFieldValues(field, splitValues(name, value));
}

function parseFieldValues(field: FieldInfo, parts: readonly Part[]): ClauseBody {
  switch (field.type) {
    case 'status':
      return { type: 'status', values: parts.map(parseStatus) };
    case 'kind':
      return { type: 'kind', values: parts.map(parseKind) };
    case 'text':
      return { type: 'text', field: field.field, values: parts.map(toPattern) };
    case 'number':
      return parseNumbers(field.field, parts);
    case 'time':
      return { type: 'time', field: field.field, tests: parts.map(part => parseTime(field.field, part)) };
  }
}

function unknownField(name: Part, value: Part): QueryError {
  const word = textOf(name);
  const place = { start: name.start, end: name.end };
  const root = findRoot(word);
  if (root !== undefined) {
    return new QueryError(`"${root}" takes a path`, {
      ...place,
      hint: `write ${root}.key:value, such as ${root}.email:ada@example.com`,
    });
  }
  const suggestion = nearestWord(word, fieldNames);
  return new QueryError(`unknown field ${quoteShort(word)}`, {
    ...place,
    hint: quoteHint(`${word}:${textOf(value)}`),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}
