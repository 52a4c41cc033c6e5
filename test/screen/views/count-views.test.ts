import { expect, test } from 'vitest';
import { createMemory } from '../../../src/cli/memory/memory.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { viewsLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const views = [
  ['Ada', 'actor:ada'],
  ['Eve', 'actor:eve status:failed'],
] as const;

/** A screen on so many runs of ada's and eve's failed ones, with saved views of each. */
function start(
  {
    ada = 3,
    eve = 2,
    saved = views,
  }: { ada?: number; eve?: number; saved?: readonly (readonly [string, string])[] },
  change: (store: RunStore) => RunStore = store => store,
) {
  const memory = createMemory(undefined);
  for (const [label, filter] of saved) memory.saveView({ label, filter, columns: [], sort: newest });
  const inner = createMemoryStore([
    ...Array.from({ length: ada }, (_, at) => sampleRun(at + 10)),
    ...Array.from({ length: eve }, (_, at) => sampleRun(at + 9_000, { actor: 'eve', status: 'failed' })),
  ]);
  const size = { columns: 130, rows: 30 };
  const { session } = openSession(change(inner), size, inner, undefined, undefined, memory);
  return { inner, session, line: () => viewsLine(session.getState(), plainTheme) };
}

const newest = { field: 'created', descending: true } as const;

test('a saved view has a count, as the others, a moment after the list is shown', async () => {
  const { line } = start({});
  await settle(50);
  expect(line()).toMatch(/5 Ada {2}/u);
  await settle(1_000);
  expect(line()).toMatch(/\[All 5\].* 5 Ada 3 .* 6 Eve 2 /u);
});

test('a count that ends before the runs do says that there are more', async () => {
  const { line } = start({ ada: 4_000 });
  await settle(3_000);
  expect(line()).toMatch(/5 Ada 2,400\+ .* 6 Eve 2 /u);
});

test('views are not counted before the list is shown', async () => {
  let asked = 0;
  let answer = () => {};
  const { line } = start({}, store => ({
    ...store,
    listRuns: async (query, options) => {
      asked += 1;
      if (asked === 1) await new Promise<void>(resolve => (answer = resolve));
      return store.listRuns(query, options);
    },
  }));
  await settle(5_000);
  expect(asked).toBe(1);
  answer();
  await settle(1_000);
  expect(line()).toMatch(/5 Ada 3 /u);
});

test('the count follows the store, but is not read again for every run', async () => {
  const { inner, line } = start({});
  await settle(1_000);
  const before = inner.asked.length;
  for (let at = 0; at < 5; at += 1) {
    inner.put(sampleRun(20_000 + at));
    inner.announce();
    await settle(1_000);
  }
  const ofViews = inner.asked.slice(before).filter(({ query }) => query.clauses.length > 0);
  expect(ofViews).toHaveLength(0);
  await settle(11_000);
  expect(line()).toMatch(/\[All 10\].* 5 Ada 8 /u);
});

test('the view that is shown counts what is listed', async () => {
  const { inner, session, line } = start({});
  await settle(1_000);
  press(session, '5');
  await settle(500);
  inner.put(sampleRun(20_000));
  inner.announce();
  await settle(1_000);
  expect(line()).toMatch(/\[5 Ada 4\].*1–4 of 4 $/u);
});

test('a view that cannot be counted has no count, and the others have theirs', async () => {
  const { line } = start({ saved: [['Old', 'nosuchfield:1'], ...views] });
  await settle(1_000);
  expect(line()).toMatch(/5 Old {2}.* 6 Ada 3 .* 7 Eve 2 /u);
});

test('the runs of the last hour become fewer without a change of the store', async () => {
  const { inner, line } = start({ eve: 0, saved: [['Hour', 'since:1h actor:eve']] });
  const ago = (minutes: number) => Date.now() - minutes * 60_000;
  inner.put(sampleRun(1, { actor: 'eve', createdAt: ago(59.5) }));
  inner.put(sampleRun(2, { actor: 'eve', createdAt: ago(10) }));
  await settle(1_000);
  expect(line()).toMatch(/5 Hour 2 /u);
  await settle(90_000);
  expect(line()).toMatch(/5 Hour 1 /u);
});

test('open failures are counted beside the failed ones, and chosen by their number', async () => {
  const settled = { by: 'run_9009', at: 1, how: 'retry' } as const;
  const { inner, session, line } = start({ saved: [] });
  inner.put(...[1, 2, 3].map(at => sampleRun(at + 9_100, { status: 'failed', settled })));
  inner.announce();
  await settle(2_000);
  expect(line()).toMatch(/Failed 5 {3}Open 2 {3}Running/u);
  press(session, '3');
  await settle(500);
  expect(line()).toMatch(/ \[Open 2\] .*1–2 of 2 $/u);
  expect(session.getState().list.view.label).toBe('Open failures');
});

test('open failures keep up with the failed ones while runs fail one after the other', async () => {
  const { inner, line } = start({});
  await settle(2_000);
  for (let at = 1; at <= 3; at += 1) {
    inner.put(sampleRun(at + 20_000, { status: 'failed' }));
    inner.announce();
    await settle(2_500);
    expect(line()).toMatch(new RegExp(`Failed ${2 + at} {3}Open ${2 + at} {3}Running`, 'u'));
  }
});

test('there are never more open failures than failed runs, as when lost ones are canceled', async () => {
  const { inner, line } = start({ eve: 4, saved: [] });
  await settle(2_000);
  expect(line()).toMatch(/Failed 4 {3}Open 4 {3}Running/u);
  inner.put(...[0, 1, 2].map(at => sampleRun(at + 9_000, { actor: 'eve', status: 'canceled' })));
  inner.announce();
  await settle(200);
  expect(line()).toMatch(/Failed 1 {3}Open {3}Running/u);
  await settle(3_000);
  expect(line()).toMatch(/Failed 1 {3}Open 1 {3}Running/u);
});

test('a failure that is counted among the open ones first does not make them more than the failed', async () => {
  const { inner, line } = start({ saved: [] });
  await settle(50);
  inner.put(sampleRun(20_000, { status: 'failed' }));
  await settle(1_000);
  expect(line()).toMatch(/Failed 2 {3}Open {3}Running/u);
  inner.announce();
  await settle(2_500);
  expect(line()).toMatch(/Failed 3 {3}Open 3 {3}Running/u);
});

test('a view of the open failures keeps its count where a store has no counters', async () => {
  const { inner, line } = start({ saved: [['Mine', 'settled:no']] }, store => ({
    ...store,
    counts: async () => undefined,
  }));
  await settle(2_000);
  expect(line()).toMatch(/5 Mine 2/u);
  inner.announce();
  await settle(100);
  expect(line()).toMatch(/5 Mine 2/u);
});

test('open failures are counted by one request, as far as that goes', async () => {
  const { inner, line } = start({ ada: 0, eve: 900, saved: [] });
  await settle(2_000);
  expect(line()).toMatch(/Failed 900 {3}Open 400\+ /u);
  expect(inner.asked.filter(({ query }) => query.clauses.length > 0)).toHaveLength(1);
});

test('a target that is opened during a count has its views counted at once', async () => {
  const memory = createMemory(undefined);
  for (const [label, filter] of views) memory.saveView({ label, filter, columns: [], sort: newest });
  const inner = createMemoryStore([sampleRun(1)]);
  const next: RunStore = {
    ...inner,
    target: { ...inner.target, name: 'next' },
    listRuns: async (query, options) => {
      await new Promise(resolve => setTimeout(resolve, 100));
      return inner.listRuns(query, options);
    },
  };
  const slow: RunStore = {
    ...inner,
    listRuns: (query, options) =>
      query.clauses.length === 0
        ? inner.listRuns(query, options)
        : new Promise((_, reject) => {
            options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
          }),
  };
  const size = { columns: 130, rows: 30 };
  const { session } = openSession(slow, size, next, undefined, undefined, memory);
  await settle(2_000);
  press(session, 't', 'enter');
  await settle(2_000);
  expect(viewsLine(session.getState(), plainTheme)).toMatch(/5 Ada 1 .* 6 Eve 0 /u);
});
