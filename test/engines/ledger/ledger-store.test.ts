import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { ledgerEngine } from './ledger-engine.ts';
import { openLedgerStore } from './open-ledger-store.ts';

const at = Date.UTC(2026, 0, 31);

function openLedger() {
  const project = mkdtempSync(join(tmpdir(), 'ledger-'));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  const folder = join(project, '.ledger');
  mkdirSync(folder);
  const write = (id: string, record: object) =>
    writeFileSync(
      join(folder, `${id}.json`),
      JSON.stringify({ workflow: 'signup', createdAt: at, ...record }),
    );
  write('on', { state: 'running' });
  write('over', { state: 'failed', finishedAt: at + 5 });
  const target = { name: 'shop', kind: 'ledger', location: folder, reason: 'argument' };
  const store = openLedgerStore(folder, target);
  onTestFinished(() => store.close());
  return {
    project,
    folder,
    store,
    list: () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 9, now: at }),
  };
}

describe('a cancel', () => {
  it('leaves the engine a request, and shows it until the run has ended', async () => {
    const { folder, store } = openLedger();
    expect(await store.cancelRun('on')).toEqual({ type: 'requested' });
    const requestedAt = Math.round(statSync(join(folder, 'on.cancel')).mtimeMs);
    expect(await store.getRun('on')).toMatchObject({ cancelRequestedAt: requestedAt });
    expect(await store.cancelRun('on')).toEqual({ type: 'requested' });
    expect(Math.round(statSync(join(folder, 'on.cancel')).mtimeMs)).toBe(requestedAt);
    writeFileSync(
      join(folder, 'on.json'),
      JSON.stringify({ workflow: 'signup', state: 'canceled', createdAt: at, finishedAt: at + 5 }),
    );
    expect((await store.getRun('on'))?.cancelRequestedAt).toBeUndefined();
  });

  it('leaves no request where the run has ended or does not exist', async () => {
    const { folder, store } = openLedger();
    expect(await store.cancelRun('over')).toEqual({ type: 'already-finished', status: 'failed' });
    expect(existsSync(join(folder, 'over.cancel'))).toBe(false);
    expect(await store.cancelRun('../secret')).toEqual({ type: 'not-found' });
  });
});

it('shows the attempts of a step as steps and spans', async () => {
  const { folder, store } = openLedger();
  const tries = [{ endedAt: at + 20, error: { message: 'no answer' } }];
  const step = { name: 'charge', state: 'success', createdAt: at, finishedAt: at + 50, tries };
  const record = { workflow: 'orders', state: 'success', createdAt: at, finishedAt: at + 60, steps: [step] };
  writeFileSync(join(folder, 'tried.json'), JSON.stringify(record));
  const run = await store.getRun('tried', { include: { steps: true } });
  expect(run?.steps?.map(({ name, attempt, status }) => [name, attempt, status])).toEqual([
    ['charge', 1, 'failed'],
    ['charge', 2, 'success'],
  ]);
  const trace = await store.getTrace('tried');
  expect(trace?.spans.map(({ name, startAt, endAt }) => [name, startAt - at, (endAt ?? 0) - at])).toEqual([
    ['orders', 0, 60],
    ['charge', 0, 50],
    ['attempt 1', 0, 20],
    ['attempt 2', 20, 50],
  ]);
});

it('gives a note about a broken file, and shows the others', async () => {
  const { folder, list } = openLedger();
  writeFileSync(join(folder, 'broken.json'), '{"workflow":');
  const page = await list();
  expect(page.runs.map(run => run.id).sort()).toEqual(['on', 'over']);
  expect(page.notes).toEqual(['1 of 3 files could not be read']);
});

it('says so when its folder is gone', async () => {
  const { folder, list } = openLedger();
  rmSync(folder, { recursive: true });
  await expect(list()).rejects.toMatchObject({ kind: 'unreadable', hint: expect.any(String) });
});

it('is found in its project, by its path and by its address', () => {
  const { project, folder } = openLedger();
  const where = { base: project, home: project };
  expect(ledgerEngine.detect?.(project, {})).toEqual({ place: folder });
  expect([project, folder, join(folder, 'on.json')].map(path => ledgerEngine.recognize?.(path))).toEqual([
    folder,
    folder,
    undefined,
  ]);
  expect(ledgerEngine.locate('', where)).toBe(folder);
  expect(ledgerEngine.locate('~/.ledger', where)).toBe(folder);
  expect(() => ledgerEngine.locate('elsewhere', where)).toThrow('there is no ledger at elsewhere');
});
