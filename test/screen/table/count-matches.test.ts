import { expect, test, vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { viewsLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { mergedTarget, openSession, press, settle } from '../open-session.ts';

installFakeClock();

const wide = { columns: 130, rows: 30 };

/** Keys of a filter that all of the runs match. */
const filtered: readonly string[] = ['/', ...'kind:workflow', 'enter'];

function openList(
  runs: number,
  keys: readonly string[],
  change: (store: RunStore) => RunStore = store => store,
) {
  const inner = createMemoryStore(Array.from({ length: runs }, (_, at) => sampleRun(runs - at)));
  const { session } = openSession(change(inner), wide);
  press(session, ...keys);
  return { session, inner, line: () => viewsLine(session.getState(), plainTheme) };
}

test('the number of runs that match a filter is exact, not how many are loaded', async () => {
  const { line } = openList(777, filtered);
  await settle(2_000);
  expect(line()).toMatch(/of 777 $/);
});

test('where counting ends before the runs do, it says how far it came', async () => {
  const { line } = openList(4_000, filtered);
  await settle(2_000);
  expect(line()).toMatch(/of 2,400\+, counted to .+ $/);
});

test('a store whose counters tell is not asked to count', async () => {
  const limits: number[] = [];
  const { line } = openList(4_000, [], store => ({
    ...store,
    listRuns: (query, options) => {
      limits.push(options.limit);
      return store.listRuns(query, options);
    },
  }));
  await settle(2_000);
  expect(line()).toMatch(/of 4,000 $/);
  expect(limits).toHaveLength(1);
});

test('the runs of a kind are summed up from those of each workflow, however many they are', async () => {
  const counted = { kind: 'workflow', total: 2_000, failed: 30, active: 0 } as const;
  const { session, line } = openList(4_000, ['K'], store => ({
    ...store,
    workflows: async () => [
      { ...counted, name: 'signup-pipeline' },
      { ...counted, name: 'invoice-sync' },
      { ...counted, name: 'support-agent', kind: 'agent' },
    ],
  }));
  await settle(2_000);
  expect(line()).toMatch(/of 4,000 $/);
  press(session, 'G');
  await settle(2_000);
  expect(line()).toMatch(/–4,000 of 4,000 $/);
});

test('the runs of a kind are not summed up where an engine among the targets keeps no counters', async () => {
  const members = mergedTarget.members?.map(member => ({ ...member, isEngine: true }) as const);
  const workflows = vi.fn(async () => []);
  const { line } = openList(777, ['K'], store => ({
    ...store,
    target: { ...mergedTarget, members },
    workflows,
  }));
  await settle(2_000);
  expect(line()).toMatch(/of 777 $/);
  expect(workflows).not.toHaveBeenCalled();
});

test('runs recorded meanwhile are counted, too', async () => {
  const { inner, line } = openList(777, filtered);
  await settle(2_000);
  inner.put(sampleRun(900));
  inner.announce();
  await settle(12_000);
  expect(line()).toMatch(/of 778 $/);
});

test('while runs are recorded, one count at a time reads the store', async () => {
  let counting = 0;
  let mostCounting = 0;
  const { inner } = openList(2_000, filtered, store => ({
    ...store,
    listRuns: async (query, options) => {
      const isNextPage = options.cursor !== undefined;
      if (isNextPage) mostCounting = Math.max(mostCounting, ++counting);
      if (isNextPage) await new Promise(resolve => setTimeout(resolve, 150));
      if (isNextPage) counting -= 1;
      return store.listRuns(query, options);
    },
  }));
  for (let at = 1; at < 8; at += 1) {
    await settle(300);
    inner.put(sampleRun(3_000 + at));
    inner.announce();
  }
  expect(mostCounting).toBe(1);
});

test('views that do not fit beside the order are counted, and those that fit are shown', async () => {
  const { session, line } = openList(777, ['K'], store => ({
    ...store,
    workflows: async () => [{ kind: 'workflow', name: 'signup-pipeline', total: 777, failed: 0, active: 0 }],
  }));
  session.resize({ columns: 58, rows: 24 });
  await settle(2_000);
  expect(line()).toMatch(/^ \[All 777\] {2}Failed 0 {2}\+2 v +workflows · 1–\d+ of 777 $/u);
});
