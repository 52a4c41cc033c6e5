import { findField, findRoot, payloadRoots } from '../fields.ts';
import { nearestWord } from '../nearest.ts';
import { toPattern } from '../pattern.ts';
import type { ClauseBody, PathTest } from '../query.ts';
import { isPlain, isQuoted, type Part, splitAt, textOf } from './filter-terms.ts';
import { cutOperator, readNumberTest, readPlainNumber, reversedRange } from './parse-numbers.ts';
import { QueryError, quoteHint, quoteShort } from './query-error.ts';
import { splitValues } from './split-values.ts';

/** Parses `root.key.key:value,value`; `cut` is the name split at its first dot. */
export function parsePathClause(name: Part, cut: readonly [Part, Part], value: Part): ClauseBody {
  const [rootPart, rest] = cut;
  const root = isQuoted(rootPart) ? undefined : findRoot(textOf(rootPart));
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

function unknownRoot(name: Part, rootPart: Part, value: Part): QueryError {
  const root = textOf(rootPart);
  const place = { start: rootPart.start, end: rootPart.end };
  if (findField(root) !== undefined) {
    return new QueryError(`only input and output take a path, not ${quoteShort(root.toLowerCase())}`, place);
  }
  const suggestion = nearestWord(
    root,
    payloadRoots.map(known => known.name),
  );
  if (suggestion !== undefined)
    return new QueryError(`unknown field ${quoteShort(root)}`, { ...place, suggestion });
  return new QueryError(`unknown field ${quoteShort(textOf(name))}`, {
    start: name.start,
    end: name.end,
    hint: quoteHint(`${textOf(name)}:${textOf(value)}`),
  });
}

/** Unquoted comparisons and ranges test numbers; everything else is text. */
function parsePathTest(part: Part): PathTest {
  const text = textOf(part);
  const pattern = toPattern(part);
  if (isQuoted(part)) return { type: 'text', pattern };
  const test = readNumberTest(text, readPlainNumber);
  if (test === undefined && cutOperator(text) !== undefined) {
    throw new QueryError(`a comparison takes a number like >100, not ${quoteShort(text)}`, {
      start: part.start,
      end: part.end,
      hint: 'quote it if it is text',
    });
  }
  if (test === undefined || test.op === '=') return { type: 'text', pattern };
  if (test.op === '..' && test.from > test.to) throw reversedRange(part);
  return { type: 'number', test };
}
