import { type FieldInfo, fieldNames, findField, findRoot, payloadRoots } from './fields.ts';
import { nearestWord } from './nearest.ts';
import { parseKind, parseNumber, parsePathTest, parseStatus, parseTime } from './parse-value.ts';
import { toPattern } from './pattern.ts';
import type { Clause, Query } from './query.ts';
import { QueryError, shown } from './query-error.ts';
import { cutAt, isPlain, isQuoted, type Part, scanTerms, splitAt, type Term, textOf } from './scan.ts';

type Place = { readonly negated: boolean; readonly start: number; readonly end: number };

/** Reads a filter; throws a `QueryError` that says where it cannot be understood. */
export function parseQuery(text: string): Query {
  return { clauses: scanTerms(text).map(parseTerm) };
}

/** Reads a filter, or tells what is wrong with it. */
export function tryParseQuery(text: string): { readonly query: Query } | { readonly error: QueryError } {
  try {
    return { query: parseQuery(text) };
  } catch (error) {
    if (error instanceof QueryError) return { error };
    throw error;
  }
}

function parseTerm(term: Term): Clause {
  const { start, end, body, openQuote } = term;
  if (openQuote !== undefined) {
    throw new QueryError('this quote is never closed', {
      start: openQuote,
      end,
      hint: 'close it with ", or write \\" inside quotes for the character itself',
    });
  }
  const place = { negated: term.isNegated, start, end };
  const cut = cutAt(body, ':');
  return cut === undefined ? parseWord(body, place) : parseFieldClause(cut[0], cut[1], place);
}

function parseWord(body: Part, place: Place): Clause {
  if (body.marks.length === 0) {
    throw new QueryError('nothing is negated here', {
      ...place,
      hint: 'write "-" right before a term, or quote it to search for the character',
    });
  }
  let length = body.marks.length;
  while (body.marks.slice(length - 1, length).some(mark => isPlain(mark, '*'))) length -= 1;
  const marks = body.marks.slice(0, length);
  const star = marks.find(mark => isPlain(mark, '*'));
  if (star !== undefined) {
    throw new QueryError('"*" has no meaning inside a bare word', {
      start: star.at,
      end: star.at + 1,
      hint: 'write two words, or a field such as workflow:a*b, or quote it to search for the character',
    });
  }
  const text = textOf({ ...body, marks });
  if (text === '') throw new QueryError('there is nothing to search for', place);
  return { type: 'word', text, ...place };
}

function parseFieldClause(name: Part, value: Part, place: Place): Clause {
  const root = cutAt(name, '.');
  if (root !== undefined) return parsePathClause(root[0], root[1], value, place);
  if (name.marks.length === 0) {
    throw new QueryError('a field is missing before ":"', {
      start: name.start,
      end: name.end + 1,
      hint: 'quote it to search for the character',
    });
  }
  const field = isQuoted(name) ? undefined : findField(textOf(name));
  if (field === undefined) throw unknownField(name, value);
  if (value.marks.length === 0) throw missingValue(name, value);
  return parseFieldValues(field, valuesOf(value), place);
}

function parseFieldValues(field: FieldInfo, parts: readonly Part[], place: Place): Clause {
  switch (field.type) {
    case 'status':
      return { type: 'status', values: parts.map(parseStatus), ...place };
    case 'kind':
      return { type: 'kind', values: parts.map(parseKind), ...place };
    case 'text':
      return { type: 'text', field: field.field, values: parts.map(toPattern), ...place };
    case 'number':
      return {
        type: 'number',
        field: field.field,
        tests: parts.map(part => parseNumber(field.field, part)),
        ...place,
      };
    case 'time':
      return {
        type: 'time',
        field: field.field,
        tests: parts.map(part => parseTime(field.field, part)),
        ...place,
      };
  }
}

function parsePathClause(rootPart: Part, rest: Part, value: Part, place: Place): Clause {
  const rootName = textOf(rootPart);
  const root = isQuoted(rootPart) ? undefined : findRoot(rootName);
  if (root === undefined) throw unknownRoot(rootPart, rest, value);
  const path = splitAt(rest, '.').map(parseSegment);
  if (value.marks.length === 0) throw missingValue({ ...rest, start: rootPart.start }, value);
  return { type: 'path', root, path, tests: valuesOf(value).map(parsePathTest), ...place };
}

function parseSegment(part: Part): string {
  if (part.marks.length === 0) {
    throw new QueryError('a part of the path is empty', {
      start: part.start - 1,
      end: part.end + 1,
      hint: 'write input.key:value, and quote a key that is empty or has a dot in it',
    });
  }
  const star = part.marks.find(mark => isPlain(mark, '*'));
  if (star !== undefined) {
    throw new QueryError('"*" has no meaning in a path', {
      start: star.at,
      end: star.at + 1,
      hint: 'quote a key that has a star in it',
    });
  }
  return textOf(part);
}

function valuesOf(value: Part): readonly Part[] {
  const parts = splitAt(value, ',');
  const empty = parts.find(part => part.marks.length === 0);
  if (empty !== undefined) {
    throw new QueryError('a value is missing beside ","', {
      start: Math.max(value.start, empty.start - 1),
      end: Math.min(value.end, empty.end + 1),
      hint: 'quote the comma if it is part of the value',
    });
  }
  return parts;
}

function missingValue(name: Part, value: Part): QueryError {
  return new QueryError(`${shown(sourceOf(name))} has no value`, {
    start: name.start,
    end: value.end,
    hint: 'write the value right after the colon, or "" for an empty one',
  });
}

function unknownField(name: Part, value: Part): QueryError {
  const word = textOf(name);
  const root = findRoot(word);
  if (root !== undefined && !isQuoted(name)) {
    return new QueryError(`"${root}" takes a path`, {
      start: name.start,
      end: name.end,
      hint: `write ${root}.key:value`,
    });
  }
  const suggestion = /^\p{L}+$/u.test(word) ? nearestWord(word, fieldNames) : undefined;
  return new QueryError(`unknown field ${shown(word)}`, {
    start: name.start,
    end: name.end,
    hint: quoteHint(`${word}:${textOf(value)}`),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function unknownRoot(root: Part, rest: Part, value: Part): QueryError {
  const word = textOf(root);
  const place = { start: root.start, end: root.end };
  if (findField(word) !== undefined) {
    return new QueryError(`only input and output take a path, not ${shown(word.toLowerCase())}`, place);
  }
  const suggestion = nearestWord(
    word,
    payloadRoots.map(known => known.name),
  );
  return new QueryError(`unknown field ${shown(`${word}.${textOf(rest)}`)}`, {
    ...place,
    end: suggestion === undefined ? rest.end : root.end,
    hint: quoteHint(`${word}.${textOf(rest)}:${textOf(value)}`),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function quoteHint(text: string): string {
  return `quote it to search for the text: ${shown(text)}`;
}

function sourceOf(part: Part): string {
  return textOf(part);
}
