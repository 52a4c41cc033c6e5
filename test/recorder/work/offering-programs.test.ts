import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { openAt } from '../../stores/http/http-under-test.ts';
import { makeFolder, openStoreAt, readRuns, until } from '../recorded.ts';
import { startServer } from '../served.ts';

type Program = { readonly child: ChildProcess; readonly begun: () => readonly string[] };

const file = join(import.meta.dirname, '..', 'programs', 'offer-work.ts');

/** `place`: a folder, or the address of a server. */
async function startProgram(place: string, ms: number): Promise<Program> {
  const child = spawn(process.execPath, [file, place, String(ms)], {
    env: { ...process.env, XDG_DATA_HOME: makeFolder() },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', text => {
    said += text;
  });
  await until(() => (said.includes('offering') ? true : undefined));
  return { child, begun: () => said.split('\n').filter(line => line.startsWith('run_')) };
}

async function end({ child }: Program): Promise<void> {
  child.stdin?.end();
  await once(child, 'exit');
}

test('begin each start exactly once, though some of them are killed, and what these ran is seen as lost', async () => {
  const folder = makeFolder();
  const programs = await Promise.all([50, 50, 5, 5].map(ms => startProgram(folder, ms)));
  const store = await openStoreAt(join(folder, '.runlens', 'runs.db'));
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const result = await until(async () => {
      const answer = await store.startRun({ workflow: 'work', input: n });
      return answer.type === 'started' ? answer : undefined;
    });
    ids.push(result.id);
    if (n === 20) for (const { child } of programs.slice(0, 2)) child.kill('SIGKILL');
  }
  const counts = await until(async () => {
    const now = await store.counts();
    return (now?.success ?? 0) + (now?.failed ?? 0) === ids.length ? now : undefined;
  });
  await Promise.all(programs.slice(2).map(end));

  const begun = programs.flatMap(program => program.begun());
  expect(new Set(begun).size).toBe(begun.length);
  const runs = await readRuns(store);
  expect(runs.map(({ id }) => id).sort()).toEqual(ids.sort());
  const lost = runs.filter(({ isLost }) => isLost);
  expect(counts.success).toBe(ids.length - lost.length);
  for (const { id, input, output, status } of runs.filter(({ isLost }) => !isLost))
    expect([id, output, status]).toEqual([id, input, 'success']);
}, 120_000);

test('keep running while they listen, and leave nothing behind when they close', async () => {
  const folder = makeFolder();
  const program = await startProgram(folder, 1);
  const store = await openStoreAt(join(folder, '.runlens', 'runs.db'));
  const result = await until(async () => {
    const answer = await store.startRun({ workflow: 'work' });
    return answer.type === 'started' ? answer : undefined;
  });
  await until(async () => ((await store.getRun(result.id))?.status === 'success' ? true : undefined));
  await end(program);
  expect(program.child.exitCode).toBe(0);
  expect(await store.startRun({ workflow: 'work' })).toEqual({ type: 'not-offered', offered: [] });
});

test('of a server begin each start exactly once, though one is killed and the server is restarted', async () => {
  const { path, port, url, close } = await startServer();
  const programs = await Promise.all([20, 5].map(ms => startProgram(url, ms)));
  const store = await openAt(url);
  onTestFinished(() => store.close());
  const ids = new Set<string>();
  const startOne = async (n: number) => {
    const id = `run_${n}`;
    await until(async () => {
      const answer = await store.startRun({ workflow: 'work', input: n, id }).catch(() => undefined);
      return answer?.type === 'started' ? answer : undefined;
    });
    ids.add(id);
  };
  for (let n = 0; n < 20; n += 1) await startOne(n);
  programs[0]?.child.kill('SIGKILL');
  await close();
  await startServer({ path, port });
  for (let n = 20; n < 40; n += 1) await startOne(n);

  const stored = await openStoreAt(path);
  const [killed, other] = programs;
  const runs = await until(async () => {
    const { runs: all } = await stored.listRuns(emptyQuery, { sort: newestFirst, limit: 200, now: 0 });
    // What the killed program began is lost once that has been silent for a minute.
    const isOver = all.every(
      ({ id, status }) => status === 'success' || (status === 'running' && !other?.begun().includes(id)),
    );
    return isOver ? all : undefined;
  });
  if (other) await end(other);
  const begun = [killed, other].flatMap(program => program?.begun() ?? []);
  expect(new Set(begun).size).toBe(begun.length);
  expect(runs.map(({ id }) => id).sort()).toEqual([...ids].sort());
  for (const { id } of runs.filter(({ status }) => status === 'success')) expect(begun).toContain(id);
}, 120_000);
