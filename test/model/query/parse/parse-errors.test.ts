import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../../../src/model/errors.ts';
import { tryParseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import type { QueryError } from '../../../../src/model/query/parse/query-error.ts';

function errorOf(text: string): QueryError {
  const parsed = tryParseQuery(text);
  if ('query' in parsed) throw new Error(`it was read: ${JSON.stringify(parsed.query)}`);
  return parsed.error;
}

type Row = {
  readonly text: string;
  readonly message: string;
  /** The part of the text that the error points at. */
  readonly at: string;
  readonly start: number;
  readonly suggestion?: string;
  readonly hint?: string;
};

const quoteIt = 'quote it to search for the character';
const ownWord = `quote it if it is the store's own word: status:"…"`;
const numberLike = (field: string, like: string, not: string) =>
  `"${field}" takes a number like ${like}, not "${not}"`;
const durationLike = (not: string) => `"duration" takes a duration like >30s, not "${not}"`;
const timeLike = (field: string, not: string) =>
  `"${field}" takes a time like 24h, today or 2026-11-24, not "${not}"`;
const unit = 'add a unit: ms, s, m, h, d or w';
const smallerFirst = 'write the smaller end first';
const closeIt = 'close it with ", or write \\" inside quotes for the character itself';
const negateRight = 'write "-" right before a term, or quote it to search for the character';
const keyHint = 'write input.key:value, and quote a key that is empty or has a dot in it';
const twoWords = 'write two words, or a field such as workflow:a*b, or quote it to search for the character';

const rows: readonly Row[] = [
  {
    text: 'a stauts:failed b',
    message: 'unknown field "stauts": did you mean "status"?',
    at: 'stauts',
    start: 2,
    suggestion: 'status',
    hint: 'quote it to search for the text: "stauts:failed"',
  },
  {
    text: '-knid:agent',
    message: 'unknown field "knid": did you mean "kind"?',
    at: 'knid',
    start: 1,
    suggestion: 'kind',
    hint: 'quote it to search for the text: "knid:agent"',
  },
  {
    text: 'http://x',
    message: 'unknown field "http"',
    at: 'http',
    start: 0,
    hint: 'quote it to search for the text: "http://x"',
  },
  {
    text: '12:30',
    message: 'unknown field "12"',
    at: '12',
    start: 0,
    hint: 'quote it to search for the text: "12:30"',
  },
  {
    text: '"status":failed',
    message: 'unknown field "status": did you mean "status"?',
    at: '"status"',
    start: 0,
    suggestion: 'status',
    hint: 'quote it to search for the text: "status:failed"',
  },
  ...(
    [
      ['source', 'trigger'],
      ['date', 'since'],
      ['Time', 'since'],
      ['state', 'status'],
      ['user', 'actor'],
      ['before', 'until'],
      ['message', 'error'],
      ['took', 'duration'],
      ['price', 'cost'],
      ['group', 'failure'],
      ['run', 'id'],
    ] as const
  ).map(([at, suggestion]) => ({
    text: `${at}:x`,
    message: `unknown field "${at}": did you mean "${suggestion}"?`,
    ...{ at, start: 0, suggestion, hint: `quote it to search for the text: "${at}:x"` },
  })),
  {
    text: 'args.email:ada',
    message: 'unknown field "args": did you mean "input"?',
    at: 'args',
    start: 0,
    suggestion: 'input',
  },
  { text: 'a :', message: 'a field is missing before ":"', at: ':', start: 2, hint: quoteIt },
  { text: '-:x', message: 'a field is missing before ":"', at: ':', start: 1, hint: quoteIt },
  { text: 'a - b', message: 'nothing is negated here', at: '-', start: 2, hint: negateRight },
  { text: '!', message: 'nothing is negated here', at: '!', start: 0, hint: negateRight },
  { text: 'a "b c', message: 'this quote is never closed', at: '"b c', start: 2, hint: closeIt },
  { text: 'actor:"a\\"', message: 'this quote is never closed', at: '"a\\"', start: 6, hint: closeIt },
  { text: 'a ""', message: 'there is nothing to search for', at: '""', start: 2 },
  { text: '-*', message: 'there is nothing to search for', at: '-*', start: 0 },
  { text: 'a*b', message: '"*" has no meaning inside a bare word', at: '*', start: 1, hint: twoWords },
  { text: '*b*', message: '"*" has no meaning inside a bare word', at: '*', start: 0, hint: twoWords },

  {
    text: 'a status:',
    message: '"status" has no value',
    at: 'status:',
    start: 2,
    hint: 'write the value right after the colon',
  },
  {
    text: 'input.a.b: x',
    message: '"input.a.b" has no value',
    at: 'input.a.b:',
    start: 0,
    hint: 'write the value right after the colon',
  },
  {
    text: 'actor:a,',
    message: 'a value is missing beside ","',
    at: ',',
    start: 7,
    hint: 'quote the comma if it is part of the value',
  },
  {
    text: 'actor:,a',
    message: 'a value is missing beside ","',
    at: ',',
    start: 6,
    hint: 'quote the comma if it is part of the value',
  },
  {
    text: 'actor:a,,b',
    message: 'a value is missing beside ","',
    at: ',,',
    start: 7,
    hint: 'quote the comma if it is part of the value',
  },
  {
    text: 'input.a:b,',
    message: 'a value is missing beside ","',
    at: ',',
    start: 9,
    hint: 'quote the comma if it is part of the value',
  },

  {
    text: 'status:a,faild',
    message: 'unknown status "faild": did you mean "failed"?',
    at: 'faild',
    start: 9,
    suggestion: 'failed',
    hint: ownWord,
  },
  {
    text: 'status:fail',
    message: 'unknown status "fail": did you mean "failed"?',
    at: 'fail',
    start: 7,
    suggestion: 'failed',
    hint: ownWord,
  },
  {
    text: 'status:aktive',
    message: 'unknown status "aktive": did you mean "active"?',
    at: 'aktive',
    start: 7,
    suggestion: 'active',
    hint: ownWord,
  },
  {
    text: 'status:unknwon',
    message: 'unknown status "unknwon": did you mean "unknown"?',
    at: 'unknwon',
    start: 7,
    suggestion: 'unknown',
    hint: ownWord,
  },
  { text: 'status:z*', message: 'unknown status "z*"', at: 'z*', start: 7, hint: ownWord },
  {
    text: 'type:Worklow',
    message: '"type" takes workflow or agent, not "Worklow": did you mean "workflow"?',
    at: 'Worklow',
    start: 5,
    suggestion: 'workflow',
  },
  {
    text: 'kind:agnet',
    message: '"type" takes workflow or agent, not "agnet": did you mean "agent"?',
    at: 'agnet',
    start: 5,
    suggestion: 'agent',
  },
  { text: 'type:cat', message: '"type" takes workflow or agent, not "cat"', at: 'cat', start: 5 },

  { text: 'cost:abc', message: numberLike('cost', '>=0.10', 'abc'), at: 'abc', start: 5 },
  { text: 'cost:1,>', message: numberLike('cost', '>=0.10', '>'), at: '>', start: 7 },
  { text: 'cost:1e999', message: numberLike('cost', '>=0.10', '1e999'), at: '1e999', start: 5 },
  { text: 'cost:1..', message: numberLike('cost', '>=0.10', '1..'), at: '1..', start: 5 },
  { text: 'cost:..1', message: numberLike('cost', '>=0.10', '..1'), at: '..1', start: 5 },
  { text: 'cost:""', message: numberLike('cost', '>=0.10', ''), at: '""', start: 5 },
  { text: 'cost:0x10', message: numberLike('cost', '>=0.10', '0x10'), at: '0x10', start: 5 },
  { text: 'cost:1.2.3', message: numberLike('cost', '>=0.10', '1.2.3'), at: '1.2.3', start: 5 },
  { text: 'messages:$5', message: numberLike('messages', '>10', '$5'), at: '$5', start: 9 },
  { text: 'steps:many', message: numberLike('steps', '>10', 'many'), at: 'many', start: 6 },
  { text: 'duration:soon', message: durationLike('soon'), at: 'soon', start: 9 },
  { text: 'duration:>30', message: durationLike('>30'), at: '>30', start: 9, hint: unit },
  {
    text: 'duration:>3x,>30s',
    message: 'a duration and a multiple of the usual one are two different tests',
    at: '>30s',
    start: 13,
    hint: 'write two terms, such as duration:>30s duration:>3x: then both must be true',
  },
  {
    text: 'duration:>3x,fast',
    message: '"duration" takes a multiple of the usual one like >3x, not "fast"',
    at: 'fast',
    start: 13,
  },
  {
    text: 'duration:5x..3x',
    message: 'the range "5x..3x" ends before it begins',
    at: '5x..3x',
    start: 9,
    hint: smallerFirst,
  },
  { text: 'duration:-5s', message: durationLike('-5s'), at: '-5s', start: 9 },
  { text: 'duration:30s..5', message: durationLike('30s..5'), at: '30s..5', start: 9 },
  {
    text: 'cost:5..1',
    message: 'the range "5..1" ends before it begins',
    at: '5..1',
    start: 5,
    hint: smallerFirst,
  },
  {
    text: 'duration:1m..30s',
    message: 'the range "1m..30s" ends before it begins',
    at: '1m..30s',
    start: 9,
    hint: smallerFirst,
  },

  { text: 'since:foo', message: timeLike('since', 'foo'), at: 'foo', start: 6 },
  {
    text: 'until:todya',
    message: `${timeLike('until', 'todya')}: did you mean "today"?`,
    at: 'todya',
    start: 6,
    suggestion: 'today',
  },
  {
    text: 'since:yesterdy',
    message: `${timeLike('since', 'yesterdy')}: did you mean "yesterday"?`,
    at: 'yesterdy',
    start: 6,
    suggestion: 'yesterday',
  },
  {
    text: 'since:>24h',
    message: timeLike('since', '>24h'),
    at: '>24h',
    start: 6,
    hint: '"since" compares by itself; started takes > and <',
  },
  { text: 'since:24h..1h', message: timeLike('since', '24h..1h'), at: '24h..1h', start: 6 },
  { text: 'started:>todya', message: timeLike('started', '>todya'), at: '>todya', start: 8 },
  { text: 'started:>', message: timeLike('started', '>'), at: '>', start: 8 },
  { text: 'started:>>1h', message: timeLike('started', '>>1h'), at: '>>1h', start: 8 },
  { text: 'started:today..', message: timeLike('started', 'today..'), at: 'today..', start: 8 },
  { text: 'started:..today', message: timeLike('started', '..today'), at: '..today', start: 8 },
  { text: 'since:2026-02-30', message: 'there is no such time as "2026-02-30"', at: '2026-02-30', start: 6 },
  {
    text: 'since:2026-11-24T24:00',
    message: 'there is no such time as "2026-11-24T24:00"',
    at: '2026-11-24T24:00',
    start: 6,
  },
  {
    text: 'started:2026-11-24..2026-11-23',
    message: 'the range "2026-11-24..2026-11-23" ends before it begins',
    at: '2026-11-24..2026-11-23',
    start: 8,
    hint: smallerFirst,
  },
  {
    text: 'started:today..yesterday',
    message: 'the range "today..yesterday" ends before it begins',
    at: 'today..yesterday',
    start: 8,
    hint: smallerFirst,
  },

  {
    text: 'input:x',
    message: '"input" takes a path',
    at: 'input',
    start: 0,
    hint: 'write input.key:value, such as input.email:ada@example.com',
  },
  {
    text: 'Output:x',
    message: '"output" takes a path',
    at: 'Output',
    start: 0,
    hint: 'write output.key:value, such as output.email:ada@example.com',
  },
  { text: 'a input.:x', message: 'a part of the path is empty', at: '.:', start: 7, hint: keyHint },
  { text: 'input..a:x', message: 'a part of the path is empty', at: '..', start: 5, hint: keyHint },
  {
    text: 'input.a*:x',
    message: '"*" has no meaning in a path',
    at: '*',
    start: 7,
    hint: 'quote a key that has a star in it',
  },
  {
    text: 'inptu.email:x',
    message: 'unknown field "inptu": did you mean "input"?',
    at: 'inptu',
    start: 0,
    suggestion: 'input',
  },
  {
    text: '"input".email:x',
    message: 'unknown field "input": did you mean "input"?',
    at: '"input"',
    start: 0,
    suggestion: 'input',
  },
  { text: 'Error.code:x', message: 'only input and output take a path, not "error"', at: 'Error', start: 0 },
  {
    text: 'example.com:80',
    message: 'unknown field "example.com"',
    at: 'example.com',
    start: 0,
    hint: 'quote it to search for the text: "example.com:80"',
  },
  {
    text: 'input.a:>b',
    message: 'a comparison takes a number like >100, not ">b"',
    at: '>b',
    start: 8,
    hint: 'quote it if it is text',
  },
  {
    text: 'input.a:5..1',
    message: 'the range "5..1" ends before it begins',
    at: '5..1',
    start: 8,
    hint: smallerFirst,
  },
];

describe('parseQuery', () => {
  it.each(rows)(
    'says what is wrong with $text, and where',
    ({ text, message, at, start, suggestion, hint }) => {
      const error = errorOf(text);
      expect(error).toBeInstanceOf(InspectorError);
      expect({
        kind: error.kind,
        message: error.message,
        at: text.slice(error.start, error.end),
        start: error.start,
        suggestion: error.suggestion,
        hint: error.hint,
      }).toEqual({ kind: 'usage', message, at, start, suggestion, hint });
    },
  );

  it('repeats no more than 40 characters of the filter', () => {
    expect(errorOf(`${'🚀'.repeat(40)}:x`).message).toBe(`unknown field "${'🚀'.repeat(40)}"`);
    expect(errorOf(`${'🚀'.repeat(41)}:x`).message).toBe(`unknown field "${'🚀'.repeat(40)}…"`);
    expect(errorOf(`${'é'.repeat(99_999)}:x`).message).toBe(`unknown field "${'é'.repeat(40)}…"`);
  });
});
