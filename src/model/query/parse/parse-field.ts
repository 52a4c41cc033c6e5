import type { RunKind } from '../../run.ts';
import { statusWords, toStatus } from '../../status.ts';
import {
  type FieldInfo,
  fieldMeantBy,
  fieldNames,
  findField,
  findRoot,
  payloadRoots,
  rootMeantBy,
} from '../fields.ts';
import { isQuoted, isUnquotedChar, type Part, partText, splitAt, toPattern } from '../filter-terms.ts';
import { nearestWord } from '../nearest.ts';
import {
  type ClauseBody,
  type PathTest,
  type SettledValue,
  type StatusValue,
  settledValues,
  type TimeField,
  type TimeTest,
} from '../query.ts';
import { dayWords, isDateLike, type Moment, parseMoment } from '../resolve-time.ts';
import { foldCase } from '../search-words.ts';
import {
  cutOperator,
  cutRange,
  parseNumbers,
  readNumberTest,
  readPlainNumber,
  reversedRange,
} from './parse-numbers.ts';
import { QueryError, quoteHint, quoteShort } from './query-error.ts';

export function parseFieldClause(name: Part, value: Part): ClauseBody {
  if (name.marks.length === 0) {
    throw new QueryError('a field is missing before ":"', {
      start: name.start,
      end: name.end + 1,
      hint: 'quote it to search for the character',
    });
  }
  const field = isQuoted(name) ? undefined : findField(partText(name));
  if (field === undefined) throw unknownField(name, value);
  return parseFieldValues(field, splitValues(name, value));
}

function parseFieldValues(field: FieldInfo, parts: readonly Part[]): ClauseBody {
  switch (field.type) {
    case 'status':
      return { type: 'status', values: parts.map(parseStatus) };
    case 'kind':
      return { type: 'kind', values: parts.map(parseKind) };
    case 'settled':
      return { type: 'settled', values: parts.map(parseSettled) };
    case 'text':
      return { type: 'text', field: field.field, values: parts.map(toPattern) };
    case 'number':
      return parseNumbers(field.field, parts);
    case 'time':
      return { type: 'time', field: field.field, tests: parts.map(part => parseTime(field.field, part)) };
  }
}

function unknownField(name: Part, value: Part): QueryError {
  const word = partText(name);
  const place = { start: name.start, end: name.end };
  const root = findRoot(word);
  if (root !== undefined) {
    return new QueryError(`"${root}" takes a path`, {
      ...place,
      hint: `write ${root}.key:value, such as ${root}.email:ada@example.com`,
    });
  }
  const suggestion = fieldMeantBy(word) ?? nearestWord(word, fieldNames);
  return new QueryError(`unknown field ${quoteShort(word)}`, {
    ...place,
    hint: quoteHint(`${word}:${partText(value)}`),
    suggestion,
  });
}

function splitValues(name: Part, value: Part): readonly Part[] {
  if (value.marks.length === 0) {
    throw new QueryError(`${quoteShort(partText(name))} has no value`, {
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

/** `cut` is the name, split at its first dot. */
export function parsePathClause(name: Part, cut: readonly [Part, Part], value: Part): ClauseBody {
  const [rootPart, rest] = cut;
  const root = isQuoted(rootPart) ? undefined : findRoot(partText(rootPart));
  if (root === undefined) throw unknownRoot(name, rootPart, value);
  const path = splitAt(rest, '.').map(parseSegment);
  return { type: 'path', root, path, tests: splitValues(name, value).map(parsePathTest) };
}

function parseSegment(part: Part): string {
  if (part.marks.length === 0) {
    throw new QueryError('a part of the path is empty', {
      start: part.start - 1,
      end: part.end + 1,
      hint: 'write input.key:value, and quote a key that is empty or has a dot in it',
    });
  }
  const star = part.marks.find(mark => isUnquotedChar(mark, '*'));
  if (star !== undefined) {
    throw new QueryError('"*" has no meaning in a path', {
      start: star.at,
      end: star.at + 1,
      hint: 'quote a key that has a star in it',
    });
  }
  return partText(part);
}

function unknownRoot(name: Part, rootPart: Part, value: Part): QueryError {
  const root = partText(rootPart);
  const place = { start: rootPart.start, end: rootPart.end };
  if (findField(root) !== undefined)
    return new QueryError(`only input and output take a path, not ${quoteShort(root.toLowerCase())}`, place);
  const roots = payloadRoots.map(known => known.name);
  const suggestion = rootMeantBy(root) ?? nearestWord(root, roots);
  if (suggestion !== undefined)
    return new QueryError(`unknown field ${quoteShort(root)}`, { ...place, suggestion });
  return new QueryError(`unknown field ${quoteShort(partText(name))}`, {
    ...name,
    hint: quoteHint(`${partText(name)}:${partText(value)}`),
  });
}

/** Unquoted comparisons and ranges test numbers; everything else is text. */
function parsePathTest(part: Part): PathTest {
  const text = partText(part);
  const pattern = toPattern(part);
  if (isQuoted(part)) return { type: 'text', pattern };
  const test = readNumberTest(text, readPlainNumber);
  if (test === undefined && cutOperator(text) !== undefined) {
    throw new QueryError(`a comparison takes a number like >100, not ${quoteShort(text)}`, {
      ...part,
      hint: 'quote it if it is text',
    });
  }
  if (test === undefined || test.op === '=') return { type: 'text', pattern };
  if (test.op === '..' && test.from > test.to) throw reversedRange(part);
  return { type: 'number', test };
}

/** An unquoted word close to a known status is a typing error. */
function parseStatus(part: Part): StatusValue {
  const text = partText(part);
  const word = text.trim().toLowerCase();
  if (word === 'active') return { status: 'active' };
  const status = toStatus(foldCase(text));
  if (status !== 'unknown' || word === 'unknown') return { status };
  const suggestion = nearestWord(word, [...statusWords(), 'active', 'unknown']);
  if (isQuoted(part) || (suggestion === undefined && !word.includes('*'))) return { status, raw: text };
  throw new QueryError(`unknown status ${quoteShort(text)}`, {
    ...part,
    hint: `quote it if it is the store's own word: status:"…"`,
    suggestion,
  });
}

function parseKind(part: Part): RunKind {
  const text = partText(part);
  const word = text.toLowerCase();
  if (word === 'workflow' || word === 'agent') return word;
  throw new QueryError(`"type" takes workflow or agent, not ${quoteShort(text)}`, {
    ...part,
    suggestion: nearestWord(word, ['workflow', 'agent']),
  });
}

function parseSettled(part: Part): SettledValue {
  const text = partText(part);
  const value = settledValues.find(one => one === text.toLowerCase());
  if (value) return value;
  throw new QueryError(`"settled" takes yes or no, not ${quoteShort(text)}`, {
    ...part,
    hint: 'settled:no finds failed runs whose work no later run has done',
  });
}

function parseTime(field: TimeField, part: Part): TimeTest {
  const text = partText(part);
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
  if (isDateLike(text)) throw new QueryError(`there is no such time as ${quoteShort(text)}`, part);
  const suggestion = text === partText(part) ? nearestWord(text, dayWords) : undefined;
  const takesNoOperator = field !== 'started' && cutOperator(text) !== undefined;
  throw new QueryError(
    `"${field}" takes a time like 24h, today or 2026-11-24, not ${quoteShort(partText(part))}`,
    {
      ...part,
      suggestion,
      hint: takesNoOperator ? `"${field}" compares by itself; started takes > and <` : undefined,
    },
  );
}

/** Only if it always is: a range that is reversed today matches nothing. */
function isReversed(from: Moment, to: Moment): boolean {
  if (from.type === 'date' && to.type === 'date') return from.from >= to.to;
  return from.type === 'day' && to.type === 'day' && from.daysAgo < to.daysAgo;
}
