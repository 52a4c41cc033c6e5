import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { createSqliteBacking } from './backings.ts';
import { createHttpUnderTest } from './http-under-test.ts';

const runId = 'run_odd';
const createdAt = Date.UTC(2026, 1, 1);

const run: RunEvent = {
  type: 'run-created',
  id: runId,
  kind: 'agent',
  name: 'chat',
  status: 'success',
  trigger: { type: 'api', label: 'API', raw: 'api' },
  createdAt,
};

test('a tool call without an id, and what else recorders write as they like, leave a run readable', async () => {
  const backing = await createHttpUnderTest(await createSqliteBacking());
  onTestFinished(() => backing.remove());
  const messages = [
    { id: 'm1', role: 'assistant', content: 'hi', toolCalls: [{ name: 'find', arguments: { q: 1 } }] },
    {
      id: 'm2',
      role: 'assistant',
      toolCalls: [{ id: 'c', name: 'find', result: [1] }, 'none', { result: 2 }],
    },
    { id: 'm3', role: 'user', at: 'today', thought: 7, toolCalls: 'none', error: 'refused' },
    { id: 'm4', role: 'user', at: createdAt, error: { message: 'refused', code: 429 } },
    { role: 'user', content: 'without an id' },
    'no message',
  ];
  const puts = messages.map(
    (message, at): RunEvent => ({
      type: 'message-put',
      runId,
      id: `m${at + 1}`,
      message: JSON.stringify(message),
    }),
  );
  await backing.record([run, ...puts]);
  const store = await backing.open();
  onTestFinished(() => store.close());
  const read = await store.getRun(runId, { include: { messages: true } });
  expect(read?.messages).toEqual([
    {
      id: 'm1',
      role: 'assistant',
      content: 'hi',
      toolCalls: [{ id: 'm1_call_1', name: 'find', arguments: { q: 1 } }],
    },
    {
      id: 'm2',
      role: 'assistant',
      toolCalls: [
        { id: 'c', name: 'find', result: [1] },
        { id: 'm2_call_2', name: 'tool', result: 2 },
      ],
    },
    { id: 'm3', role: 'user' },
    { id: 'm4', role: 'user', at: createdAt, error: { message: 'refused' } },
  ]);
});
