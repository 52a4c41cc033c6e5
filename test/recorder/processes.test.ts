import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inTime, scaleToLoad } from '../in-time.ts';
import { someOf, trials } from '../trials.ts';
import { makeFolder, openStoreAt, readRuns, readTrace, until } from './recorded.ts';

function start(program: string, ...args: readonly string[]): ChildProcess {
  const file = join(import.meta.dirname, 'programs', program);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function lineOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('the program printed nothing');
}

const storeIn = (folder: string): string => join(folder, '.runlens', 'runs.db');

describe('programs in processes of their own', () => {
  test('record into one store at the same time, and nothing is lost', async () => {
    const folder = makeFolder();
    const each = trials(200, 80);
    const children = ['a', 'b', 'c'].map(name => start('record-many.ts', folder, name, String(each)));
    const codes = await Promise.all(children.map(child => once(child, 'exit')));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
    const store = await openStoreAt(storeIn(folder));
    expect(await store.counts()).toMatchObject({ success: 3 * each, total: 3 * each });
    const runs = await readRuns(store);
    expect(new Set(runs.map(run => run.id)).size).toBe(3 * each);
    for (const run of runs) expect(run.steps?.map(step => step.name)).toEqual(['one', 'two']);
  });

  const endings = [
    ['ends by itself', 'fall-off', 0],
    ['calls process.exit', 'exit', 0],
    ['dies of an error', 'throw', 1],
  ] as const;

  test.each(someOf(endings, 2))(
    'a program that forgets to close and %s leaves everything written',
    async (_, ending, code) => {
      const folder = makeFolder();
      const child = start('record-many.ts', folder, 'w', '20', ending);
      expect((await once(child, 'exit'))[0]).toBe(code);
      expect(await (await openStoreAt(storeIn(folder))).counts()).toMatchObject({ success: 20, total: 20 });
    },
  );

  test('one that is killed in the middle leaves what it flushed, and its run is seen as failed', async () => {
    const folder = makeFolder();
    const child = start('hang-in-a-step.ts', folder);
    expect(await lineOf(child)).toBe('ready');
    const store = await openStoreAt(storeIn(folder));
    expect((await store.getRun('hanging'))?.status).toMatch(/running|waiting/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const run = await until(async () => {
      const now = await store.getRun('hanging', { include: { steps: true } });
      return now?.status === 'failed' ? now : undefined;
    });
    expect(run).toMatchObject({ input: { a: 1 }, errorSummary: { message: 'its process is gone' } });
    expect(run.steps?.slice(0, 2).map(step => [step.name, step.output])).toEqual([
      ['first', 'done'],
      ['second', undefined],
    ]);
    const trace = await readTrace(store, 'hanging');
    expect(trace.logs.map(log => log.message)).toEqual(['before the end']);
  });

  test('one gets a cancel within a second and ends its run', inTime, async () => {
    const folder = makeFolder();
    const child = start('hang-in-a-step.ts', folder);
    const lines = child.stdout ? createInterface(child.stdout)[Symbol.asyncIterator]() : undefined;
    expect((await lines?.next())?.value).toBe('ready');
    const store = await openStoreAt(storeIn(folder));
    expect(await store.cancelRun('hanging', { by: 'ada' })).toEqual({ type: 'requested' });
    const requestedAt = performance.now();
    expect((await lines?.next())?.value).toBe('canceled');
    expect(performance.now() - requestedAt).toBeLessThan(scaleToLoad(1_000));
    await once(child, 'exit');
    expect(await store.getRun('hanging')).toMatchObject({
      status: 'canceled',
      cancel: { by: 'ada', outcome: 'canceled' },
    });
  });
});
