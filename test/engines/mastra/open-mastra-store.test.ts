import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { seesAllProcesses } from '../../../src/drivers/sqlite/lock-holders.ts';
import { createMastraFile } from '../../../src/engines/mastra/mastra-file.ts';
import { openMastraStore } from '../../../src/engines/mastra/open-mastra-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { testNow } from '../../model/query/vocabulary.ts';
import { quickFolder } from '../../quick-folder.ts';
import { trials } from '../../trials.ts';
import { createTables, type MadeSnapshot, toSnapshot, writeSnapshot } from './made-snapshots.ts';

const target = { name: 'shop', kind: 'mastra', location: 'shop', reason: 'argument' };
let folder: string;
let file: string;
let db: Database.Database;
let store: RunStore;

beforeEach(async () => {
  folder = mkdtempSync(join(quickFolder(), 'runlens-mastra-'));
  file = join(folder, 'mastra.db');
  db = new Database(file);
  createTables(db);
  store = await openStore();
});

const openStore = () =>
  openMastraStore({ place: file, target, pollMs: 20, scanBudget: { ms: 60_000, rows: 1_000_000 } });

afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const made = (told: Partial<MadeSnapshot> & { readonly id: string }): MadeSnapshot => ({
  ...toSnapshot({ name: 'flow', at: testNow - 5_000, ...told }),
  ...told,
});

type MadeSpan = Readonly<Record<'spanId' | 'spanType', string> & Record<string, string>>;

/** A span of 5 s before, unless it says when. */
function writeSpan(span: MadeSpan): void {
  const { spanId, spanType, parentSpanId = spanId, startedAt = iso(testNow - 5_000) } = span;
  const times = { startedAt, endedAt: startedAt };
  const whole = {
    traceId: parentSpanId,
    name: spanType,
    entityId: 'flow',
    entityName: 'flow',
    runId: 'one',
    ...times,
    ...span,
  };
  const names = Object.keys(whole);
  db.prepare(`INSERT INTO mastra_ai_spans (${names}) VALUES (${names.map(() => '?')})`).run(
    Object.values(whole),
  );
}

const iso = (at: number) => new Date(at).toISOString();

const words = [
  'pending',
  'running',
  'waiting',
  'suspended',
  'paused',
  'success',
  'bailed',
  'failed',
  'tripwire',
];
const arbitrarySnapshot = fc
  .record({
    name: fc.constantFrom('ship', 'ship order', 'größe', 'a:b', 'SHIP', 'ſhip'),
    isFailed: fc.boolean(),
    state: fc.constantFrom(...words, 'canceled', 'napping', 'constructor', undefined),
    ago: fc.integer({ min: 0, max: 400_000_000 }),
    resource: fc.constantFrom('ada', 'Ünal', undefined),
  })
  .map(({ name, isFailed, state, ago, resource }) => (id: string) => {
    const told = toSnapshot({ name, id, at: testNow - ago, isFailed });
    const snapshot = state === undefined ? told.snapshot : { ...told.snapshot, status: state };
    return { ...told, ...(resource === undefined ? {} : { resource }), snapshot };
  });

describe('the file of Mastra', () => {
  it('finds, sorts and counts what the matcher means, whatever the filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitrarySnapshot, { minLength: 1, maxLength: 40 }),
        manyQueries,
        async (all, queries) => {
          db.exec('DELETE FROM mastra_workflow_snapshot');
          for (const [at, toMade] of all.entries()) writeSnapshot(db, toMade(`run-${at}`));
          // What settled runs, and what is usual for them, is kept for a while.
          await store.close();
          store = await openStore();
          const rows = await listAll(store, emptyQuery, { now: testNow, limit: 100 });
          expect(rows).toHaveLength(all.length);
          const runs = await Promise.all(
            rows.map(async summary => {
              const { input, output, error } = (await store.getRun(summary.id)) ?? {};
              return { summary, payloads: { input, output, error: error?.value } };
            }),
          );
          await expectPagesAgree(store, runs, queries, [1, 7, 100]);
          await expectTopsAgree(store, runs, queries.slice(0, 6), 20);
          const counts = Map.groupBy(rows, ({ status }) => status);
          const wanted = [...counts].map(([status, those]) => [status, those.length]);
          expect(await store.counts()).toEqual({ ...Object.fromEntries(wanted), total: rows.length });
        },
      ),
      { numRuns: trials(4, 1), endOnFailure: true },
    );
  });

  it('lists what it can read beside snapshots that are broken', async () => {
    writeSnapshot(db, made({ id: 'whole', at: testNow - 1_000 }));
    const broken = [Buffer.from('not JSONB'), 'text', '{"status":', '[]', null, Buffer.alloc(0)];
    for (const [at, snapshot] of broken.entries()) {
      const time = new Date(testNow - 2_000 - at).toISOString();
      const row = [`flow`, `broken-${at}`, null, snapshot, time, time];
      db.prepare('INSERT INTO mastra_workflow_snapshot VALUES (?, ?, ?, ?, ?, ?)').run(...row);
    }
    db.prepare('INSERT INTO mastra_workflow_snapshot VALUES (?, ?, ?, ?, ?, ?)').run(
      ...['flow', 'as-text', null, JSON.stringify(made({ id: 'x' }).snapshot), 'no time', 'no time'],
    );
    const rows = await listAll(store, emptyQuery, { now: testNow, limit: 3 });
    expect(rows.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'flow:whole success',
      ...broken.map((_, at) => `flow:broken-${at} unknown`),
      'flow:as-text success',
    ]);
    expect(await store.counts()).toEqual({ success: 2, unknown: 6, total: 8 });
    expect(await store.getRun('flow:broken-1', { include: { steps: true } })).toMatchObject({ steps: [] });
    expect(idsOf(await listAll(store, parseQuery('input.userId:7'), { now: testNow }))).toEqual([
      'flow:whole',
      'flow:as-text',
    ]);
  });

  it('says why a guard stopped a run, whose error its step alone has', async () => {
    const { snapshot } = toSnapshot({ name: 'flow', id: 'stopped', at: testNow, isFailed: true });
    const { error: _, ...rest } = snapshot;
    writeSnapshot(db, made({ id: 'stopped', snapshot: { ...rest, status: 'tripwire' } }));
    writeSnapshot(db, made({ id: 'given-up', snapshot: { ...rest, status: 'canceled' } }));
    const rows = await listAll(store, emptyQuery, { now: testNow });
    expect(
      rows.map(({ id, errorSummary }) => `${id} ${errorSummary?.step}: ${errorSummary?.message}`),
    ).toEqual([
      'flow:stopped charge: POST https://api.example.com/charge: 500 Bad Gateway',
      'flow:given-up undefined: undefined',
    ]);
    expect((await store.getRun('flow:stopped'))?.error).toMatchObject({ stepId: 'charge', name: 'Error' });
    expect((await store.getRun('flow:given-up'))?.error).toBeUndefined();
  });

  it('tells no end of a run that was canceled where nothing ran it, since none was written', async () => {
    const at = testNow - 60_000;
    const busy = { status: 'running', payload: {}, startedAt: at + 1 };
    writeSnapshot(db, {
      ...{ name: 'flow', id: 'left', at, updatedAt: at + 1 },
      snapshot: { status: 'canceled', timestamp: at + 1, context: { input: {}, busy } },
    });
    const run = await store.getRun('flow:left', { include: { steps: true } });
    expect(run).toMatchObject({ status: 'canceled', startedAt: at + 1, steps: [{ status: 'canceled' }] });
    expect([run?.finishedAt, run?.steps?.[0]?.finishedAt]).toEqual([undefined, undefined]);
  });

  it('names the step that asks inside of called workflows', async () => {
    const at = testNow - 5_000;
    const suspendPayload = { ask: 'may I?', __workflow_meta: { runId: 'asks', path: ['check', 'approve'] } };
    const order = { status: 'suspended', payload: {}, startedAt: at, suspendedAt: at + 9, suspendPayload };
    writeSnapshot(
      db,
      made({ id: 'asks', at, snapshot: { status: 'suspended', context: { input: {}, order } } }),
    );
    const [row] = await listAll(store, emptyQuery, { now: testNow });
    expect(row).toMatchObject({ status: 'waiting', waitingFor: 'order.check.approve' });
  });

  it('names as the parent the workflow that called one, and none that has a step of its name or that run id', async () => {
    const called = { type: 'workflow', id: 'charge', serializedStepFlow: [] };
    const calls = (metadata: object) => ({
      ...{ status: 'success', serializedStepGraph: [{ type: 'foreach', step: called }] },
      context: { input: {}, charge: { status: 'success', startedAt: testNow, endedAt: testNow, metadata } },
    });
    writeSnapshot(db, made({ name: 'charge', id: 'order-7' }));
    writeSnapshot(db, made({ name: 'order', id: 'order-7' }));
    writeSnapshot(db, made({ name: 'many', id: 'order-7', snapshot: calls({ nestedRunId: 'own' }) }));
    expect((await store.getRun('charge:order-7'))?.parentId).toBeUndefined();
    const idsOfChildren = async (id: string) =>
      (await store.getTrace(id))?.spans.flatMap(({ attributes }) => attributes.childRunId ?? []);
    expect(await idsOfChildren('order:order-7')).toEqual([]);
    expect(await idsOfChildren('many:order-7')).toEqual(['charge:own']);
    writeSnapshot(db, made({ name: 'caller', id: 'order-7', snapshot: calls({}) }));
    await waitFor(async () => (await store.getRun('charge:order-7'))?.parentId === 'caller:order-7');
    expect(await idsOfChildren('caller:order-7')).toEqual(['charge:order-7']);
  });

  it('names the tool for which an agent waits', async () => {
    const output = JSON.stringify({ status: 'suspended', reason: 'tool-call-approval', toolName: 'wipe' });
    writeSpan({ spanId: 's', spanType: 'agent_run', entityName: 'wiper', output });
    const [row] = await listAll(store, emptyQuery, { now: testNow });
    expect(row).toMatchObject({ kind: 'agent', name: 'wiper', status: 'waiting', waitingFor: 'wipe' });
  });

  it('has no answer of a model that failed', async () => {
    writeSpan({ spanId: 's', spanType: 'agent_run', entityName: 'wiper', error: '{"message":"overloaded"}' });
    const input = JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] });
    writeSpan({ spanId: 'm', parentSpanId: 's', spanType: 'model_generation', input, output: '{"text":""}' });
    const run = await store.getRun('wiper:s', { include: { messages: true } });
    expect(run?.messages).toMatchObject([{ role: 'user', content: 'hi' }]);
    expect(run).toMatchObject({ messageCount: 1, error: { message: 'overloaded' } });
  });

  it('counts no attempts of a step that its workflow has twice, unless that was begun again', async () => {
    const { snapshot } = made({ id: 'twice' });
    const [first, second] = [
      { type: 'step', step: { id: 'fetch-user' } },
      { type: 'step', step: { id: 'charge' } },
    ];
    const whole = { ...snapshot, stepExecutionPath: ['charge', 'fetch-user', 'fetch-user', 'charge'] };
    const serializedStepGraph = [second, first, { type: 'parallel', steps: [second] }];
    writeSnapshot(db, made({ id: 'twice', snapshot: { ...whole, serializedStepGraph } }));
    const run = await store.getRun('flow:twice', { include: { steps: true } });
    expect(run?.steps?.map(({ name, attempt }) => `${name} ${attempt}`)).toEqual([
      'fetch-user 2',
      'charge 1',
    ]);
    writeSnapshot(db, made({ id: 'no-graph', snapshot: { ...snapshot, serializedStepGraph: undefined } }));
    const plain = await store.getRun('flow:no-graph', { include: { steps: true } });
    expect(plain?.steps?.map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  it('reads a run by its names where its row has moved, and another one took its place', async () => {
    writeSnapshot(db, made({ id: 'one' }));
    writeSnapshot(db, made({ name: 'child', id: 'one' }));
    const mastra = createMastraFile(file);
    onTestFinished(mastra.close);
    const row = await mastra.list.find('flow:one');
    if (!row) throw new Error('there is no flow:one');
    expect(mastra.relatives(row).map(({ name }) => name)).toEqual(['child']);
    db.exec('DELETE FROM mastra_workflow_snapshot');
    writeSnapshot(db, toSnapshot({ name: 'flow', id: 'other', at: testNow - 5_000, isFailed: true }));
    writeSnapshot(db, made({ name: 'child', id: 'other' }));
    writeSnapshot(db, made({ name: 'child', id: 'one' }));
    writeSnapshot(db, made({ id: 'one' }));
    expect(mastra.snapshot(row)).toMatchObject({ runId: 'one' });
    expect(mastra.brief(row)?.steps.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(mastra.relatives(row).map(({ name }) => name)).toEqual(['child']);
  });

  it('lists the models of a workflow that was resumed long after it began', async () => {
    const at = testNow - 900_000;
    const resumedAt = at + 300_000;
    writeSnapshot(db, made({ id: 'one', at, updatedAt: resumedAt }));
    writeSpan({ spanId: 'first', spanType: 'workflow_run', startedAt: iso(at) });
    writeSpan({ spanId: 'again', spanType: 'workflow_run', startedAt: iso(resumedAt) });
    const attributes = JSON.stringify({ model: 'gpt-4o', provider: 'openai' });
    writeSpan({
      spanId: 'call',
      parentSpanId: 'again',
      spanType: 'model_generation',
      startedAt: iso(resumedAt + 1),
      attributes,
    });
    expect((await listAll(store, emptyQuery, { now: testNow }))[0]?.models).toEqual(['gpt-4o']);
  });

  it('shows a span of a type that Mastra does not have yet by its word', async () => {
    writeSpan({ spanId: 'agent', spanType: 'agent_run' });
    writeSpan({
      spanId: 'call',
      parentSpanId: 'agent',
      spanType: 'constructor',
      startedAt: iso(testNow - 4_000),
    });
    const trace = await store.getTrace('flow:agent');
    expect(trace?.spans.map(({ attributes }) => attributes['gen_ai.operation.name'])).toEqual([
      'invoke_agent',
      'constructor',
    ]);
  });

  it('opens and cancels no run by an id that two have', async () => {
    writeSnapshot(db, made({ name: 'ship', id: 'eu:one' }));
    writeSnapshot(db, made({ name: 'ship:eu', id: 'one' }));
    const wanted = {
      kind: 'conflict',
      message: 'ship:eu:one is the id of several runs: eu:one of ship, one of ship:eu',
    };
    await expect(store.getRun('ship:eu:one')).rejects.toMatchObject(wanted);
    await expect(store.cancelRun('ship:eu:one')).rejects.toMatchObject(wanted);
  });

  it('looks again for an act what a run is a step of, though lists are kept for longer', async () => {
    writeSnapshot(db, made({ name: 'child', id: 'one' }));
    const mastra = createMastraFile(file);
    onTestFinished(mastra.close);
    let seconds = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => ++seconds * 1_000);
    const row = await mastra.list.find('child:one');
    if (!row) throw new Error('there is no child:one');
    expect(mastra.relatives(row)).toEqual([]);
    writeSnapshot(db, made({ id: 'one' }));
    expect(mastra.relatives(row)).toEqual([]);
    expect(mastra.relatives(row, true).map(({ name }) => name)).toEqual(['flow']);
  });

  // In a container nothing is said of runs that were left behind.
  it.runIf(seesAllProcesses())(
    'says of a run that its application was killed, which writes nothing',
    async () => {
      const { snapshot } = made({ id: 'one' });
      writeSnapshot(
        db,
        made({ id: 'one', updatedAt: Date.now(), snapshot: { ...snapshot, status: 'running' } }),
      );
      const open = `const db = new (require('better-sqlite3'))(process.argv[1]);
      db.prepare('SELECT 1 FROM mastra_workflow_snapshot').get(); console.log('open'); setInterval(() => db, 1000)`;
      const application = spawn(process.execPath, ['-e', open, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void application.kill('SIGKILL'));
      await once(application.stdout, 'data');
      // What was written a moment ago counts as a change.
      for (const path of [file, `${file}-wal`]) utimesSync(path, 1, 1);
      const readStranded = async () => (await listAll(store, emptyQuery, { now: testNow }))[0]?.strandedBy;
      expect(await readStranded()).toBeUndefined();
      const changes = store.changes(AbortSignal.timeout(5_000))[Symbol.asyncIterator]();
      application.kill('SIGKILL');
      expect((await changes.next()).value).toEqual({ type: 'changed' });
      expect(await readStranded()).toMatch(/^no process has the file open/);
    },
  );

  it('follows a file that is written again, and one that is put in its place', async () => {
    writeSnapshot(db, made({ id: 'one' }));
    await listAll(store, emptyQuery, { now: testNow });
    const changes = store.changes(AbortSignal.timeout(30_000))[Symbol.asyncIterator]();
    // No row gets another time, as when Mastra cancels what has ended.
    db.exec(`UPDATE mastra_workflow_snapshot SET snapshot = jsonb_set(snapshot, '$.status', 'canceled')`);
    await changes.next();
    expect((await store.getRun('flow:one'))?.status).toBe('canceled');
    db.close();
    renameSync(file, `${file}.old`);
    db = new Database(file);
    createTables(db);
    await waitFor(async () => (await listAll(store, emptyQuery, { now: testNow })).length === 0);
  });

  it('says what a file is that is cut short, is another one, or is not there', async () => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    truncateSync(file, 5_000);
    const list = () =>
      store.listRuns(emptyQuery, { sort: { field: 'created', descending: true }, limit: 5, now: 0 });
    await expect(list()).rejects.toThrow(/is damaged or cut short/);
    rmSync(file);
    await expect(list()).rejects.toThrow(/does not exist/);
    db = new Database(file);
    db.exec('CREATE TABLE orders (id)');
    await expect(list()).rejects.toThrow(/holds no tables of Mastra/);
  });
});
