import { describe, expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { bucketLengths, toTally } from '../../../src/model/failure/failure-tally.ts';
import { signatureOf } from '../../../src/model/failure/failure-text.ts';
import { filterLines } from '../../../src/screen/filter/filter-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { installFakeClock } from '../fake-clock.ts';
import { failedRun, missing, timeout } from '../groups/failed-runs.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const runs = [
  sampleRun(3, { status: 'failed', errorSummary: { name: 'TimeoutError', message: 'no answer' } }),
  sampleRun(2, { name: 'invoice-sync' }),
  sampleRun(1),
];

function createCounted(patch: Partial<RunStore> = {}): RunStore {
  const place = { id: 'run_0003', at: 0 };
  return {
    ...createMemoryStore(runs),
    workflows: async () => [
      { name: 'signup-pipeline', kind: 'workflow', total: 1_204, failed: 1, active: 0 },
      { name: 'invoice-sync', kind: 'workflow', total: 1, failed: 0, active: 0 },
    ],
    failures: async () => ({
      tallies: [60, 24].map(count => ({
        failure: `f${count}`,
        name: 'signup-pipeline',
        count,
        first: place,
        last: place,
        times: [],
        example: { name: 'TimeoutError', message: 'no answer' },
      })),
    }),
    ...patch,
  };
}

async function completions(store: RunStore, text: string): Promise<string> {
  const { session } = openSession(store);
  await settle();
  press(session, '/');
  typeKeys(session, text);
  await settle(500);
  return filterLines(session.getState(), plainTheme)[1]?.trim() ?? '';
}

describe('the values that completion offers', () => {
  test('carry the counts of workflows', async () => {
    const text = await completions(createCounted(), 'workflow:');
    expect(text).toContain('signup-pipeline 1,204');
    expect(text).toContain('invoice-sync 1');
  });

  test('carry the counts of statuses', async () => {
    const text = await completions(createCounted(), 'status:');
    expect(text).toContain('failed 1 ');
    expect(text).toContain('success 2');
  });

  test('count runs of an unknown status among the active ones, as their list does', async () => {
    const paused = sampleRun(4, { status: 'unknown', statusRaw: 'paused', finishedAt: undefined });
    const store = createCounted(createMemoryStore([...runs, paused, sampleRun(5, { status: 'running' })]));
    expect(await completions(store, 'status:act')).toContain('active 2 ');
  });

  test('carry the counts of errors where the store counts failures', async () => {
    expect(await completions(createCounted(), 'error:')).toContain('TimeoutError 84');
    expect(await completions(createCounted({ failures: undefined }), 'error:')).toContain('TimeoutError');
  });

  test('carry the counts of groups', async () => {
    const failed = [9, 8, 7].map(at => failedRun(at, at === 8 ? missing : timeout));
    const tallies = failed.flatMap(run => toTally(run, bucketLengths.day) ?? []);
    const ids = [...new Set(tallies.map(({ failure }) => signatureOf(failure)))];
    const store = createCounted({ failures: async () => ({ tallies }), suggest: async () => ids });
    expect(await completions(store, 'failure:')).toContain(`${ids[0]} 2   ${ids[1]} 1`);
  });

  test('carry the counts of very many groups', async () => {
    const all = createCounted();
    const failures: RunStore['failures'] = async (query, options) => {
      const { tallies = [] } = (await all.failures?.(query, options)) ?? {};
      return { tallies: Array.from({ length: 75_000 }, () => tallies).flat() };
    };
    expect(await completions({ ...all, failures }, 'error:')).toContain('TimeoutError 6,300,000');
  });

  test('carry counts of all pages of failures, and none of those of a store that reads its runs', async () => {
    const all = createCounted();
    const paged: RunStore['failures'] = async (query, options) => {
      const { tallies = [] } = (await all.failures?.(query, options)) ?? {};
      return options.cursor
        ? { tallies: tallies.slice(1) }
        : { tallies: tallies.slice(0, 1), nextCursor: '1' };
    };
    expect(await completions({ ...all, failures: paged }, 'error:')).toContain('TimeoutError 84');
    const searching: RunStore['failures'] = async (query, options) => ({
      ...((await all.failures?.(query, options)) ?? { tallies: [] }),
      searched: { read: 2, total: 9 },
    });
    expect(await completions({ ...all, failures: searching }, 'error:')).not.toContain('84');
  });

  test('are counted once for all keys of a value', async () => {
    let asked = 0;
    const failures = async () => {
      asked += 1;
      await new Promise(resolve => setTimeout(resolve, 300));
      return { tallies: [] };
    };
    await completions(createCounted({ failures }), 'error:Timeo');
    expect(asked).toBe(1);
  });

  test('have none on an engine, which would read its runs for them', async () => {
    const { target } = createMemoryStore([]);
    const text = await completions(createCounted({ target: { ...target, isEngine: true } }), 'workflow:');
    expect(text).toContain('signup-pipeline');
    expect(text).not.toContain('1,204');
  });
});
