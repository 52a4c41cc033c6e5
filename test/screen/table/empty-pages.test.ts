import { expect, test } from 'vitest';
import type { RunPage } from '../../../src/contract/lists/run-page.ts';
import { statusLines } from '../../../src/screen/shell/status-lines.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

/** A store whose every page is made from its number, the first 0. */
function storeOf(pageAt: (number: number) => RunPage): MemoryStore {
  const store = createMemoryStore([]);
  return {
    ...store,
    target: { ...store.target, isRemote: true },
    listRuns: async (query, options) => {
      store.asked.push({ query, options });
      return pageAt(Number(options.cursor ?? 0));
    },
  };
}

const first: RunPage = { runs: [sampleRun(1)], nextCursor: '1' };
const isEndless = (lines: readonly string[]) => lines.some(line => line.includes('the list stops here'));

test('a server that sends empty pages without end is asked seldom, and then no more', async () => {
  const { store, session } = openSession(
    storeOf(number => (number === 0 ? first : { runs: [], nextCursor: `${number + 1}` })),
  );
  await settle(1000);
  expect(store.asked.length).toBeLessThan(10);
  expect(isEndless(statusLines(session.getState()))).toBe(false);
  await settle(60_000);
  expect(store.asked.length).toBeLessThan(30);
  expect(isEndless(statusLines(session.getState()))).toBe(true);
  const asked = store.asked.length;
  press(session, 'pagedown', 'g', 'pagedown');
  await settle(60_000);
  expect(store.asked.length).toBe(asked);
  press(session, 'G');
  await settle(60_000);
  expect(store.asked.length).toBe(asked + 1);
  press(session, 'R');
  await settle(1000);
  expect(store.asked.length).toBeGreaterThan(asked);
});

test('a server that sends the same runs again and again is not asked for ever either', async () => {
  const { store } = openSession(storeOf(number => ({ ...first, nextCursor: `${number + 1}` })));
  await settle(120_000);
  expect(store.asked.length).toBeLessThan(30);
});

test('a server with one more run on every page is asked no further than below the screen', async () => {
  const { store, session } = openSession(
    storeOf(number => ({ runs: [sampleRun(5000 - number)], nextCursor: `${number + 1}` })),
  );
  await settle(60_000);
  const { length } = session.getState().list.rows;
  expect(length).toBeGreaterThan(100);
  expect(length).toBeLessThan(300);
  const asked = store.asked.length;
  await settle(60_000);
  expect(store.asked.length).toBe(asked);
});

test('a search that reads nothing more is not continued for ever, however often the key is pressed', async () => {
  const scanned = { read: 10, total: 1000 };
  const { store, session } = openSession(
    storeOf(number => ({ runs: [], nextCursor: `${number + 1}`, scanned })),
  );
  for (let presses = 0; presses < 50; presses += 1) {
    press(session, 'enter');
    await settle(5000);
  }
  expect(store.asked.length).toBeLessThan(30);
  expect(isEndless(statusLines(session.getState()))).toBe(true);
});

test('a search under a budget goes on at once through pages without a match', async () => {
  const { store, session } = openSession(
    storeOf(number => ({
      runs: number === 5 ? [sampleRun(1)] : [],
      nextCursor: `${number + 1}`,
      scanned: { read: 1000 * (number + 1), total: 1_000_000 },
    })),
  );
  await settle(1);
  expect(store.asked).toHaveLength(6);
  expect(session.getState().list).toMatchObject({ rows: [{ id: 'run_0001' }], scanned: { read: 6000 } });
});

test('a few empty pages between others are read through within a second', async () => {
  const { session } = openSession(
    storeOf(number =>
      number > 0 && number < 4
        ? { runs: [], nextCursor: `${number + 1}` }
        : { runs: [sampleRun(9 - number)], nextCursor: number === 0 ? '1' : undefined },
    ),
  );
  await settle(1000);
  expect(session.getState().list.rows.map(run => run.id)).toEqual(['run_0009', 'run_0005']);
});

test('a trace whose pages are empty without end is told to be unreadable', async () => {
  const store = createMemoryStore([sampleRun(1)]);
  let asked = 0;
  const { session } = openSession({
    ...store,
    getTrace: async () => {
      asked += 1;
      return { spans: [], logs: [], nextCursor: `${asked}`, spanTotal: 9, logTotal: 0 };
    },
  });
  await settle(1);
  press(session, 'enter', '3');
  await settle(60_000);
  expect(asked).toBeLessThan(30);
  expect(session.getState().detail?.error?.message).toContain('pages of the trace were empty');
});
