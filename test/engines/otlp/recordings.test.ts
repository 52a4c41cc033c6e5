import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { listAll } from '../../contract/reading.ts';
import { openStoreAt } from './temp-files.ts';

/**
 * The files of `recorded/` were written by the JSON serializer of `@opentelemetry/otlp-transformer`, of spans
 * and logs of real programs, and are shortened: attributes, spans and stacks that no test needs are left out,
 * and the service is renamed. `workflow-sdk`: workflow 4.8.9. `ai-sdk-6`: ai 6 with a mock model.
 * `ai-sdk-7`: ai 7 with @ai-sdk/otel. `openai-events`: openai with
 * @opentelemetry/instrumentation-openai 0.22.0, and `openinference`: with
 * @arizeai/openinference-instrumentation-openai 4.2.7, both against a server of our own. `mastra`:
 * @mastra/core 1.71.0 with @mastra/otel-exporter 1.4.0 and a mock model.
 */
async function openRecording(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otlp-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'traces.jsonl');
  copyFileSync(join(import.meta.dirname, 'recorded', `${name}.jsonl`), path);
  const store = await openStoreAt(path);
  const rows = await listAll(store, emptyQuery);
  const run = async (isIt: (row: RunSummary) => boolean) => {
    const id = rows.find(isIt)?.id ?? '';
    const found = await store.getRun(id, { include: { steps: true, messages: true } });
    if (!found) throw new Error(`no such run in ${name}`);
    return found;
  };
  return { rows, run, store };
}

describe('spans of the Workflow SDK, none of which has an error status', () => {
  it('show the outcome of runs, and what active ones wait for', async () => {
    const { rows } = await openRecording('workflow-sdk');
    const told = rows.map(({ name, status, stepCount }) => [name, status, stepCount]);
    expect(told).toEqual([
      ['succeed', 'success', 1],
      ['slow', 'canceled', 1],
      ['startChild', 'success', 1],
      ['ask', 'waiting', 0],
      ['ask', 'success', 1],
      ['nap', 'sleeping', 1],
      ['exhaust', 'failed', 2],
      ['retry', 'success', 3],
      ['catchFailure', 'success', 1],
    ]);
  });

  it('links a run to the one that started it', async () => {
    const { rows } = await openRecording('workflow-sdk');
    const parent = rows.find(({ name }) => name === 'startChild');
    expect(rows.find(({ name }) => name === 'succeed')?.parentId).toBe(parent?.id);
  });

  it('shows each attempt, and why the run failed', async () => {
    const { run, store } = await openRecording('workflow-sdk');
    const exhausted = await run(({ name }) => name === 'exhaust');
    const message = 'Step "step//./flows/flows//failAlways" failed after 1 retry: still no answer';
    expect(exhausted.errorSummary).toEqual({
      name: 'FatalError',
      message,
      step: 'failAlways',
      cause: { name: 'FatalError', message: 'still no answer' },
      failure: expect.any(String),
    });
    expect(exhausted.error).toMatchObject({ code: 'USER_ERROR', message });
    expect(exhausted.steps).toMatchObject([
      { name: 'failAlways', attempt: 1, status: 'failed', error: { message: 'still no answer' } },
      { name: 'failAlways', attempt: 2, status: 'failed' },
    ]);
    expect(exhausted.steps?.every(({ parentId }) => parentId === undefined)).toBe(true);
    expect(exhausted.finishedAt).toBe(Date.parse('2026-11-25T13:12:26.395Z'));
    const spans = (await store.getTrace(exhausted.id))?.spans.map(span => span.name);
    expect(spans).toEqual(expect.arrayContaining(['workflow.start exhaust', 'STEP failAlways']));
    const retried = await run(({ name }) => name === 'retry');
    expect(retried.steps?.map(({ status }) => status)).toEqual(['failed', 'failed', 'success']);
  });
});

describe('spans of the AI SDK', () => {
  it.each(['ai-sdk-6', 'ai-sdk-7'])('are agents with a conversation and tokens once: %s', async name => {
    const { run } = await openRecording(name);
    const agent = await run(row => row.name === 'failing-tool');
    expect(agent).toMatchObject({ kind: 'agent', status: 'success', messageCount: 4 });
    expect(agent.usage).toMatchObject([
      { name: 'mock-1', inputTokens: 20, outputTokens: 7 },
      { name: 'mock-2026', inputTokens: 40, outputTokens: 4 },
    ]);
    expect(agent.messages).toMatchObject([
      { role: 'user', content: 'weather in Nowhere?' },
      {
        role: 'assistant',
        thought: 'let me look',
        toolCalls: [{ id: 'c2', name: 'weather', arguments: { city: 'Nowhere' } }],
      },
      { role: 'tool', content: expect.stringContaining('no such city') },
      { role: 'assistant', content: 'cannot say' },
    ]);
    const tool = agent.steps?.find(({ name }) => name.endsWith('weather'));
    expect(tool).toMatchObject({
      status: 'failed',
      input: { city: 'Nowhere' },
      error: { name: 'TypeError' },
    });
  });

  it.each(['ai-sdk-6', 'ai-sdk-7'])('keep the name of a request that runs several: %s', async name => {
    const { run } = await openRecording(name);
    const request = await run(row => row.name === 'handle request');
    expect(request).toMatchObject({ kind: 'workflow', models: ['mock-2026'], messageCount: 4 });
    expect(request.usage).toMatchObject([{ quantity: 2, inputTokens: 21, outputTokens: 11 }]);
    expect(request.messages?.map(({ content }) => content)).toEqual(['count', 'One', 'more', 'Two']);
  });

  it('count the tokens of embeddings, and say why a model did not answer', async () => {
    const { run } = await openRecording('ai-sdk-6');
    expect((await run(row => row.name === 'ai.embedMany')).usage).toMatchObject([
      { name: 'mock-embed', quantity: 2, inputTokens: 12 },
    ]);
    expect(await run(row => row.status === 'failed')).toMatchObject({
      name: 'model-down',
      errorSummary: { name: 'Error', message: 'model is down' },
    });
  });
});

describe('spans of client instrumentations', () => {
  it.each(['openai-events', 'openinference'])('is one conversation: %s', async name => {
    const { run } = await openRecording(name);
    const answer = await run(row => row.name === 'answer');
    expect(answer).toMatchObject({ models: ['gpt-x-2026'], services: ['openai'], messageCount: 5 });
    expect(answer.usage).toMatchObject([{ quantity: 2, inputTokens: 40, outputTokens: 10 }]);
    expect(answer.messages).toMatchObject([
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'weather in Rome?' },
      {
        role: 'assistant',
        toolCalls: [{ id: 'call_1', name: 'weather', arguments: { city: 'Rome' }, result: '21' }],
      },
      { role: 'tool', content: '21' },
      { role: 'assistant', content: 'It is 21' },
    ]);
    expect(answer.steps).toMatchObject([{ type: 'model' }, { type: 'model' }]);
  });
});

describe('spans of Mastra', () => {
  it('show the outcome of workflows: a suspended one waits, until it was resumed', async () => {
    const { rows } = await openRecording('mastra');
    const workflows = rows.filter(({ kind }) => kind === 'workflow');
    expect(workflows.map(({ name, status, finishedAt }) => [name, status, finishedAt !== undefined])).toEqual(
      [
        ['nested-suspend-flow', 'waiting', false],
        ['sleep-flow', 'success', true],
        ['cancel-flow', 'canceled', true],
        ['suspend-flow', 'success', true],
        ['suspend-flow', 'waiting', false],
        ['fail-flow', 'failed', true],
        ['ok-flow', 'success', true],
      ],
    );
  });

  it('show the inputs and outputs of a workflow and its steps, also of what was resumed', async () => {
    const { run } = await openRecording('mastra');
    const resumed = await run(row => row.name === 'suspend-flow' && row.status === 'success');
    const order = { id: 'o1', n: 1 };
    expect(resumed).toMatchObject({ input: order, output: { charged: 12.5 } });
    expect(resumed.steps).toMatchObject([
      { name: 'fetch-order', status: 'success', input: order, output: { ...order, total: 12.5 } },
      { name: 'approve', status: 'success', input: { ...order, total: 12.5 } },
      { name: 'approve', status: 'success', output: { ...order, total: 12.5, ok: true } },
      { name: 'charge', status: 'success', output: { charged: 12.5 } },
    ]);
    const waiting = await run(row => row.name === 'suspend-flow' && row.status === 'waiting');
    expect(
      waiting.steps?.map(({ name, status, finishedAt }) => [name, status, finishedAt === undefined]),
    ).toEqual([
      ['fetch-order', 'success', false],
      ['approve', 'waiting', true],
    ]);
  });

  it('name the step that failed, and a sleep', async () => {
    const { run } = await openRecording('mastra');
    const failed = await run(row => row.status === 'failed' && row.kind === 'workflow');
    expect(failed.errorSummary).toEqual({
      name: 'Error',
      message: 'card was declined',
      step: 'boom',
      failure: expect.any(String),
    });
    const slept = await run(row => row.name === 'sleep-flow');
    expect(slept.steps?.map(({ name, type }) => [name, type])).toEqual([
      ['fetch-order', 'action'],
      ['sleep 300ms', 'sleep'],
      ['charge', 'action'],
    ]);
  });

  it('are a conversation: instructions in plain text, the question, calls of tools, and the answer', async () => {
    const { run, rows } = await openRecording('mastra');
    const ids = rows.filter(({ messageCount }) => messageCount === 4).map(({ id }) => id);
    const instructions = { role: 'system', content: 'You are kind. Answer in one line.' };
    expect((await run(({ id }) => id === ids[1])).messages).toMatchObject([
      instructions,
      { role: 'user', content: 'How is Rome?' },
      {
        role: 'assistant',
        toolCalls: [{ name: 'weather', arguments: { city: 'Rome' }, result: { city: 'Rome', sky: 'blue' } }],
      },
      { role: 'assistant', content: 'The sky is blue.' },
    ]);
    const broken = await run(({ id }) => id === ids[0]);
    expect(broken.messages?.[2]).toMatchObject({
      toolCalls: [{ name: 'broken', error: { message: 'no such city' } }],
    });
    expect(broken.steps?.map(({ name }) => name)).not.toContain('model_chunk support');
  });
});
