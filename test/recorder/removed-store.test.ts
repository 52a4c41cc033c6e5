import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { openRecorder, type Recorder } from '../../src/recorder/recorder.ts';
import { makeFolder, openStoreAt, readRuns, readTrace, until } from './recorded.ts';

type Started = {
  readonly recorder: Recorder;
  readonly path: string;
  readonly errors: string[];
  /** Ends the run that was active when the file went. */
  readonly end: () => Promise<void>;
};

/** A recorder with a run that has ended, and one in its second step. */
async function start(folder = makeFolder()): Promise<Started> {
  const errors: string[] = [];
  const recorder = await openRecorder({ location: folder, onError: error => errors.push(String(error)) });
  onTestFinished(() => recorder.close().catch(() => {}));
  await recorder.run({ workflow: 'ended' }, () => 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const active = recorder.run(
    { workflow: 'active', id: 'active', input: { a: 1 }, actor: 'ada' },
    async run => {
      await run.step('first', () => run.log('info', 'begun'), { input: 'in' });
      run.usage({ name: 'gpt', kind: 'model', inputTokens: 1 });
      await run.step('second', () => promise);
    },
  );
  await recorder.flush();
  const end = async () => {
    resolve();
    await active;
  };
  return { recorder, path: recorder.path, errors, end };
}

async function readAt(path: string): Promise<readonly Run[]> {
  return readRuns(await openStoreAt(path));
}

async function expectWholeActiveRun(path: string): Promise<void> {
  const store = await openStoreAt(path);
  const run = (await readRuns(store)).find(({ id }) => id === 'active');
  expect(run).toMatchObject({ status: 'success', input: { a: 1 }, actor: 'ada', models: ['gpt'] });
  expect(run?.steps?.map(({ name, status }) => [name, status])).toEqual([
    ['first', 'success'],
    ['second', 'success'],
  ]);
  const trace = await readTrace(store, 'active');
  expect(trace.spans.map(({ name }) => name)).toEqual(['active', 'first', 'second']);
  expect(trace.logs.map(({ message }) => message)).toEqual(['begun']);
}

const remove = (path: string) => rmSync(path);
const removeAll = (path: string) => rmSync(dirname(path), { recursive: true });
const moveAway = (path: string) => renameSync(path, `${path}.old`);
const moveFolderAway = (path: string) => renameSync(dirname(path), `${dirname(path)}.old`);

describe('a store that is removed under a recorder', () => {
  test.each([
    ['its file', remove],
    ['its folder', removeAll],
    ['its file, moved away', moveAway],
    ['its folder, moved away', moveFolderAway],
  ])('is made again, with the active runs and all that follow (%s)', async (_, change) => {
    const { recorder, path, errors, end } = await start();
    change(path);
    await recorder.run({ workflow: 'later' }, () => 2);
    await expect(recorder.flush()).rejects.toThrow(`${path} was removed while runs were recorded into it`);
    await recorder.flush();
    await end();
    await recorder.close();
    expect((await readAt(path)).map(({ name }) => name).sort()).toEqual(['active', 'later']);
    await expectWholeActiveRun(path);
    expect(errors).toEqual([expect.stringContaining('was removed')]);
  });

  test('is told of within a second or two, also while nothing is recorded', async () => {
    const { recorder, path, errors, end } = await start();
    remove(path);
    await until(() => errors[0]);
    await end();
    await recorder.close().catch(() => {});
    await expectWholeActiveRun(path);
  });

  test('keeps everything in the file that was moved away', async () => {
    const { recorder, path } = await start();
    moveAway(path);
    await expect(recorder.flush()).rejects.toThrow('was removed');
    expect((await readAt(`${path}.old`)).map(({ name }) => name).sort()).toEqual(['active', 'ended']);
  });

  test('makes close reject when nothing follows, and is not made again for nothing', async () => {
    const recorder = await openRecorder({ location: makeFolder(), onError: () => {} });
    await recorder.run({ workflow: 'ended' }, () => 1);
    await recorder.flush();
    removeAll(recorder.path);
    await expect(recorder.close()).rejects.toThrow('was removed');
    expect(existsSync(recorder.path)).toBe(false);
  });

  test('is not made where its project is no more: everything waits until the folder is back', async () => {
    const project = join(makeFolder(), 'project');
    mkdirSync(project);
    const { recorder, path, errors, end } = await start(project);
    renameSync(project, `${project}.old`);
    await end();
    await recorder.run({ workflow: 'later' }, () => 2);
    await expect(recorder.flush()).rejects.toThrow('was removed');
    await expect(recorder.flush()).rejects.toThrow('was removed');
    expect(existsSync(project)).toBe(false);
    mkdirSync(project);
    await until(() => (existsSync(path) ? true : undefined));
    await recorder.close().catch(() => {});
    expect((await readAt(path)).map(({ name }) => name).sort()).toEqual(['active', 'later']);
    await expectWholeActiveRun(path);
    expect(errors).toHaveLength(1);
  });
});

describe('a store that is replaced under a recorder', () => {
  test('has what is recorded from then on, and the active runs', async () => {
    const { recorder, path, errors, end } = await start();
    const other = await openRecorder({ location: makeFolder() });
    await other.run({ workflow: 'other' }, () => 1);
    await other.close();
    renameSync(other.path, path);
    await recorder.run({ workflow: 'later' }, () => 2);
    await end();
    await expect(recorder.flush()).rejects.toThrow(`${path} was replaced while runs were recorded`);
    await recorder.close();
    expect((await readAt(path)).map(({ name }) => name).sort()).toEqual(['active', 'later', 'other']);
    await expectWholeActiveRun(path);
    expect(errors).toEqual([expect.stringContaining('was replaced')]);
  });

  test('by something else keeps what is recorded until a store can be made', async () => {
    const { recorder, path, end } = await start();
    rmSync(path);
    writeFileSync(path, 'this is no database '.repeat(100));
    await end();
    await expect(recorder.flush()).rejects.toThrow('is not a store of runs');
    rmSync(path);
    await until(() => (existsSync(path) ? true : undefined));
    await recorder.close().catch(() => {});
    await expectWholeActiveRun(path);
  });
});

describe('the files beside a store', () => {
  test.each([[['-wal']], [['-shm']], [['-wal', '-shm']]])(
    'may go while it is open, and nothing is lost: %j',
    async suffixes => {
      const { recorder, path, errors, end } = await start();
      for (const suffix of suffixes) rmSync(path + suffix);
      await recorder.run({ workflow: 'later' }, () => 2);
      await end();
      await recorder.flush();
      expect(readdirSync(dirname(path)).sort()).toEqual([
        '.gitignore',
        'runs.db',
        'runs.db-shm',
        'runs.db-wal',
      ]);
      expect((await readAt(path)).map(({ name }) => name).sort()).toEqual(['active', 'ended', 'later']);
      await recorder.close();
      await expectWholeActiveRun(path);
      expect(errors).toEqual([expect.stringContaining('was removed while the store was in use')]);
    },
  );

  test('may go for two recorders of one process', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    const second = await openRecorder({ location: folder, onError: () => {} });
    await second.run({ workflow: 'second' }, () => 1);
    await second.flush();
    rmSync(`${first.path}-wal`);
    await second.run({ workflow: 'second' }, () => 2);
    await second.flush();
    await first.end();
    await first.recorder.flush();
    await second.run({ workflow: 'second' }, () => 3);
    await second.close();
    await first.recorder.close();
    expect((await readAt(first.path)).map(({ name }) => name).sort()).toEqual([
      ...['active', 'ended', 'second', 'second', 'second'],
    ]);
    await expectWholeActiveRun(first.path);
  });
});
