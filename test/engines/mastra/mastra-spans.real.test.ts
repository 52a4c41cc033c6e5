import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { listAll } from '../../contract/reading.ts';

describe('what Mastra exports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-mastra-'));
  let store: RunStore;
  let rows: readonly RunSummary[];

  beforeAll(async () => {
    const place = join(folder, 'traces.jsonl');
    const program = join(import.meta.dirname, 'run-workflows.js');
    await promisify(execFile)(process.execPath, [program, place]);
    const target = { name: 'otlp', kind: 'otlp', location: place, reason: 'argument' };
    store = await openOtlpStore({ place, target });
    rows = await listAll(store, emptyQuery);
  });
  afterAll(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function read(name: string, status: string) {
    const id = rows.find(row => row.name === name && row.status === status)?.id ?? '';
    const run = await store.getRun(id, { include: { steps: true, messages: true } });
    if (!run) throw new Error(`no run ${name} is ${status}`);
    return run;
  }

  it('has the status of each workflow', () => {
    expect(rows.map(({ kind, name, status }) => `${kind} ${name} ${status}`).sort()).toEqual([
      'agent helper success',
      'workflow ask success',
      'workflow ask waiting',
      'workflow fail failed',
      'workflow leave success',
      'workflow outer waiting',
      'workflow stop canceled',
      'workflow succeed success',
    ]);
  });

  it('has inputs, outputs and steps', async () => {
    const run = await read('ask', 'success');
    expect(run).toMatchObject({ project: 'shop', input: { id: 'o1' }, output: { charged: 12.5 } });
    expect(run.steps?.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'price success',
      'approve success',
      'approve success',
      'charge success',
    ]);
    expect(run.steps?.at(-1)).toMatchObject({ input: { total: 12.5, ok: true }, output: { charged: 12.5 } });
    expect((await read('ask', 'waiting')).steps?.at(-1)).toMatchObject({
      name: 'approve',
      status: 'waiting',
    });
    expect((await read('succeed', 'success')).steps?.[1]).toMatchObject({ type: 'sleep' });
  });

  it('names the step that failed', async () => {
    expect((await read('fail', 'failed')).errorSummary).toMatchObject({
      message: 'card was declined',
      step: 'decline',
    });
  });

  it('has the conversation of an agent, with what it said beside calling a tool', async () => {
    const run = await read('helper', 'success');
    expect(run).toMatchObject({ input: 'How is Rome?', models: ['mock-2026'], messageCount: 4 });
    expect(run.messages).toMatchObject([
      { role: 'system', content: 'You are kind.' },
      { role: 'user', content: 'How is Rome?' },
      {
        role: 'assistant',
        content: 'Let me look.',
        toolCalls: [{ name: 'weather', arguments: { city: 'Rome' }, result: { city: 'Rome', sky: 'blue' } }],
      },
      { role: 'assistant', content: 'The sky is blue.' },
    ]);
  });

  it('names the exporter and its version', async () => {
    const trace = await store.getTrace((await read('fail', 'failed')).id);
    expect(trace?.spans[0]?.attributes).toMatchObject({
      scope: '@mastra/otel-exporter',
      'scope.version': '1.4.0',
    });
  });
});
