import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { collectChanges, firstPage, idsOf, waitFor } from '../../contract/reading.ts';
import { createEmitter } from './start-emit.ts';

describe('what real OpenTelemetry exporters write', () => {
  const emitter = createEmitter();
  let store: RunStore;
  beforeAll(async () => {
    await emitter.run('ok', 'failing', 'old', 'agent', 'nested', 'served', 'parallel');
    const target = { name: 'otlp', kind: 'otlp', location: emitter.folder, reason: 'argument' };
    store = await openOtlpStore({ place: emitter.folder, target, pollMs: 20 });
  });
  afterAll(async () => {
    await store?.close();
    emitter.remove();
  });

  it('is read completely', async () => {
    const page = await store.listRuns(parseQuery(''), firstPage);
    expect(page.notes).toBeUndefined();
    expect(page.runs).toHaveLength(27);
    expect(await store.counts()).toEqual({ success: 26, failed: 1, total: 27 });
  });

  it('has a run that succeeded, with its model, tokens and logs', async () => {
    const run = await store.getRun('run_ok', { include: { steps: true } });
    expect(run).toMatchObject({
      kind: 'workflow',
      name: 'signup',
      project: 'shop',
      status: 'success',
      input: { id: 'run_ok' },
      output: { welcome: true },
      models: ['gpt-5-mini-2026'],
      services: ['openai'],
      usage: [{ name: 'gpt-5-mini-2026', inputTokens: 120, outputTokens: 34 }],
      steps: [
        { name: 'check address', type: 'action' },
        { name: 'chat gpt-5-mini', type: 'model' },
      ],
    });
    expect((run?.finishedAt ?? 0) - (run?.startedAt ?? 0)).toBeGreaterThanOrEqual(5);
    const trace = await store.getTrace('run_ok');
    const chat = trace?.spans.find(span => span.kind === 'model');
    expect(chat).toMatchObject({
      attributes: { 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.request.temperature': 0.2 },
      events: [{ name: 'gen_ai.choice', attributes: { index: 0 } }],
    });
    expect(trace?.logs).toMatchObject([
      { level: 'info', message: 'asked the model', spanId: chat?.id, attributes: { n: 1 } },
    ]);
  });

  it('has a run that failed, with its exceptions', async () => {
    const run = await store.getRun('run_failing', { include: { steps: true } });
    expect(run).toMatchObject({
      status: 'failed',
      errorSummary: { name: 'RangeError', message: 'mail was not sent', step: 'send mail' },
      error: { name: 'RangeError', stack: expect.stringContaining('emit.js') },
      steps: [{ name: 'send mail', status: 'failed', error: { name: 'TypeError', message: 'no such box' } }],
    });
    expect(idsOf((await store.listRuns(parseQuery('error:"not sent"'), firstPage)).runs)).toEqual([
      'run_failing',
    ]);
  });

  it('has the earlier names of gen_ai attributes', async () => {
    const page = await store.listRuns(parseQuery('model:claude-old'), firstPage);
    expect(page.runs).toMatchObject([{ name: 'batch', services: ['anthropic'] }]);
    expect(await store.getRun(page.runs[0]?.id ?? '')).toMatchObject({
      usage: [{ inputTokens: 7, outputTokens: 3 }],
    });
  });

  it('has a conversation of two traces as one session', async () => {
    const run = await store.getRun('talk_1', { include: { messages: true, steps: true } });
    expect(run).toMatchObject({
      kind: 'agent',
      name: 'helper',
      actor: 'Ada',
      status: 'success',
      messageCount: 4,
      stepCount: 4,
    });
    expect(run?.messages?.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'how many boxes'],
      ['assistant', 'two'],
      ['user', 'which'],
      ['assistant', 'red ones'],
    ]);
    expect(run?.steps?.[1]).toMatchObject({ type: 'action', input: { turn: 1 }, output: { found: 1 } });
  });

  it('has a run inside another, linked to it', async () => {
    expect(await store.getRun('run_inner')).toMatchObject({
      name: 'ship',
      parentId: 'run_outer',
      stepCount: 1,
    });
    expect(await store.getRun('run_outer')).toMatchObject({ name: 'order', status: 'success' });
  });

  it('has a run that another process called', async () => {
    expect(await store.getRun('run_served')).toMatchObject({
      status: 'success',
      trigger: { type: 'api', label: 'API · POST /orders' },
    });
  });

  it('tells a run whose process died from one that succeeded', async () => {
    expect(await emitter.run('crash')).toBe(1);
    expect(await store.getRun('run_crash')).toMatchObject({
      status: 'unknown',
      statusRaw: 'root missing',
      name: 'nightly',
    });
  });

  it('shows how a run ended that was under way', async () => {
    const child = emitter.start('late');
    if (!child.stdout) throw new Error('it says nothing');
    await once(child.stdout, 'data');
    expect(await store.getRun('run_late')).toMatchObject({ status: 'unknown', name: 'nightly' });
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    child.stdin?.end('go on\n');
    await once(child, 'exit');
    await waitFor(() => changes.length > 0);
    expect(await store.getRun('run_late')).toMatchObject({ status: 'success', stepCount: 1 });
    ending.abort();
    await watching;
  });
});
