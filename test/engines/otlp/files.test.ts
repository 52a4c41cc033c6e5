import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { collectChanges, firstPage, idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { logsLine, start, traceA, tracesLine } from './otlp-text.ts';
import { createFolder, openStoreAt } from './temp-files.ts';

const runLine = (id: string, from = 0) =>
  tracesLine([{ trace: traceOf(id), id, from, attributes: { 'workflow.run.id': id } }]);

function traceOf(id: string): string {
  return Buffer.from(id).toString('hex').padStart(32, '0');
}

const ids = async (store: RunStore) => idsOf(await listAll(store, emptyQuery));
const notes = async (store: RunStore) => (await store.listRuns(emptyQuery, firstPage)).notes;

describe('a file that grows', () => {
  it('shows what was appended, at once and as a change', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one') });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['one']);
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    appendFileSync(path('traces.jsonl'), runLine('two', 5));
    await waitFor(() => changes.length > 0);
    expect(changes).toEqual([{ type: 'changed' }]);
    expect(await ids(store)).toEqual(['two', 'one']);
    ending.abort();
    await watching;
  });

  it('reports no changes once the store is closed', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one') });
    const store = await openStoreAt(path('traces.jsonl'));
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(new AbortController().signal), changes);
    await store.close();
    await watching;
    expect(changes).toEqual([]);
  });

  it('waits for the rest of an incomplete line, and does not count it as unreadable', async () => {
    const line = runLine('two', 5);
    const { path } = createFolder({ 'traces.jsonl': runLine('one') + line.slice(0, 100) });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['one']);
    expect(await notes(store)).toBeUndefined();
    appendFileSync(path('traces.jsonl'), line.slice(100, 150));
    expect(await ids(store)).toEqual(['one']);
    appendFileSync(path('traces.jsonl'), line.slice(150));
    expect(await ids(store)).toEqual(['two', 'one']);
    expect((await store.getTrace('two'))?.spanTotal).toBe(1);
  });

  it('reads a complete last line without its newline, and goes on after it', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one').trim() });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['one']);
    appendFileSync(path('traces.jsonl'), `\n${runLine('two', 5)}`);
    expect(await ids(store)).toEqual(['two', 'one']);
    expect(await notes(store)).toBeUndefined();
    expect(idsOf((await store.getTrace('two'))?.spans ?? [])).toHaveLength(1);
  });

  it('shows how a run ended when its root comes late', async () => {
    const attributes = { 'workflow.run.id': 'r', 'workflow.name': 'flow' };
    const { path } = createFolder({
      'traces.jsonl': tracesLine([{ id: 'kid', parent: 'root', from: 500, attributes }]),
    });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await store.getRun('r')).toMatchObject({
      status: 'unknown',
      name: 'flow',
      startedAt: start + 500,
    });
    appendFileSync(path('traces.jsonl'), tracesLine([{ id: 'root', to: 900, attributes }]));
    expect(await store.getRun('r')).toMatchObject({
      status: 'success',
      startedAt: start,
      finishedAt: start + 900,
    });
    expect(await store.counts()).toEqual({ success: 1, total: 1 });
  });

  it('gives a run its id when that comes with a later span', async () => {
    const { path } = createFolder({ 'traces.jsonl': tracesLine([{ id: 'kid', parent: 'root' }]) });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual([traceA]);
    appendFileSync(
      path('traces.jsonl'),
      tracesLine([{ id: 'root', attributes: { 'workflow.run.id': 'r' } }]),
    );
    expect(await ids(store)).toEqual(['r']);
    expect(await store.getRun(traceA)).toBeUndefined();
  });
});

describe('a file that is damaged', () => {
  it('shows the runs around lines that cannot be read, and says how many', async () => {
    const damaged = ['{"resourceSpans":[{"', '\u0000\u0000\u0000', '[]', '{"other":1}', '42', ''].join('\n');
    const { path } = createFolder({ 'traces.jsonl': `${runLine('one')}${damaged}\n${runLine('two', 5)}` });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['two', 'one']);
    expect(await notes(store)).toEqual(['5 lines of traces.jsonl could not be read as OTLP/JSON']);
  });

  it('gives a note about spans without ids and logs without a trace id', async () => {
    const bare = JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'x' }, 'y', null] }, null] }, 7],
    });
    const { path } = createFolder({
      'traces.jsonl': `${runLine('one')}${bare}\n${logsLine([{ trace: '' }])}`,
    });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['one']);
    expect(await notes(store)).toEqual([
      '1 span without ids left out',
      '1 log record without a trace id left out',
    ]);
  });

  it('reads Windows line ends and a byte order mark', async () => {
    const text = `\uFEFF${runLine('one')}${runLine('two', 5)}`.replaceAll('\n', '\r\n');
    const { path } = createFolder({ 'traces.jsonl': text });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['two', 'one']);
    expect((await store.getTrace('one'))?.spans).toHaveLength(1);
  });

  it('knows metrics and leaves them out', async () => {
    const { path } = createFolder({ 'traces.jsonl': `${runLine('one')}{"resourceMetrics":[]}\n` });
    expect(await notes(await openStoreAt(path('traces.jsonl')))).toBeUndefined();
  });
});

describe('a file that was replaced', () => {
  it.each([
    ['cut and written anew', (path: string, text: string) => writeFileSync(path, text)],
    [
      'replaced by another',
      (path: string, text: string) => {
        writeFileSync(`${path}.new`, text);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'rotated away',
      (path: string, text: string) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, text);
      },
    ],
  ])('shows only the new content when it was %s', async (_, change) => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one') + runLine('old', 1) });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['old', 'one']);
    change(path('traces.jsonl'), runLine('new', 2));
    expect(await ids(store)).toEqual(['new']);
    expect((await store.getTrace('new'))?.spanTotal).toBe(1);
    change(path('traces.jsonl'), runLine('newer', 3) + runLine('newest', 4) + runLine('extra', 5));
    expect(await ids(store)).toEqual(['extra', 'newest', 'newer']);
  });

  it('reports that it is gone, and goes on when it is back', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one') });
    const store = await openStoreAt(path('traces.jsonl'));
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    rmSync(path('traces.jsonl'));
    await waitFor(() => changes.length > 0);
    expect(changes).toMatchObject([
      {
        type: 'error',
        error: { kind: 'unreachable', message: expect.stringMatching(/^there is no .*traces\.jsonl$/) },
      },
    ]);
    writeFileSync(path('traces.jsonl'), runLine('back'));
    await waitFor(() => changes.length > 1);
    expect(changes[1]).toEqual({ type: 'changed' });
    expect(await ids(store)).toEqual(['back']);
    ending.abort();
    await watching;
  });

  it('cannot be opened when it does not exist', async () => {
    const { path } = createFolder({});
    await expect(openStoreAt(path('none.jsonl'))).rejects.toMatchObject({
      kind: 'unreachable',
      hint: expect.any(String),
    });
  });
});

describe('several files', () => {
  it('takes the logs from a logs.jsonl beside it, also one that comes later', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one'), 'other.jsonl': runLine('two') });
    const store = await openStoreAt(path('traces.jsonl'));
    expect(await ids(store)).toEqual(['one']);
    expect((await store.getTrace('one'))?.logTotal).toBe(0);
    writeFileSync(path('logs.jsonl'), logsLine([{ trace: traceOf('one'), span: 'one', body: 'hello' }]));
    expect((await store.getTrace('one'))?.logs).toMatchObject([{ message: 'hello' }]);
  });

  it('takes the traces beside a logs.jsonl, and says what is missing where there are none', async () => {
    const { path } = createFolder({
      'logs.jsonl': logsLine([{ trace: traceOf('one') }, { trace: traceOf('one') }]),
    });
    const store = await openStoreAt(path('logs.jsonl'));
    expect(await ids(store)).toEqual([]);
    expect(await notes(store)).toEqual(['2 log records and no spans: runs are made of spans']);
    writeFileSync(path('traces.jsonl'), runLine('one'));
    expect(await ids(store)).toEqual(['one']);
    expect(await notes(store)).toBeUndefined();
    expect((await store.getTrace('one'))?.logTotal).toBe(2);
  });

  it('reads every .jsonl of a folder, also those that come and go', async () => {
    const { folder, path } = createFolder({
      'a.jsonl': runLine('one'),
      'b.jsonl': runLine('two', 1),
      'c.txt': runLine('three', 2),
      'd/e.jsonl': runLine('four', 3),
    });
    const store = await openStoreAt(folder);
    expect(await ids(store)).toEqual(['two', 'one']);
    writeFileSync(path('f.jsonl'), runLine('five', 4));
    expect(await ids(store)).toEqual(['five', 'two', 'one']);
    rmSync(path('a.jsonl'));
    expect(await ids(store)).toEqual(['five', 'two']);
  });

  it('shows of runs in a file that is removed what the other files hold, as if there had never been more', async () => {
    const both = (id: string, attributes = {}) => ({ trace: traceOf('both'), id, attributes });
    const { folder, path } = createFolder({
      'a.jsonl':
        runLine('one') +
        tracesLine([both('kid'), both('other')]) +
        logsLine([{ trace: traceOf('both'), body: 'first' }, { trace: traceOf('one') }]),
      'b.jsonl':
        tracesLine([both('root', { 'workflow.run.id': 'both' })]) +
        logsLine([{ trace: traceOf('both'), body: 'second' }]),
    });
    const store = await openStoreAt(folder);
    expect(await ids(store)).toContain('one');
    expect(await store.getTrace('both')).toMatchObject({ spans: [{}, {}, {}], logTotal: 2 });
    rmSync(path('a.jsonl'));
    const fresh = await openStoreAt(folder);
    expect(await ids(store)).toEqual(['both']);
    expect(await notes(store)).toEqual(await notes(fresh));
    expect(await store.getRun('both')).toEqual(await fresh.getRun('both'));
    expect(await store.getTrace('both')).toEqual(await fresh.getTrace('both'));
    expect(await store.getRun('one')).toBeUndefined();
    appendFileSync(path('b.jsonl'), runLine('one', 1));
    expect(await ids(store)).toContain('one');
  });

  it('shows of a span in several files the last copy that is left when a file is removed', async () => {
    const copy = (name: string) => tracesLine([{ id: 'root', name }]);
    const { folder, path } = createFolder({
      ...{ 'a.jsonl': copy('first') + runLine('one'), 'b.jsonl': copy('second'), 'c.jsonl': copy('third') },
    });
    const store = await openStoreAt(folder);
    const name = async () => (await store.getRun(traceA))?.name;
    expect(await name()).toBe('third');
    rmSync(path('c.jsonl'));
    expect(await name()).toBe('second');
    expect((await store.getTrace(traceA))?.spanTotal).toBe(1);
    rmSync(path('a.jsonl'));
    expect(await ids(store)).toEqual([traceA]);
    expect(await name()).toBe('second');
    rmSync(path('b.jsonl'));
    expect(await ids(store)).toEqual([]);
  });

  it('joins a run whose spans stand in several files', async () => {
    const { folder } = createFolder({
      'a.jsonl': tracesLine([{ id: 'kid', parent: 'root', attributes: { 'service.x': 1 } }], 'mail'),
      'b.jsonl': tracesLine([{ id: 'root', to: 50 }], 'shop'),
    });
    const store = await openStoreAt(folder);
    expect(await store.getRun(traceA)).toMatchObject({ status: 'success', project: 'shop', stepCount: 1 });
  });

  it('never waits for a pipe', async () => {
    const { folder, path } = createFolder({ 'a.jsonl': runLine('one') });
    execFileSync('mkfifo', [path('b.jsonl'), path('c.jsonl')]);
    expect(await ids(await openStoreAt(folder))).toEqual(['one']);
    await expect(openStoreAt(path('b.jsonl'))).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('writes nothing', async () => {
    const { path } = createFolder({ 'traces.jsonl': runLine('one') });
    const before = [readFileSync(path('traces.jsonl'), 'utf8'), statSync(path('traces.jsonl')).mtimeMs];
    const store = await openStoreAt(path('traces.jsonl'));
    await ids(store);
    expect(await store.cancelRun('one')).toEqual({ type: 'unsupported' });
    expect(await store.startRun({ workflow: 'x' })).toEqual({ type: 'unsupported' });
    expect([readFileSync(path('traces.jsonl'), 'utf8'), statSync(path('traces.jsonl')).mtimeMs]).toEqual(
      before,
    );
  });
});
