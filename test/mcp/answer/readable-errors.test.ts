import { expect, test } from 'vitest';
import { readableErrors } from '../../../src/mcp/answer/readable-errors.ts';
import type { RunError } from '../../../src/model/run.ts';
import { createRun } from '../../cli/sample-runs.ts';

const own = '    at async Hw (runlens/dist/recorder.js:981:135)';
const frames = '    at send (app.js:5:65)';
const stack = `TypeError: request failed\n${frames}\n${own}`;
const cause = {
  $type: 'Error',
  name: 'Error',
  message: 'timeout\nof 3 s',
  stack: `Error: timeout\nof 3 s\n${frames}\n${own}`,
};
const error: RunError = {
  name: 'TypeError',
  message: 'request failed',
  stack,
  stepId: 's2',
  value: { $type: 'Error', name: 'TypeError', message: 'request failed', stack, retries: 2, cause },
};
const step = { id: 's1', name: 'send', type: 'action', status: 'failed', attempt: 1 } as const;
const other = { ...error, stack: `${stack}\n    at main (app.js:9:1)` };
const span = { id: 'a', name: 'send', kind: 'step', startAt: 1, status: 'error', attributes: {} } as const;
const event = (stacktrace: string) => ({
  name: 'exception',
  at: 1,
  attributes: { 'exception.message': 'request failed', 'exception.stacktrace': stacktrace },
});

const read = readableErrors(
  createRun({
    id: 'run_1',
    error,
    steps: [
      { ...step, error: other },
      { ...step, id: 's2', attempt: 2, error },
      { ...step, id: 's3', error: other },
    ],
    trace: {
      spans: [{ ...span, events: [event(stack), event(`Error: request failed\n${frames}\n${own}`)] }],
      logs: [],
    },
  }),
);

test('an error tells its message and its stack once, and what else was recorded, without our frames', () => {
  expect(JSON.parse(JSON.stringify(read.error))).toEqual({
    name: 'TypeError',
    message: 'request failed',
    stack: frames,
    stepId: 's2',
    value: { retries: 2, cause: { ...cause, stack: frames } },
  });
});

test('an error of a step has its innermost cause beside the message', () => {
  expect(read.steps?.[0]?.error).toMatchObject({ cause: { name: 'Error', message: 'timeout' } });
  expect(read.steps?.[1]?.error).not.toHaveProperty('cause');
});

test('a stack that stands elsewhere in the answer is told by its path', () => {
  expect(read.steps?.map(one => one.error)).toEqual([
    expect.objectContaining({ stack: `${frames}\n    at main (app.js:9:1)` }),
    { sameAs: 'error' },
    { sameAs: 'steps.0.error' },
  ]);
  const stacks = read.trace?.spans[0]?.events.map(({ attributes }) => attributes['exception.stacktrace']);
  expect(stacks).toEqual(['as in error.stack', frames]);
});

test.each<readonly [what: string, error: RunError, value: unknown]>([
  ['a thrown text', { message: 'gone', value: 'gone' }, undefined],
  ['an error and no more', { message: 'gone', value: { $type: 'Error', message: 'gone' } }, undefined],
  ['an answer', { message: 'gone', code: '410', value: { code: 410, body: 'x' } }, { body: 'x' }],
  ['another message', { message: 'gone', value: { message: 'lost' } }, { message: 'lost' }],
  ['a list', { value: [1] }, [1]],
  ['null', { value: null }, null],
])('of %s, the value is what the error does not tell', (_, given, value) => {
  expect(readableErrors(createRun({ id: 'run_1', error: given })).error?.value).toEqual(value);
});
