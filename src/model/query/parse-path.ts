import { findField, findRoot, payloadRoots } from './fields.ts';
import { nearestWord } from './nearest.ts';
import { backwards, cutOperator, readNumberTest, readPlainNumber } from './parse-number.ts';
import { toPattern } from './pattern.ts';
import type { ClauseBody, PathTest } from './query.ts';
import { QueryError, quoteHint, shown } from './query-error.ts';
import { isPlain, isQuoted, type Part, splitAt, textOf } from './scan.ts';
import { splitValues } from './split-values.ts';

/** Reads `root.key.key:value,value`, cut at its first dot. */
export function parsePathClause([name, rest]: readonly [Part, Part], value: Part): ClauseBody {
  const root = isQuoted(name) ? undefined : findRoot(textOf(name));
  if (root === undefined) throw unknownRoot(name, rest, value);
  const path = splitAt(rest, '.').map(parseSegment);
  const whole = { ...rest, start: name.start };
  return { type: 'path', root, path, tests: splitValues(whole, value).map(parsePathTest) };
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

function unknownRoot(name: Part, rest: Part, value: Part): QueryError {
  const word = textOf(name);
  const place = { start: name.start, end: name.end };
  if (findField(word) !== undefined) {
    return new QueryError(`only input and output take a path, not ${shown(word.toLowerCase())}`, place);
  }
  const suggestion = nearestWord(
    word,
    payloadRoots.map(root => root.name),
  );
  if (suggestion !== undefined)
    return new QueryError(`unknown field ${shown(word)}`, { ...place, suggestion });
  const path = `${word}.${textOf(rest)}`;
  return new QueryError(`unknown field ${shown(path)}`, {
    start: name.start,
    end: rest.end,
    hint: quoteHint(`${path}:${textOf(value)}`),
  });
}

/** Comparisons and ranges of numbers are tests of numbers; everything else, and everything quoted, is text. */
function parsePathTest(part: Part): PathTest {
  const text = textOf(part);
  const pattern = toPattern(part);
  if (isQuoted(part)) return { type: 'text', pattern };
  const test = readNumberTest(text, readPlainNumber);
  if (test === undefined && cutOperator(text) !== undefined) {
    throw new QueryError(`a comparison takes a number like >100, not ${shown(text)}`, {
      start: part.start,
      end: part.end,
      hint: 'quote it if it is text',
    });
  }
  if (test === undefined || test.op === '=') return { type: 'text', pattern };
  if (test.op === '..' && test.from > test.to) throw backwards(part);
  return { type: 'number', test };
}
