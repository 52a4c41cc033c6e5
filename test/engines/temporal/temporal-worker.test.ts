import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openTemporalStore } from '../../../src/engines/temporal/open-temporal-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { listAll } from '../../contract/reading.ts';
import { quickFolder } from '../../quick-folder.ts';
import { failed, historyOf, open, type Told } from './made-histories.ts';

async function openFiles(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(quickFolder(), 'runlens-temporal-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.json`), text);
  const target = { name: 'temporal', kind: 'temporal', location: folder, reason: 'argument' };
  const store = await openTemporalStore({ place: folder, target });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const rows = await listAll(store, emptyQuery);
  return { store, told: rows.map(({ id, status, statusLabel }) => [id, status, statusLabel]) };
}

const text = JSON.stringify;

it.each([
  ['as it is written', text(failed, undefined, 2)],
  ['in one line', text(failed)],
  ['without what holds the events', text(failed.events)],
  ['in a history of its own', text({ history: failed })],
])('shows what is there of a file that was cut in the middle, %s', async (_, whole) => {
  const cut = whole.slice(0, whole.lastIndexOf('activity error'));
  const { store, told } = await openFiles({ cut });
  expect(told).toEqual([['run-failed', 'unknown', 'File cut short']]);
  const run = await store.getRun('run-failed', { include: { steps: true } });
  expect(run?.steps?.at(-1)).toMatchObject({ name: 'send-mail', status: 'failed', attempt: 3 });
});

it('shows the later of two exports of one run, whatever their names are', async () => {
  const end: Told = ['WorkflowExecutionCompleted', {}, 9];
  const later = historyOf('signup', 'run-open', [['TimerStarted', { timerId: '3' }, 1], end]);
  const { told } = await openFiles({ a: text(later), b: text(open) });
  expect(told).toEqual([['run-open', 'success', undefined]]);
});

it('passes over a folder that is named like a history', async () => {
  const folder = mkdtempSync(join(quickFolder(), 'runlens-temporal-'));
  mkdirSync(join(folder, 'old.json'));
  writeFileSync(join(folder, 'failed.json'), text(failed));
  const target = { name: 'temporal', kind: 'temporal', location: folder, reason: 'argument' };
  const store = await openTemporalStore({ place: folder, target });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  expect((await listAll(store, emptyQuery)).map(({ id }) => id)).toEqual(['run-failed']);
});

it('shows a run beside the one that a reset of it began, which repeats it', async () => {
  const reset = {
    cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
    baseRunId: 'run-failed',
    newRunId: 'again',
  };
  const again = historyOf('signup', 'run-failed', [
    ['WorkflowTaskFailed', { ...reset, failure: { message: 'bad deploy' } }, 60],
    ['WorkflowExecutionCompleted', {}, 70],
  ]);
  const { store, told } = await openFiles({ again: text(again), failed: text(failed) });
  expect(told.toSorted()).toEqual([
    ['again', 'success', undefined],
    ['run-failed', 'failed', undefined],
  ]);
  expect(await store.getRun('again')).toMatchObject({ retryOf: 'run-failed' });
  expect((await store.getTrace('again'))?.logs).toMatchObject([
    { level: 'info', message: 'reset from run-failed: bad deploy' },
  ]);
});
