import type { RunKind } from '../run.ts';
import { statusWords, toStatus } from '../status.ts';
import { nearestWord } from './nearest.ts';
import { parseDuration } from './parse-duration.ts';
import { toPattern } from './pattern.ts';
import type { NumberField, NumberTest, PathTest, StatusValue, TimeField, TimeTest } from './query.ts';
import { QueryError, shown } from './query-error.ts';
import { isDateLike, type Moment, parseMoment } from './resolve-time.ts';
import { isQuoted, type Part, textOf } from './scan.ts';

/** A word near one of ours is taken for a slip unless it is quoted. */
export function parseStatus(part: Part): StatusValue {
  const text = textOf(part);
  const word = text.trim().toLowerCase();
  if (word === 'active') return { status: 'active' };
  const status = toStatus(text);
  if (status !== 'unknown' || word === 'unknown') return { status };
  if (isQuoted(part)) return { status, raw: text };
  const suggestion = nearestWord(word, [...statusWords(), 'active', 'unknown']);
  if (suggestion !== undefined || word.includes('*')) {
    throw new QueryError(`unknown status ${shown(text)}`, {
      start: part.start,
      end: part.end,
      hint: `quote it if it is the store's own word: status:"…"`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return { status, raw: text };
}

export function parseKind(part: Part): RunKind {
  const word = textOf(part).toLowerCase();
  if (word === 'workflow' || word === 'agent') return word;
  const suggestion = nearestWord(word, ['workflow', 'agent']);
  throw new QueryError(`"type" takes workflow or agent, not ${shown(textOf(part))}`, {
    start: part.start,
    end: part.end,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

const numberForms: Readonly<Record<NumberField, string>> = {
  cost: 'a number like >=0.10',
  messages: 'a number like >10',
  steps: 'a number like >10',
  duration: 'a duration like >30s',
};

export function parseNumber(field: NumberField, part: Part): NumberTest {
  const text = textOf(part);
  const test = readNumberTest(text, readers[field]);
  if (test === undefined) {
    const needsUnit = field === 'duration' && readNumberTest(text, readPlainNumber) !== undefined;
    throw new QueryError(`"${field}" takes ${numberForms[field]}, not ${shown(text)}`, {
      start: part.start,
      end: part.end,
      ...(needsUnit ? { hint: 'add a unit: ms, s, m, h, d or w' } : {}),
    });
  }
  if (test.op === '..' && test.from > test.to) throw backwards(part);
  return test;
}

const readers: Readonly<Record<NumberField, (text: string) => number | undefined>> = {
  cost: text => readPlainNumber(text.replace(/^\$/, '')),
  messages: readPlainNumber,
  steps: readPlainNumber,
  duration: parseDuration,
};

function readPlainNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}

function readNumberTest(text: string, read: (text: string) => number | undefined): NumberTest | undefined {
  const [op, operand] = cutOperator(text);
  if (op !== undefined) {
    const value = read(operand);
    return value === undefined ? undefined : { op, value };
  }
  const range = cutRange(text);
  if (range !== undefined) {
    const [from, to] = range.map(read);
    return from === undefined || to === undefined ? undefined : { op: '..', from, to };
  }
  const value = read(text);
  return value === undefined ? undefined : { op: '=', value };
}

type Operator = '>' | '>=' | '<' | '<=';

function cutOperator(text: string): readonly [Operator | undefined, string] {
  for (const op of ['>=', '<=', '>', '<'] as const) {
    if (text.startsWith(op)) return [op, text.slice(op.length).trim()];
  }
  return [undefined, text];
}

function cutRange(text: string): readonly [string, string] | undefined {
  const at = text.indexOf('..');
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + 2)];
}

/** Numbers and ranges are tests of numbers; everything else, and everything quoted, is text. */
export function parsePathTest(part: Part): PathTest {
  const text = textOf(part);
  const pattern = toPattern(part);
  if (isQuoted(part)) return { type: 'text', pattern };
  const test = readNumberTest(text, readPlainNumber);
  if (test === undefined && cutOperator(text)[0] !== undefined) {
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

export function parseTime(field: TimeField, part: Part): TimeTest {
  const text = textOf(part);
  if (field !== 'started') {
    readMoment(field, text, part);
    return { op: field, text };
  }
  const [op, operand] = cutOperator(text);
  const range = op === undefined ? cutRange(text) : undefined;
  if (range === undefined) {
    readMoment(field, operand, part);
    return { op: op ?? 'on', text: operand };
  }
  const [from, to] = range;
  if (isBackwards(readMoment(field, from, part), readMoment(field, to, part))) throw backwards(part);
  return { op: '..', from, to };
}

function readMoment(field: TimeField, text: string, part: Part): Moment {
  const moment = parseMoment(text);
  if (moment !== undefined) return moment;
  const place = { start: part.start, end: part.end };
  if (isDateLike(text)) throw new QueryError(`there is no such time as ${shown(text)}`, place);
  const suggestion = nearestWord(text, ['today', 'yesterday']);
  throw new QueryError(`"${field}" takes a time like 24h, today or 2026-11-24, not ${shown(textOf(part))}`, {
    ...place,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(/^[<>]/.test(text) ? { hint: 'since and until compare by themselves; started takes > and <' } : {}),
  });
}

/** Only what is backwards at any time; the rest then matches nothing. */
function isBackwards(from: Moment, to: Moment): boolean {
  if (from.type === 'date' && to.type === 'date') return from.from >= to.to;
  return from.type === 'day' && to.type === 'day' && from.daysAgo < to.daysAgo;
}

function backwards(part: Part): QueryError {
  return new QueryError(`the range ${shown(textOf(part))} ends before it begins`, {
    start: part.start,
    end: part.end,
    hint: 'write the smaller end first',
  });
}
