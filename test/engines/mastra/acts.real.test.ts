import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { seesAllProcesses } from '../../../src/drivers/sqlite/lock-holders.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { listAll } from '../../contract/reading.ts';
import { createTables, toSnapshot, writeSnapshot } from './made-snapshots.ts';
import { type Mastra, readUntil, startMastra, until } from './start-mastra.ts';

/** In a container nothing is said of runs that were left behind. */
const onHost = it.runIf(seesAllProcesses());

describe('acts on the workflows of a Mastra application', () => {
  let mastra: Mastra;
  let store: RunStore;

  beforeAll(async () => {
    mastra = await startMastra();
    store = await mastra.open();
  });
  afterAll(async () => {
    await store?.close();
    await mastra?.remove();
  });

  it.each([
    ['slowFlow', 'slow-flow', 'running'],
    ['sleepFlow', 'sleep-flow', 'sleeping'],
    ['waitFlow', 'wait-flow', 'waiting'],
  ])('cancels %s at once', async (key, name, status) => {
    await mastra.begin(key, 'to-cancel');
    await readUntil(store, `${name}:to-cancel`, run => run.status === status);
    expect(await store.cancelRun(`${name}:to-cancel`)).toEqual({ type: 'canceled' });
    const run = await store.getRun(`${name}:to-cancel`, { include: { steps: true } });
    expect(run?.status).toBe('canceled');
    expect(run?.steps?.map(step => step.status)).not.toContain('running');
  });

  it('refuses to cancel a run that has succeeded, which the server would do', async () => {
    await mastra.run('okFlow', 'done');
    const wanted = { type: 'already-finished', status: 'success' };
    expect(await store.cancelRun('ok-flow:done')).toEqual(wanted);
    expect((await store.getRun('ok-flow:done'))?.status).toBe('success');
    // What Mastra does by itself; the list tells it, though the row keeps its time.
    expect(await mastra.post('api/workflows/okFlow/runs/done/cancel')).toEqual({
      message: 'Workflow run cancelled',
    });
    expect((await store.getRun('ok-flow:done'))?.status).toBe('canceled');
  });

  it('resumes a suspended step with data, by its name or without', async () => {
    for (const [id, name] of [
      ['named', 'approve'],
      ['unnamed', undefined],
    ] as const) {
      await mastra.run('waitFlow', id);
      const run = await store.getRun(`wait-flow:${id}`);
      expect(run).toMatchObject({ status: 'waiting', waitingFor: 'approve' });
      expect(await store.performVerb?.(`wait-flow:${id}`, { verb: 'resume', name: 'charge' })).toMatchObject({
        type: 'refused',
        reason: 'it waits for approve',
      });
      const request = { verb: 'resume', name, payload: { ok: true } };
      expect(await store.performVerb?.(`wait-flow:${id}`, request)).toMatchObject({ type: 'done' });
      const ended = await readUntil(store, `wait-flow:${id}`, ({ status }) => status === 'success');
      expect(ended.steps?.[1]).toMatchObject({ name: 'approve', type: 'hook', output: { ok: true } });
    }
  });

  it('starts a workflow, and runs one again as a new run that names its origin', async () => {
    await mastra.run('httpErrorFlow', 'broken');
    const started = await store.startRun({
      workflow: 'http-error-flow',
      id: 'a-long-id-12345678',
      input: { userId: 7 },
      retryOf: 'http-error-flow:broken',
    });
    expect(started).toEqual({ type: 'started', id: 'http-error-flow:broken.again.12345678' });
    const again = await readUntil(
      store,
      'http-error-flow:broken.again.12345678',
      run => run.status === 'failed',
    );
    expect(again).toMatchObject({ retryOf: 'http-error-flow:broken', input: { userId: 7 } });
    const repeated = {
      workflow: 'http-error-flow',
      id: 'a-long-id-12345678',
      retryOf: 'http-error-flow:broken',
    };
    expect(await store.startRun({ ...repeated, input: { userId: 7 } })).toMatchObject({ already: {} });
    expect(await store.startRun({ ...repeated, input: { userId: 8 } })).toMatchObject({
      type: 'refused',
      taken: { id: 'http-error-flow:broken.again.12345678', differs: 'input' },
    });
    const fresh = await store.startRun({ workflow: 'ok-flow', id: 'fresh', input: { userId: 8 } });
    expect(fresh).toEqual({ type: 'started', id: 'ok-flow:fresh' });
    expect(await store.startRun({ workflow: 'no-such-flow', input: 1 })).toMatchObject({
      type: 'refused',
      reason: 'Workflow not found',
    });
  });

  it('runs nothing again on the server of another application', async () => {
    const folder = mkdtempSync(`${mastra.folder}-`);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'other.db');
    const db = new Database(file);
    createTables(db);
    writeSnapshot(db, toSnapshot({ name: 'ok-flow', id: 'foreign', at: Date.now() - 5_000 }));
    db.close();
    const other = await mastra.open({ place: `${file}#${mastra.url}` });
    const again = {
      workflow: 'ok-flow',
      id: 'another-12345678',
      retryOf: 'ok-flow:foreign',
      input: { userId: 7 },
    };
    expect(await other.startRun(again)).toMatchObject({
      type: 'refused',
      hint: 'is it the server of this file?',
    });
    await other.close();
    expect(await store.getRun('ok-flow:foreign.again.12345678')).toBeUndefined();
  });

  it('goes on from a step in place, once the run is saved', async () => {
    await mastra.run('typeErrorFlow', 'travel', { key: 'travel' });
    const id = 'type-error-flow:travel';
    const failed = await readUntil(store, id, ({ error }) => error?.stack !== undefined);
    expect(failed).toMatchObject({ status: 'failed', error: { name: 'TypeError', stepId: 'render' } });
    expect(await store.restartRun?.(id, { fromStep: 'render' })).toMatchObject({ type: 'refused' });
    await mastra.post('heal/travel');
    const options = { fromStep: 'render', isSaved: true } as const;
    expect(await store.restartRun?.(id, options)).toEqual({ type: 'started', id });
    const healed = await readUntil(store, id, ({ status }) => status === 'success');
    expect(healed.steps?.map(({ name, attempt }) => `${name} ${attempt}`)).toEqual([
      'fetch-user 1',
      'render 2',
      'charge 1',
    ]);
    expect(await store.restartRun?.(id, { ...options, fromStep: 'nothing' })).toMatchObject({
      type: 'refused',
      reason: 'it has no such step to begin again at',
    });
  });

  it('names the run that called a workflow, and acts on that alone', async () => {
    await mastra.run('waitingParentFlow', 'family');
    const parent = await store.getRun('waiting-parent-flow:family', { include: { steps: true } });
    // The list that links them is read again a moment after it has changed.
    const child = await readUntil(store, 'waiting-child-flow:family', run => run.parentId !== undefined);
    expect(parent?.parentId).toBeUndefined();
    expect(child).toMatchObject({ status: 'waiting', parentId: 'waiting-parent-flow:family' });
    const trace = await store.getTrace('waiting-parent-flow:family');
    expect(trace?.spans.map(({ attributes }) => attributes.childRunId)).toContain(
      'waiting-child-flow:family',
    );
    expect(await store.cancelRun('waiting-child-flow:family')).toMatchObject({
      type: 'refused',
      reason: 'it is a step of waiting-parent-flow:family: act on that',
    });
    expect(parent?.waitingFor).toBe('waiting-child-flow.approve');
    const resume = { verb: 'resume', name: parent?.waitingFor, payload: { ok: true } };
    await store.performVerb?.('waiting-parent-flow:family', resume);
    await readUntil(store, 'waiting-child-flow:family', ({ status }) => status === 'success');
  });

  it('names the run of which a workflow is one of many children', async () => {
    await mastra.run('manyFlow', 'many');
    const rows = await listAll(store, parseQuery('workflow:child-flow'), { now: Date.now() });
    expect(rows.map(({ parentId }) => parentId)).toEqual(['many-flow:many', 'many-flow:many']);
  });

  it('says what it needs to act, and whom it asked', async () => {
    await mastra.run('waitFlow', 'alone');
    const unnamed = await mastra.open({ place: mastra.file });
    await expect(unnamed.cancelRun('wait-flow:alone')).rejects.toMatchObject({
      message: "the application's server is not named",
      isUnsent: true,
    });
    await unnamed.close();
    const wrong = await mastra.open({ place: `${mastra.file}#${mastra.url}/elsewhere` });
    await expect(wrong.cancelRun('wait-flow:alone')).rejects.toMatchObject({
      message: `${mastra.url}/elsewhere does not answer in JSON`,
      isUnsent: true,
    });
    await wrong.close();
    const gone = await mastra.open({ place: `${mastra.file}#http://127.0.0.1:9` });
    await expect(gone.cancelRun('wait-flow:alone')).rejects.toMatchObject({ kind: 'unreachable' });
    await gone.close();
    const denying = createServer((_, answer) => answer.writeHead(401).end()).listen(0, '127.0.0.1');
    await once(denying, 'listening');
    const { port } = denying.address() as AddressInfo;
    const denied = await mastra.open({ place: `${mastra.file}#http://127.0.0.1:${port}` });
    await expect(denied.cancelRun('wait-flow:alone')).rejects.toMatchObject({ kind: 'auth', isUnsent: true });
    await denied.close();
    denying.close();
    expect((await store.getRun('wait-flow:alone'))?.status).toBe('waiting');
  });

  it('tells the conversation of an agent, in a workflow and alone', async () => {
    await mastra.run('askFlow', 'asks', { question: 'How is Rome?' });
    await mastra.post('api/agents/helper/generate', { messages: 'How is Rome?' });
    const run = await readUntil(store, 'ask-flow:asks', ({ messages = [] }) => messages.length === 4);
    expect(run).toMatchObject({ kind: 'workflow', models: ['mock-2026'], messageCount: 4 });
    expect(run.usage).toMatchObject([{ name: 'mock-2026', inputTokens: 42, outputTokens: 16, quantity: 2 }]);
    expect(run.messages?.[2]?.toolCalls).toMatchObject([
      { name: 'weather', arguments: { city: 'Rome' }, result: { city: 'Rome', sky: 'blue' } },
    ]);
    let agent: RunSummary | undefined;
    await until(
      () => `the agent is ${agent?.status}`,
      async () => {
        [agent] = await listAll(store, parseQuery('kind:agent'), { now: Date.now() });
        return agent?.messageCount === 4 && agent.status === 'success';
      },
    );
    expect(agent).toMatchObject({
      name: 'helper',
      status: 'success',
      models: ['mock-2026'],
      messageCount: 4,
    });
    expect(await store.cancelRun(agent?.id ?? '')).toMatchObject({ type: 'already-finished' });
  });

  onHost('tells runs that a stopped application left behind, and restarts them', async () => {
    await mastra.begin('slowFlow', 'left', { ms: 1 });
    await readUntil(store, 'slow-flow:left', ({ status }) => status === 'success');
    await mastra.begin('slowFlow', 'behind');
    await mastra.begin('sleepFlow', 'asleep');
    await readUntil(store, 'slow-flow:behind', ({ steps = [] }) => steps.length === 2);
    const asleep = await readUntil(store, 'sleep-flow:asleep', ({ status }) => status === 'sleeping');
    expect(asleep.strandedBy).toBeUndefined();
    expect(asleep.wakeAt).toBeGreaterThan(Date.now() + 3_000_000);
    await mastra.stop('SIGKILL');
    const behind = await readUntil(store, 'slow-flow:behind', run => run.strandedBy !== undefined);
    expect(behind.strandedBy).toMatch(/^no process has the file open/);
    expect(readdirSync(mastra.folder).sort()).toEqual(['mastra.db', 'mastra.db-shm', 'mastra.db-wal']);
    // A process that begins within the exactness of clocks is not told from one that began before.
    await until(
      () => 'the clock stands',
      async () => Date.now() > (asleep.pausedAt ?? 0) + 1_000,
    );
    await mastra.start();
    const left = await readUntil(store, 'sleep-flow:asleep', run =>
      /left it behind/.test(run.strandedBy ?? ''),
    );
    expect(left.status).toBe('sleeping');
    expect(await store.performVerb?.('sleep-flow:asleep', { verb: 'restart' })).toMatchObject({
      type: 'done',
    });
    await readUntil(store, 'sleep-flow:asleep', run => run.strandedBy === undefined);
    expect(await store.performVerb?.('sleep-flow:asleep', { verb: 'restart' })).toMatchObject({
      type: 'refused',
    });
    expect(await store.cancelRun('slow-flow:behind')).toEqual({ type: 'canceled' });
  });
});
