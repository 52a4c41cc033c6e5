import { expect, test } from 'vitest';
import type { CopyContent } from '../../../src/model/report/render-copy.ts';
import { copySource, focusOf } from '../../../src/screen/run/focus.ts';
import { at, load, pageOf, press, showTrace, span } from './detail-of.ts';

const input = { 'odd key': [{ sku: 'A-1' }], token: 'hunter2hunter2', long: `one\n${'x'.repeat(10)}` };
const value = (content: unknown, isSecret = false): CopyContent => ({
  type: 'value',
  value: content,
  isSecret,
});

test.each([
  [0, 'input', { type: 'value', value: input }],
  [1, 'input["odd key"]', value([{ sku: 'A-1' }])],
  [2, 'input["odd key"][0]', value({ sku: 'A-1' })],
  [3, 'input["odd key"][0].sku', { type: 'text', text: 'A-1', key: 'sku', isSecret: false }],
  [4, 'input.token', { type: 'text', text: 'hunter2hunter2', key: 'token', isSecret: true }],
  [5, 'input.long', { type: 'text', text: input.long, key: 'long', isSecret: false }],
  [6, 'output', undefined],
] as const)('row %i is %s', (row, path, content) => {
  const detail = press(load({ input }), { type: 'move', by: row });
  expect(focusOf(detail)?.path).toBe(path);
  expect(copySource(detail, at).focus?.content).toEqual(content);
});

test.each([
  ['Run ID', { type: 'text', text: 'run_1' }],
  ['Created', { type: 'text', text: '2026-03-01T12:00:00.000Z' }],
  ['Status', { type: 'text', text: 'Success' }],
] as const)('the field %s is copied as it was recorded', (label, content) => {
  let detail = press(load(), { type: 'tab', to: 'metadata' });
  for (let rows = 0; focusOf(detail)?.path !== label && rows < 30; rows += 1)
    detail = press(detail, { type: 'move', by: 1 });
  expect(focusOf(detail)?.path).toBe(label);
  expect(copySource(detail, at).focus?.content).toEqual(content);
});

test.each(['Duration', 'Queue wait'])('a %s that is shown as not recorded is not copied', label => {
  const retried = {
    status: 'queued',
    startedAt: at - 5_000,
    finishedAt: undefined,
    wakeAt: at + 60_000,
  } as const;
  let detail = press(load(retried), { type: 'tab', to: 'metadata' });
  for (let rows = 0; focusOf(detail)?.path !== label && rows < 30; rows += 1)
    detail = press(detail, { type: 'move', by: 1 });
  expect(focusOf(detail)?.path).toBe(label);
  expect(copySource(detail, at).focus).toBeUndefined();
});

test('fields that were not recorded are one row, which unfolds, and have nothing to copy', () => {
  const atEnd = press(load(), { type: 'tab', to: 'metadata' }, { type: 'move', by: 99 });
  expect(focusOf(atEnd)?.path).toBe('');
  const first = press(atEnd, { type: 'toggle' }, { type: 'move', by: 1 });
  expect([focusOf(first)?.path, copySource(first, at).focus?.content]).toEqual(['Actor', undefined]);
});

test('a line of a stack copies the whole stack', () => {
  const stack = 'E: boom\n  at a\n  at b';
  const failed = load({ status: 'failed', error: { value: null, name: 'E', message: 'boom', stack } });
  const onLine = press(failed, { type: 'move', by: 2 }, { type: 'toggle' }, { type: 'move', by: 2 });
  expect(focusOf(onLine)?.path).toBe('error.stack');
  expect(copySource(onLine, at).focus?.content).toEqual({ type: 'text', text: stack });
});

test('a stack is copied as it is shown, without the frames of the recorder', () => {
  const own = '    at async Hw (/app/node_modules/runlens/dist/recorder.js:981:135)';
  const error = { value: null, name: 'E', message: 'boom', stack: `E: boom\n  at a\n${own}` };
  const failed = load({ status: 'failed', error });
  const onStack = press(failed, { type: 'move', by: 2 });
  expect(copySource(onStack, at).focus?.content).toEqual({ type: 'text', text: 'E: boom\n  at a' });
});

test('a span is copied whole, with its trace at hand for a note', () => {
  const root = span('root', { attributes: { a: 1 } });
  const source = copySource(showTrace(pageOf({ spans: [root] })), at);
  expect(source.focus).toEqual({ label: 'root', content: { type: 'value', value: root, shape: 'span' } });
  expect(source.run).toMatchObject({ trace: { spans: [root], logs: [] } });
});
