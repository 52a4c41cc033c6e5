import { expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { createState, reduce } from '../../../src/screen/reduce.ts';
import { statusLines, withoutAddress } from '../../../src/screen/shell/status-lines.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';

const refused = new InspectorError(
  'auth',
  'http://192.0.2.2:4777 answered 401: the token is not known here, or was revoked',
  { hint: 'ask whoever runs the server for a new one' },
);

function saidAt(columns: number, error: InspectorError, runs = [sampleRun(1)]) {
  const { target, can } = createMemoryStore([]);
  const state = createState({ size: { columns, rows: 15 }, now: 0, target, can });
  const read = reduce(state, { type: 'page-loaded', kind: 'first', page: { runs } });
  return statusLines(reduce(read, { type: 'load-failed', error, retryAt: 2000 }));
}

test('the whole of a message is read on a narrow screen, its reason first', () => {
  expect(saidAt(60, refused)).toEqual([
    'answered 401: the token is not known here, or was revoked',
    'ask whoever runs the server for a new one',
    'trying again in 2s',
  ]);
});

test('a message that fits is on one line, unchanged', () => {
  expect(saidAt(200, refused)).toHaveLength(1);
  expect(saidAt(200, refused)[0]).toMatch(/^http:\/\/192\.0\.2\.2:4777 answered 401: /);
});

test('an endless message ends in three lines, and says when it is tried again', () => {
  const lines = saidAt(60, new InspectorError('unreachable', 'word '.repeat(100)));
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/…$/);
  expect(lines[2]).toBe('trying again in 2s');
});

test('where it covers no runs, a message has six lines', () => {
  const lines = saidAt(60, new InspectorError('unreadable', 'word '.repeat(100)), []);
  expect(lines).toHaveLength(6);
  expect(lines[5]).toBe('trying again in 2s');
});

test.each([
  ['https://a.example/x cannot be reached: no', 'cannot be reached: no'],
  ['not canceled: http://a:1 answered 403: no', 'not canceled: answered 403: no'],
  ['a redirect to https://b.example/', 'a redirect to https://b.example/'],
  ['./runs.db is gone', './runs.db is gone'],
])('%s goes without its address', (message, short) => {
  expect(withoutAddress(message)).toBe(short);
});
