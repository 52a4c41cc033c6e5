import { describe, expect, test } from 'vitest';
import { viewsLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { tableSize } from '../../../src/screen/shell/layout.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { statusLines } from '../../../src/screen/shell/status-lines.ts';
import { tableLines } from '../../../src/screen/table/table-lines.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { createSlowStore, farTarget } from '../slow-store.ts';

installFakeClock();

const ofUsers = (count: number) => sampleRuns(count, index => ({ actor: `user-${index}` }));

const listOf = (session: Session) => session.getState().list;
const cursorId = (session: Session) => listOf(session).rows[listOf(session).cursorIndex]?.id;

async function open(store: MemoryStore): Promise<Session> {
  const { session } = openSession(store);
  await settle();
  return session;
}

describe('G', () => {
  test('goes to the last run of the question, not of what is loaded, with few pages read', async () => {
    const store = createMemoryStore(ofUsers(9_000));
    const session = await open(store);
    const before = store.asked.length;
    press(session, 'G');
    await settle();
    expect(cursorId(session)).toBe('run_0001');
    expect(store.asked.length - before).toBeLessThan(5);
  });

  test('goes to the last run that matches the filter and the view', async () => {
    const runs = sampleRuns(4_000, index => ({ status: index % 4 === 2 ? 'failed' : 'success' }));
    const session = await open(createMemoryStore(runs));
    press(session, 'v', 'j', 'enter', 'G');
    await settle();
    expect(cursorId(session)).toBe('run_0002');
    expect(listOf(session).rows.every(run => run.status === 'failed')).toBe(true);
  });

  test('and keys typed with it in one piece mean what they mean one by one', async () => {
    const session = await open(createMemoryStore(ofUsers(3_000)));
    press(session, ...'Gkk');
    await settle();
    expect(cursorId(session)).toBe('run_0003');
    press(session, ...'ggjGk');
    await settle();
    expect(cursorId(session)).toBe('run_0002');
  });

  test('scrolls up from the end without a gap, to the very first run', async () => {
    const session = await open(createMemoryStore(ofUsers(1_500)));
    press(session, 'G');
    await settle();
    for (let pages = 0; pages < 80; pages += 1) {
      press(session, 'pageup');
      await settle();
    }
    const { rows } = listOf(session);
    expect(cursorId(session)).toBe('run_1500');
    expect(rows.map(run => run.id)).toEqual(
      ofUsers(1_500)
        .toReversed()
        .map(run => run.id),
    );
  });

  test('reads all runs of a millisecond that a page ends in', async () => {
    const runs = ofUsers(1_200).map(run => ({ ...run, createdAt: run.createdAt - (run.createdAt % 6e6) }));
    const session = await open(createMemoryStore(runs));
    press(session, 'G');
    await settle();
    for (let pages = 0; pages < 60; pages += 1) {
      press(session, 'pageup');
      await settle();
    }
    expect(new Set(listOf(session).rows.map(run => run.id)).size).toBe(1_200);
  });

  test('keeps the end and the selection while runs arrive and change', async () => {
    const store = createMemoryStore(ofUsers(3_000));
    const session = await open(store);
    press(session, ...'Gk');
    await settle();
    const { top } = listOf(session);
    store.put(sampleRun(3_001), sampleRun(1, { status: 'failed' }));
    store.announce();
    await settle(300);
    expect(cursorId(session)).toBe('run_0002');
    expect(listOf(session).top).toBe(top);
    expect(listOf(session).rows.at(-1)).toMatchObject({ id: 'run_0001', status: 'failed' });
  });

  test('g goes back to the newest run, one that came meanwhile', async () => {
    const store = createMemoryStore(ofUsers(3_000));
    const session = await open(store);
    press(session, 'G');
    await settle();
    store.put(sampleRun(3_001));
    press(session, 'g');
    expect(cursorId(session)).toBe('run_3000');
    await settle();
    expect(listOf(session).rows[0]?.id).toBe('run_3001');
    press(session, 'g');
    expect(cursorId(session)).toBe('run_3001');
  });

  test('g while the rows above are being read does not keep the list from being read further', async () => {
    const { store } = createSlowStore(ofUsers(3_000), 800, { ...farTarget, isRemote: undefined });
    const { session } = openSession(store);
    await settle(5_000);
    press(session, 'G');
    await settle(5_000);
    press(session, ...Array.from({ length: 14 }, () => 'pageup'));
    await settle(100);
    expect(listOf(session).isLoadingMore).toBe(true);
    press(session, 'g');
    await settle(5_000);
    const { rows } = listOf(session);
    press(session, ...Array.from({ length: 40 }, () => 'pagedown'));
    await settle(5_000);
    expect(listOf(session).rows.length).toBeGreaterThan(rows.length);
  });

  test('another filter begins at the top again', async () => {
    const session = await open(createMemoryStore(ofUsers(3_000)));
    press(session, 'G', '/');
    typeKeys(session, 'actor:user-7');
    press(session, 'enter');
    await settle(500);
    expect(listOf(session)).toMatchObject({ end: undefined, cursorIndex: 0 });
    expect(listOf(session).rows.map(run => run.id)).toEqual(['run_0007']);
  });

  test('on a slow store says what is going on, and Esc stops it', async () => {
    const store = createMemoryStore(ofUsers(3_000));
    const session = await open(store);
    const { listRuns } = store;
    store.listRuns = async (query, options) => {
      if (!options.sort.descending) await new Promise(resolve => setTimeout(resolve, 60_000));
      return listRuns(query, options);
    };
    press(session, 'G');
    await settle(400);
    expect(session.getState().tasks[0]?.text).toBe('reading the last runs…');
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ tasks: [], notice: { text: 'stopped' } });
    await settle(60_000);
    expect(listOf(session).end).toBeUndefined();
  });

  test('shows the error of a run at the end where no run at the beginning has one', async () => {
    const errorSummary = { name: 'TimeoutError', message: 'no answer' };
    const store = createMemoryStore(sampleRuns(3_000, index => (index < 3 ? { errorSummary } : {})));
    const session = await open(store);
    press(session, 'G');
    await settle();
    const state = session.getState();
    expect(tableLines(state, tableSize(state), plainTheme).join('\n')).toContain('no answer');
  });

  test('pressed while the first page is read again goes to the last run then', async () => {
    const slow = createSlowStore(ofUsers(3_000), 1_000);
    const bugs: unknown[] = [];
    const { session } = openSession(slow.store, undefined, undefined, undefined, bug => bugs.push(bug));
    await settle(600);
    press(session, 'G');
    slow.inner.announce();
    await settle(6_000);
    expect(bugs).toEqual([]);
    expect(cursorId(session)).toBe('run_0001');
  });

  test('does not take the user back from where they went meanwhile', async () => {
    const store = createMemoryStore(ofUsers(3_000));
    const session = await open(store);
    const { listRuns } = store;
    store.listRuns = async (query, options) => {
      if (!options.sort.descending) await new Promise(resolve => setTimeout(resolve, 2_000));
      return listRuns(query, options);
    };
    press(session, 'G');
    await settle(400);
    press(session, 'g', 'j');
    await settle(3_000);
    expect(cursorId(session)).toBe('run_2999');
  });
});

describe('e', () => {
  const rare = (count: number, ...failed: readonly number[]) =>
    createMemoryStore(
      sampleRuns(count, index =>
        failed.includes(index)
          ? { status: 'failed', errorSummary: { name: 'TimeoutError', message: `late ${index}` } }
          : {},
      ),
    );

  test('goes on to a failed run that is not loaded yet', async () => {
    const session = await open(rare(2_000, 900));
    press(session, 'e');
    await settle();
    expect(cursorId(session)).toBe('run_0900');
  });

  test('says so when no failed run is left', async () => {
    const session = await open(rare(2_000, 1_990));
    press(session, 'e', 'e');
    await settle();
    expect(cursorId(session)).toBe('run_1990');
    expect(session.getState().notice?.text).toBe('no failed run below');
  });

  test('in the detail goes on to the next failed run once no error is left, and says so after the last', async () => {
    const session = await open(rare(600, 590, 40));
    press(session, 'e', 'enter');
    await settle();
    press(session, 'e', 'e');
    await settle();
    expect(session.getState().detail?.summary.id).toBe('run_0040');
    expect(cursorId(session)).toBe('run_0040');
    press(session, 'e', 'e');
    await settle();
    expect(session.getState().detail?.summary.id).toBe('run_0040');
    expect(session.getState().notice?.text).toBe('no further error, and no failed run below · E goes back');
    press(session, 'E', 'E');
    await settle();
    expect(session.getState().detail?.summary.id).toBe('run_0590');
  });

  test('finds the newest failed run far down by the store, and shows it among its neighbors', async () => {
    const store = rare(20_000, 40, 9_000);
    const session = await open(store);
    const before = store.asked.length;
    press(session, 'e');
    await settle();
    expect(cursorId(session)).toBe('run_9000');
    expect(store.asked.length - before).toBeLessThan(10);
    expect(session.getState().notice).toBeUndefined();
    expect(listOf(session).rows.map(run => run.id)).toEqual(idsBetween(9_399, 8_801));
    expect(viewsLine(session.getState(), plainTheme)).toMatch(/ 26 of 20,000, from in 6d $/u);
  });

  test('goes on from there, down to the end and back to the top', async () => {
    const session = await open(rare(20_000, 40, 9_000));
    press(session, 'e');
    await settle();
    for (let pages = 0; pages < 12; pages += 1) {
      press(session, 'pagedown');
      await settle();
    }
    const { rows } = listOf(session);
    expect(rows.map(run => run.id)).toEqual(idsBetween(9_399, 9_400 - rows.length));
    expect(rows.length).toBeGreaterThan(600);
    press(session, 'e');
    await settle();
    expect(cursorId(session)).toBe('run_9000');
    press(session, 'e');
    await settle();
    expect(cursorId(session)).toBe('run_0040');
    press(session, 'e');
    await settle();
    expect(session.getState().notice?.text).toBe('no failed run below');
    press(session, 'E');
    await settle();
    press(session, 'g');
    expect(cursorId(session)).toBe('run_20000');
    expect(listOf(session).end).toBeUndefined();
  });

  test('goes from the end of the list to the newest failed run', async () => {
    const session = await open(rare(3_000, 40, 2_990));
    press(session, 'G');
    await settle();
    press(session, 'e');
    await settle();
    expect(cursorId(session)).toBe('run_2990');
  });

  test('keeps the run and its neighbors while runs arrive and change', async () => {
    const store = rare(20_000, 9_000);
    const session = await open(store);
    press(session, 'e');
    await settle();
    const { top } = listOf(session);
    store.put(sampleRun(20_001), sampleRun(8_990, { status: 'canceled' }));
    store.announce();
    await settle(300);
    expect(cursorId(session)).toBe('run_9000');
    expect(listOf(session).top).toBe(top);
    expect(listOf(session).rows.map(run => run.id)).toEqual(idsBetween(9_399, 8_801));
    expect(listOf(session).rows.find(run => run.id === 'run_8990')?.status).toBe('canceled');
  });

  test('says that it looks for one while a slow store is read, and Esc stops it', async () => {
    const slow = createSlowStore(
      sampleRuns(9_000, at => (at === 40 ? { status: 'failed' } : {})),
      800,
    );
    const { session } = openSession(slow.store);
    await settle(5_000);
    press(session, 'e');
    await settle(400);
    expect(statusLines(session.getState())).toEqual(['looking for a failed run… · Esc stops']);
    press(session, 'escape');
    await settle(9_000);
    expect(cursorId(session)).toBe('run_9000');
  });

  test('reads no more than some pages at a time where the store lists the newest first alone', async () => {
    const all = rare(8_000, 1);
    const store: MemoryStore = Object.assign(all, { can: { ...all.can, sorts: [] } });
    const session = await open(store);
    press(session, 'e');
    await settle();
    const reads = /^a failed run of [\w ]+ ago is further down · e goes on$/u;
    expect(session.getState().notice?.text).toMatch(reads);
    for (let presses = 0; presses < 6; presses += 1) {
      press(session, 'e');
      await settle();
    }
    expect(cursorId(session)).toBe('run_0001');
  });
});

function idsBetween(first: number, last: number): readonly string[] {
  return Array.from({ length: first - last + 1 }, (_, at) => sampleRun(first - at).id);
}
