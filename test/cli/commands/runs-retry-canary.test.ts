import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest } from '../../../src/contract/starts/start-request.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { Run } from '../../../src/model/run.ts';
import { createFakeStore, type FakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

const name = 'signup-pipeline';

function failed(id: string, message: string, fields: Partial<Run> = {}): Run {
  const error = { value: { message }, message };
  const errorSummary = summarizeFailure({ error, step: 'send', name });
  return createRun({ id, name, status: 'failed', createdAt: now - 60_000, error, errorSummary, ...fields });
}

/** A store with so many failures; the new runs end as `ends` says, by the order of their starts. */
function storeOf(count: number, ends: (nth: number) => (id: string, retryOf: string) => Run) {
  const runs = Array.from({ length: count }, (_, at) =>
    failed(`run_${String(at).padStart(2, '0')}`, 'no answer'),
  );
  const starts: StartRequest[] = [];
  const store: FakeStore = createFakeStore(runs, {
    overrides: {
      can: { cancel: true, kill: false, start: true, live: true, sorts: [] },
      workflows: async () => [{ name, kind: 'workflow', total: 1, failed: 1, active: 0, isOffered: true }],
      startRun: async request => {
        const { id = '', retryOf = '' } = request;
        if (runs.some(run => run.id === id)) return { type: 'started', id, already: {} };
        starts.push(request);
        store.hold(ends(starts.length)(id, retryOf));
        return { type: 'started', id };
      },
    },
  });
  return { store, starts };
}

const succeeds = (id: string, retryOf: string) =>
  createRun({ id, name, retryOf, status: 'success', createdAt: now });
const fails = (message: string) => (id: string, retryOf: string) =>
  failed(id, message, { retryOf, createdAt: now });

async function retry(store: RunStore, ...words: readonly string[]) {
  const line = ['workflows', 'runs', 'retry', '--filter', 'status:failed', '--yes', '-o', 'json', ...words];
  const { code, out, err } = await runCli(line, { store });
  const rows: readonly { readonly result: string; readonly status?: string }[] = JSON.parse(out).data;
  return { code, err, results: rows.map(({ result, status }) => status ?? result) };
}

it('runs three again first, and the others once all three have succeeded', async () => {
  const { store, starts } = storeOf(12, () => succeeds);
  const { code, results } = await retry(store, '--canary');
  expect(code).toBe(0);
  expect(results).toEqual([...Array(3).fill('success'), ...Array(9).fill('started')]);
  expect(new Set(starts.map(({ retryOf }) => retryOf)).size).toBe(12);
});

it.each([
  ['no answer', 'by the same cause'],
  ['the disk is full', 'by another cause'],
])('sends no more once one failed again with "%s", and says that it was %s', async (message, words) => {
  const { store, starts } = storeOf(12, nth => (nth === 2 ? fails(message) : succeeds));
  const { code, err, results } = await retry(store, '--canary', '4');
  expect(starts).toHaveLength(4);
  expect(code).not.toBe(0);
  expect(err).toContain(`1 of 4 failed again, ${words}: 8 runs left`);
  expect(err).toContain('runlens workflows runs retry --filter status:failed --yes runs the rest again\n');
  expect(results).toEqual(['success', 'failed', 'success', 'success', ...Array(8).fill('not-sent')]);
});

it('names the runs that are left where a filter would find more than these', async () => {
  const { store } = storeOf(6, nth => (nth === 1 ? fails('no answer') : succeeds));
  const { err } = await retry(store, '--canary', '--last', '4');
  expect(err).toContain('retry --filter status:failed --last 1 --yes runs the rest again');
  const named = ['run_02', 'run_03', 'run_04', 'run_05'];
  const again = await runCli(['workflows', 'runs', 'retry', ...named, '--canary', '2'], {
    store: storeOf(6, () => fails('no answer')).store,
  });
  expect(again.err).toContain('runlens workflows runs retry run_04 run_05 runs the rest again');
});

it('repeated after it stopped, starts nothing twice that has succeeded', async () => {
  const { store, starts } = storeOf(12, nth => (nth === 2 ? fails('no answer') : succeeds));
  await retry(store, '--canary');
  expect(starts).toHaveLength(3);
  await retry(store);
  const counts = Map.groupBy(starts, ({ retryOf }) => retryOf);
  expect([...counts.values()].every(({ length }) => length === 1)).toBe(true);
  expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
});

it('interrupted while the three go on, sends no more; repeated, starts the others and none twice', async () => {
  const goesOn = (id: string, retryOf: string) =>
    createRun({ id, name, retryOf, status: 'running', createdAt: now });
  const { store, starts } = storeOf(12, nth => (nth <= 3 ? goesOn : succeeds));
  const ending = new AbortController();
  const line = ['workflows', 'runs', 'retry', '--filter', 'status:failed', '--yes', '--canary', '-o', 'json'];
  const first = runCli(line, { store, signal: ending.signal });
  await vi.waitFor(() => expect(starts).toHaveLength(3));
  ending.abort(new EndedEarly('ended by Ctrl-C', 130));
  expect((await first).code).toBe(130);
  expect(starts).toHaveLength(3);
  await retry(store);
  expect(starts).toHaveLength(12);
  expect(new Set(starts.map(({ retryOf }) => retryOf)).size).toBe(12);
});

it('tells what was started, and why it could not wait for that', async () => {
  const { store, starts } = storeOf(6, () => succeeds);
  const getRun: typeof store.getRun = async (id, options) => {
    if (starts.some(start => start.id === id)) throw new InspectorError('auth', 'the token was revoked');
    return store.getRun(id, options);
  };
  for (const wait of [[], ['--wait']]) {
    const { code, err, results } = await retry({ ...store, getRun }, '--canary', '2', ...wait);
    expect([code, starts.length]).toEqual([4, wait.length === 0 ? 2 : 4]);
    expect(err).toContain('the token was revoked');
    expect(results.filter(result => result !== 'not-sent')).toEqual(['started', 'started']);
  }
});

it('prints what was started first where the store goes away before the others', async () => {
  const { store } = storeOf(4, () => succeeds);
  const reads = new Map<string, number>();
  const getRun: RunStore['getRun'] = async (id, options) => {
    reads.set(id, (reads.get(id) ?? 0) + 1);
    if (id.startsWith('run_0') && reads.get(id) === 2) throw new InspectorError('unreachable', 'it is away');
    return store.getRun(id, options);
  };
  const line = ['workflows', 'runs', 'retry', '--filter', 'status:failed', '--yes', '--canary', '-o', 'json'];
  const { code, out, err } = await runCli(line, { store: { ...store, getRun } });
  expect(code).toBe(5);
  expect(err).toContain('runlens: it is away');
  const { data } = JSON.parse(out);
  expect(
    data.map((row: { readonly status?: string; readonly result: string }) => row.status ?? row.result),
  ).toEqual(['success', 'success', 'success', 'not-sent']);
});

it('prints what was started first where Ctrl-C answers whether to go on', async () => {
  const { store, starts } = storeOf(5, nth => (nth === 1 ? fails('no answer') : succeeds));
  const ids = ['run_00', 'run_01', 'run_02', 'run_03', 'run_04'];
  const line = ['workflows', 'runs', 'retry', ...ids, '--canary', '-o', 'json'];
  const typed = new PassThrough();
  const retrying = runCli(line, { store, isTalking: true, typed });
  typed.write('y\r');
  await vi.waitFor(() => expect(starts).toHaveLength(3));
  typed.write('\u0003');
  const { code, out, err } = await retrying;
  expect([code, starts.length]).toEqual([130, 3]);
  expect(err).toContain('run_03 run_04 runs the rest again');
  const { data } = JSON.parse(out);
  expect(
    data.map((row: { readonly status?: string; readonly result: string }) => row.status ?? row.result),
  ).toEqual(['failed', 'success', 'success', 'not-sent', 'not-sent']);
});
