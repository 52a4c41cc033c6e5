import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunEvent, RunWriter } from '../../../../src/contract/run-events.ts';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import { runsPerBand } from '../../../../src/database/sqlite/sqlite-schema.ts';
import {
  openRunWriter,
  type RunWriterOptions,
} from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { idsOf, listAll, waitFor } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { trials } from '../../../trials.ts';
import { lockStore, openStoreAt, query, recordAt, type TempFolder, tempFolder } from '../temp-store.ts';

describe('a writer', () => {
  let folder: TempFolder;
  let path: string;
  const open: { close: () => Promise<void> }[] = [];
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('runs.db');
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    folder.remove();
  });
  const openWriter = async (options: Partial<RunWriterOptions> = {}): Promise<RunWriter> => {
    const writer = await openRunWriter({ path, ...options });
    open.push(writer);
    return writer;
  };
  const openStore = async (): Promise<RunStore> => {
    const store = await openStoreAt(path);
    open.push(store);
    return store;
  };

  it('makes what was written readable by itself', async () => {
    const writer = await openWriter();
    writer.write([runCreated('r')]);
    const store = await openStore();
    await waitFor(() => query(path, 'SELECT 1 FROM runs').length > 0);
    expect(await store.getRun('r')).toMatchObject({ id: 'r' });
  });

  it('applies events in the order they were written, in one batch or in several', async () => {
    const writer = await openWriter();
    const parts: RunEvent[] = [
      runCreated('r', { status: 'queued', startedAt: undefined, finishedAt: undefined }),
      { type: 'run-changed', id: 'r', status: 'running', startedAt: 5 },
      { type: 'run-changed', id: 'r', output: '1', models: ['m'] },
      {
        type: 'run-changed',
        id: 'r',
        status: 'success',
        finishedAt: 9,
        usage: [{ name: 'm', kind: 'model' }],
      },
    ];
    for (const event of parts) {
      writer.write([event]);
      await writer.flush();
    }
    writer.write(parts.map(event => ({ ...event, id: 'whole' })));
    await writer.flush();
    const store = await openStore();
    const [one, whole] = [await store.getRun('r'), await store.getRun('whole')];
    expect(one).toMatchObject({ status: 'success', startedAt: 5, finishedAt: 9, output: 1, models: ['m'] });
    expect({ ...whole, id: 'r' }).toEqual(one);
    expect(await store.counts()).toEqual({ success: 2, total: 2 });
  });

  it('keeps what a later event does not mention', async () => {
    const writer = await openWriter();
    writer.write([runCreated('r', { status: 'running', costUsd: 0.1, input: '{"a":1}', services: ['s'] })]);
    await writer.flush();
    writer.write([{ type: 'run-changed', id: 'r', costUsd: 0.2 }]);
    await writer.flush();
    const store = await openStore();
    expect(await store.getRun('r')).toMatchObject({
      status: 'running',
      costUsd: 0.2,
      input: { a: 1 },
      services: ['s'],
    });
  });

  it('leaves out a run that SQLite refuses, reports it once, and records the others', async () => {
    const writer = await openWriter({ owner: 'none' });
    const broken = { ...runCreated('broken'), name: undefined } as unknown as RunEvent;
    writer.write([runCreated('a'), broken, runCreated('b')]);
    await expect(writer.flush()).rejects.toThrow(/1 of the runs could not be recorded.*broken/);
    await writer.flush();
    const store = await openStore();
    expect(idsOf(await listAll(store, emptyQuery))).toEqual(['b', 'a']);
    expect(await store.counts()).toEqual({ success: 2, total: 2 });
  });

  it.each([
    ['whose error cannot be signed', { status: 'failed', error: { message: 5 as unknown as string } }],
    ['with a value that cannot be listed', { models: [5 as unknown as string] }],
  ] as const)('leaves out a run %s, and records the others', async (_, fields) => {
    const writer = await openWriter({ owner: 'none' });
    writer.write([runCreated('a'), runCreated('broken', fields), runCreated('b')]);
    await expect(writer.flush()).rejects.toThrow(/1 of the runs could not be recorded.*broken/);
    await writer.flush();
    const store = await openStore();
    expect(await store.counts()).toMatchObject({ total: 2 });
  });

  it('ignores events of a run that was never created', async () => {
    const writer = await openWriter();
    writer.write([{ type: 'run-changed', id: 'ghost', status: 'failed' }]);
    await writer.flush();
    expect(query(path, 'SELECT * FROM runs')).toEqual([]);
  });

  it('takes back that a run was lost when it has a new status', async () => {
    const writer = await openWriter();
    writer.write([runCreated('r', { status: 'running', finishedAt: undefined })]);
    await writer.flush();
    const db = new Database(path);
    db.exec("UPDATE owners SET process_start = 'not ours'");
    db.close();
    await (await openRunWriter({ path })).close();
    expect(query(path, 'SELECT status, error_name FROM runs')).toEqual([
      { status: 'failed', error_name: 'ProcessLost' },
    ]);
    writer.write([{ type: 'run-changed', id: 'r', status: 'running' }]);
    await writer.flush();
    const store = await openStore();
    expect(await store.getRun('r')).toMatchObject({ status: 'running' });
    expect((await store.getRun('r'))?.errorSummary).toBeUndefined();
    expect((await store.getRun('r'))?.error).toBeUndefined();
    expect((await store.getRun('r'))?.finishedAt).toBeUndefined();
    expect(await store.counts()).toEqual({ running: 1, total: 1 });
  });

  it('delivers each cancel request once, also one that came before there was a listener', async () => {
    const writer = await openWriter();
    writer.write([1, 2].map(n => runCreated(`r${n}`, { status: 'running', finishedAt: undefined })));
    await writer.flush();
    const store = await openStore();
    await store.cancelRun('r1');
    const asked: string[] = [];
    const stop = writer.onCancelRequested(ids => asked.push(...ids));
    await waitFor(() => asked.length > 0);
    await store.cancelRun('r2');
    await waitFor(() => asked.length > 1);
    stop();
    expect(asked).toEqual(['r1', 'r2']);
  });

  it('indexes text within a second, and finds it in the meantime', async () => {
    const writer = await openWriter({ owner: 'none' });
    const store = await openStore();
    const find = async (filter: string) =>
      idsOf(await listAll(store, parseQuery(filter), { now: sampleNow }));
    writer.write([runCreated('r', { input: '{"city":"Reykjavík"}', name: 'weather' })]);
    await writer.flush();
    expect(await find('reykja')).toEqual(['r']);
    expect(await find('eathe')).toEqual(['r']);
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    expect(await find('reykja')).toEqual(['r']);
    expect(await find('eathe')).toEqual(['r']);
    writer.write([{ type: 'run-changed', id: 'r', input: '{"city":"Oslo"}' }]);
    await writer.flush();
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    expect(await find('reykja')).toEqual([]);
    expect(await find('osl')).toEqual(['r']);
  });

  it('finds a value behind the indexed part of a large payload', async () => {
    const input = JSON.stringify({ text: 'some words '.repeat(120_000), last: 'Needle' });
    await recordAt(path, [runCreated('large', { input }), runCreated('small', { input: '{"last":"no"}' })]);
    const store = await openStore();
    expect(query(path, 'SELECT * FROM unindexed')).toEqual([]);
    expect(idsOf(await listAll(store, parseQuery('input.last:needle')))).toEqual(['large']);
    expect(idsOf(await listAll(store, parseQuery('needle')))).toEqual([]);
  });

  it('keeps the order of more runs of one millisecond than it has keys for', async () => {
    const count = trials(2_500, runsPerBand + 100);
    const ids = Array.from({ length: count }, (_, n) => `run_${String((n * 7) % count).padStart(4, '0')}`);
    await recordAt(path, [
      ...ids.map(id => runCreated(id, { createdAt: sampleNow })),
      runCreated('next', { createdAt: sampleNow + 1 }),
      runCreated('before', { createdAt: sampleNow - 1 }),
    ]);
    const store = await openStore();
    const wanted = ['next', ...[...ids].sort().reverse(), 'before'];
    expect(idsOf(await listAll(store, emptyQuery, { limit: 97 }))).toEqual(wanted);
    expect(idsOf(await listAll(store, parseQuery('-status:failed -id:x'), { limit: 999 }))).toEqual(wanted);
    const hurried = await openStoreAt(path, 1);
    open.push(hurried);
    expect(idsOf(await listAll(hurried, parseQuery('-status:failed -id:x'), { limit: 60 }))).toEqual(wanted);
  });

  it.each([-5, 0, 0.5, 8.64e15, 1e300, Number.NaN])('takes a run created at %s', async createdAt => {
    await recordAt(path, [runCreated('odd', { createdAt }), runCreated('even', { createdAt: sampleNow })]);
    const store = await openStore();
    const order = createdAt > sampleNow ? ['odd', 'even'] : ['even', 'odd'];
    expect(idsOf(await listAll(store, emptyQuery, { limit: 1 }))).toEqual(order);
  });

  it('stores every string as it is', async () => {
    const text = 'tab\t nul\0 esc\u001b[31m bidi\u202e 🚀 日本 e\u0301\n';
    await recordAt(path, [
      runCreated(`id ${text}`, {
        name: text,
        actor: text,
        project: text,
        trigger: { type: text, label: text, raw: text },
        models: [text],
      }),
    ]);
    const store = await openStore();
    expect(await store.getRun(`id ${text}`)).toMatchObject({
      name: text,
      actor: text,
      project: text,
      trigger: { type: text, label: text, raw: text },
      models: [text],
    });
    expect(
      (
        await listAll(store, {
          clauses: [
            {
              type: 'text',
              field: 'actor',
              negated: false,
              start: 0,
              end: 0,
              values: [{ text, isGlob: false }],
            },
          ],
        })
      ).length,
    ).toBe(1);
  });

  it('reports nothing else of a store that is replaced by one that is locked for a moment', async () => {
    const reports: string[] = [];
    const writer = await openWriter({ onError: error => reports.push(String(error)) });
    writer.write([runCreated('active', { status: 'running', finishedAt: undefined })]);
    await writer.flush();
    const other = folder.file('other.db');
    await recordAt(other, []);
    renameSync(other, path);
    const lock = lockStore(path);
    const flushed = writer.flush();
    lock.release();
    await expect(flushed).rejects.toThrow('was replaced');
    expect(query(path, 'SELECT id FROM runs')).toEqual([{ id: 'active' }]);
    await waitFor(() => query(path, 'SELECT key FROM unindexed').length === 0);
    expect(reports).toEqual([expect.stringContaining('was replaced')]);
  });

  it('can be closed twice, and records nothing afterwards', async () => {
    const writer = await openWriter();
    writer.write([runCreated('r')]);
    await writer.close();
    await writer.close();
    writer.write([runCreated('late')]);
    expect(query(path, 'SELECT id FROM runs')).toEqual([{ id: 'r' }]);
  });

  it('does not open its file again once it was closed, also when its last write failed', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const lost = folder.file('mounted');
    mkdirSync(lost);
    const writer = await openRunWriter({ path: join(lost, 'runs.db'), onError: () => {} });
    writer.write([runCreated('r')]);
    await writer.flush();
    rmSync(lost, { recursive: true });
    writer.write([runCreated('late')]);
    await expect(writer.close()).rejects.toThrow('was removed');
    mkdirSync(lost);
    vi.advanceTimersByTime(60_000);
    expect(readdirSync(lost)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves a store that reading does not change', async () => {
    await recordAt(path, [runCreated('r', { input: '{"a":1}' })]);
    const keeper = await openWriter({ owner: 'none' });
    const before = query(path, 'SELECT * FROM meta');
    const walBytes = statSync(`${path}-wal`).size;
    const store = await openStore();
    await listAll(store, parseQuery('a -b input.a:1'));
    await store.getRun('r', { include: { steps: true, messages: true } });
    await store.getTrace('r');
    await store.counts();
    await store.workflows();
    await store.suggest('actor', '');
    await store.cancelRun('nowhere');
    expect(query(path, 'SELECT * FROM meta')).toEqual(before);
    expect(statSync(`${path}-wal`).size).toBe(walBytes);
    await keeper.flush();
  });
});
