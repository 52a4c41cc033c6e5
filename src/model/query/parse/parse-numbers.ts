import { type Part, partText } from '../filter-terms.ts';
import { numberFieldName } from '../format.ts';
import { parseDuration, parseMultiple } from '../parse-duration.ts';
import type { ClauseBody, NumberField, NumberTest } from '../query.ts';
import { QueryError, quoteShort } from './query-error.ts';

type ReadNumber = (text: string) => number | undefined;

const expected: Readonly<Record<NumberField, { readonly form: string; readonly read: ReadNumber }>> = {
  cost: { form: 'a number like >=0.10', read: text => readPlainNumber(text.replace(/^\$/, '')) },
  messages: { form: 'a number like >10', read: readPlainNumber },
  steps: { form: 'a number like >10', read: readPlainNumber },
  duration: { form: 'a duration like >30s', read: parseDuration },
  slow: { form: 'a multiple of the usual one like >3x', read: parseMultiple },
};

/** A duration with an `x` is a multiple of the usual one. */
export function parseNumbers(
  field: NumberField,
  parts: readonly Part[],
): Extract<ClauseBody, { type: 'number' }> {
  const reads = (name: NumberField, part: Part) => readNumberTest(partText(part), expected[name].read);
  const isOfUsual = field === 'duration' && parts.some(part => reads('slow', part));
  const other = isOfUsual && parts.find(part => reads('duration', part));
  if (other) {
    throw new QueryError('a duration and a multiple of the usual one are two different tests', {
      ...other,
      hint: 'write two terms, such as duration:>30s duration:>3x: then both must be true',
    });
  }
  const meant = isOfUsual ? 'slow' : field;
  return { type: 'number', field: meant, tests: parts.map(part => parseNumber(meant, part)) };
}

function parseNumber(field: NumberField, part: Part): NumberTest {
  const text = partText(part);
  const { form, read } = expected[field];
  const test = readNumberTest(text, read);
  if (test === undefined) {
    const lacksUnit = field === 'duration' && readNumberTest(text, readPlainNumber) !== undefined;
    throw new QueryError(`"${numberFieldName(field)}" takes ${form}, not ${quoteShort(text)}`, {
      ...part,
      hint: lacksUnit ? 'add a unit: ms, s, m, h, d or w' : undefined,
    });
  }
  if (test.op === '..' && test.from > test.to) throw reversedRange(part);
  return test;
}

export function readPlainNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}

export function readNumberTest(text: string, read: ReadNumber): NumberTest | undefined {
  const comparison = cutOperator(text);
  if (comparison !== undefined) {
    const value = read(comparison.operand);
    return value === undefined ? undefined : { op: comparison.op, value };
  }
  const range = cutRange(text);
  if (range !== undefined) {
    const [from, to] = range.map(read);
    return from === undefined || to === undefined ? undefined : { op: '..', from, to };
  }
  const value = read(text);
  return value === undefined ? undefined : { op: '=', value };
}

type Comparison = { readonly op: '>' | '>=' | '<' | '<='; readonly operand: string };

export function cutOperator(text: string): Comparison | undefined {
  const op = (['>=', '<=', '>', '<'] as const).find(known => text.startsWith(known));
  return op === undefined ? undefined : { op, operand: text.slice(op.length).trim() };
}

export function cutRange(text: string): readonly [string, string] | undefined {
  const at = text.indexOf('..');
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + 2)];
}

export function reversedRange(part: Part): QueryError {
  return new QueryError(`the range ${quoteShort(partText(part))} ends before it begins`, {
    ...part,
    hint: 'write the smaller end first',
  });
}
