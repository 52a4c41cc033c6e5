import { describe, expect, test, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { toTally } from '../../../src/model/failure/failure-tally.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { groupTableLines } from '../../../src/screen/groups/group-table-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, settleWork, typeKeys } from '../open-session.ts';
import { createSlowStore } from '../slow-store.ts';
import { failedRun, missing, refused, timeout } from './failed-runs.ts';
import { openGroups } from './open-groups.ts';

installFakeClock();

const sample = () => [
  failedRun(9, timeout),
  sampleRun(8),
  failedRun(7, missing),
  failedRun(6, timeout),
  failedRun(5, timeout),
  sampleRun(4),
  failedRun(3, missing),
  failedRun(2, refused),
  sampleRun(1),
];

function shown(session: Session) {
  const { groups, screen, list } = session.getState();
  const rows = groups?.rows.map(({ count, example }) => `${count} ${example.message}`) ?? [];
  return { screen, rows, cursor: groups?.rows[groups.cursorIndex]?.example.message, filter: list.filterText };
}

const byLast = [`3 ${timeout.message}`, `2 ${missing.message}`, `1 ${refused.message}`];

describe('groups', () => {
  test('! shows the failed runs in groups, the one that failed last first, and ! goes back to the same list', async () => {
    const store = createMemoryStore(sample());
    const { session } = openSession(store);
    await settle(300);
    press(session, 'j', 'j', 'space');
    const { list } = session.getState();
    press(session, '!');
    await settle(300);
    expect(shown(session)).toMatchObject({ screen: 'groups', rows: byLast, cursor: timeout.message });
    press(session, 'j', '!');
    expect(session.getState()).toMatchObject({ screen: 'table', list });
  });

  test('that have not changed are drawn for the key that shows them, and once more when they were read again', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    for (const key of ['!', '!', '!']) {
      press(session, key);
      await settle(300);
    }
    const drawn = new Set<unknown>();
    session.subscribe(() => drawn.add(session.getState().groups));
    press(session, '!');
    await settle(300);
    expect(drawn.size).toBe(2);
  });

  test('are drawn by minutes also where the oldest failure is found too late for the first groups', async () => {
    const store = createMemoryStore([failedRun(119, timeout), failedRun(60, missing)]);
    const { listRuns } = store;
    store.listRuns = (query, options) =>
      options.sort?.field === 'created' && !options.sort.descending
        ? new Promise(() => {})
        : listRuns(query, options);
    const { session } = await openGroups(store);
    await vi.waitFor(() => expect(session.getState().groups?.window?.bucketMs).toBe(60_000));
    expect(shown(session).rows).toEqual([`1 ${timeout.message}`, `1 ${missing.message}`]);
    const windows = new Set<unknown>();
    session.subscribe(() => windows.add(session.getState().groups?.window?.bucketMs));
    store.announce();
    await vi.waitFor(() => expect(windows.size).toBe(1));
    expect([...windows]).toEqual([60_000]);
  });

  test('are drawn until now, however long ago they were read, unless the store is not followed', async () => {
    const { session } = openSession(createMemoryStore([failedRun(119, timeout), failedRun(60, missing)]), {
      columns: 200,
      rows: 30,
    });
    await settle(300);
    press(session, '!');
    await settle(300);
    const row = () => groupTableLines(session.getState(), { width: 200, height: 9 }, plainTheme)[1] ?? '';
    expect(row()).toContain('·█  signup');
    await settle(180_000);
    expect(row()).toContain('·█·  signup');
    press(session, 'p');
    expect(row()).toContain('·█  signup');
  });

  test.each([
    [
      'that began at the oldest failure is counted by hours once it is longer than two',
      '',
      [60_000, 3_600_000],
    ],
    ['of two hours is counted by minutes however long it is shown', 'since:2h', [60_000]],
  ])('of a window %s', async (_, filter, lengths) => {
    const { session } = openSession(createMemoryStore([failedRun(119, timeout), failedRun(60, missing)]));
    await settle(300);
    press(session, '/');
    typeKeys(session, filter);
    press(session, 'enter');
    await settle(300);
    const reads = new Set<unknown>();
    const bucketMs = new Set<unknown>();
    session.subscribe(() => {
      const { groups } = session.getState();
      if (!groups?.window) return;
      reads.add(groups.window);
      bucketMs.add(groups.window.bucketMs);
    });
    press(session, '!');
    await settle(4_000_000);
    expect([...bucketMs]).toEqual(lengths);
    expect(reads.size).toBeLessThan(50);
  });

  test('are those of the filter and the view', async () => {
    const { session } = openSession(createMemoryStore(sample()));
    await settle(300);
    press(session, '/');
    typeKeys(session, 'workflow:nightly-report');
    press(session, 'enter');
    await settle(300);
    press(session, '!');
    await settle(300);
    expect(shown(session).rows).toEqual([`2 ${missing.message}`]);
  });

  test.each([
    ['on the first row', [], timeout],
    ['on the row that was chosen', ['j'], refused],
  ])('keep the cursor %s while others arrive that failed later', async (_, keys, at) => {
    const runs = sample();
    const tallies = (...errors: readonly { readonly message: string }[]) =>
      runs
        .filter(run => errors.some(({ message }) => message === run.errorSummary?.message))
        .flatMap(run => toTally(run) ?? []);
    const rest = Promise.withResolvers<void>();
    const store = createMemoryStore(runs);
    const { session } = await openGroups({
      ...store,
      failures: async (_query, { cursor }) => {
        if (cursor === undefined) return { tallies: tallies(missing, refused), nextCursor: 'rest' };
        await rest.promise;
        return { tallies: tallies(timeout) };
      },
    });
    expect(shown(session)).toMatchObject({ cursor: missing.message });
    press(session, ...keys);
    rest.resolve();
    await settle(300);
    expect(shown(session)).toMatchObject({ rows: byLast, cursor: at.message });
  });

  test('follow a filter and a view that are chosen among them', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, '/');
    typeKeys(session, 'workflow:nightly-report');
    press(session, 'enter');
    await settle(300);
    expect(shown(session)).toMatchObject({ screen: 'groups', rows: [`2 ${missing.message}`] });
    press(session, '4');
    await settle(300);
    expect(shown(session)).toMatchObject({ screen: 'groups', rows: [] });
  });

  test('↵ lists the runs of a group by a filter, and Esc comes back to the groups as they were', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'j', 'enter');
    await settle(300);
    expect(shown(session).filter).toMatch(/^failure:\w+$/u);
    expect(session.getState().list.rows.map(({ id }) => id)).toEqual(['run_0007', 'run_0003']);
    press(session, 'enter', ']');
    await settle(300);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0003' } } });
    press(session, 'escape', 'escape');
    expect(shown(session)).toMatchObject({ screen: 'groups', cursor: missing.message, filter: '' });
    press(session, 'escape');
    await settle(300);
    const { list, screen } = session.getState();
    expect([screen, list.rows.length, list.phase]).toEqual(['table', 9, 'ready']);
  });

  test('the list comes back with its cursor, its first line and its filter', async () => {
    const runs = Array.from({ length: 60 }, (_, at) =>
      at % 2 === 0 ? failedRun(at, timeout) : sampleRun(at),
    );
    const { session } = openSession(createMemoryStore(runs));
    await settle(300);
    press(session, ...'jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjkkkk', '!');
    const { top, cursorAddress } = session.getState().list;
    await settle(300);
    press(session, 'enter');
    await settle(300);
    press(session, 'j', '!', '!');
    await settle(2_000);
    expect(top).toBeGreaterThan(0);
    expect(session.getState().list).toMatchObject({ top, cursorAddress, filterText: '', phase: 'ready' });
    expect(session.getState().list.rows).toHaveLength(60);
  });

  test('a narrower filter in a group still leads back to the groups', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'enter');
    await settle(300);
    press(session, '/');
    typeKeys(session, ' actor:ada');
    press(session, 'enter');
    await settle(300);
    expect(session.getState().list.rows).toHaveLength(3);
    press(session, 'escape');
    expect(shown(session)).toMatchObject({ screen: 'groups', filter: '' });
  });

  test('a filter that is no longer of the group is cleared by Esc', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'enter');
    await settle(300);
    press(session, '/', 'ctrl+u');
    typeKeys(session, 'actor:ada');
    press(session, 'enter', 'escape');
    await settle(300);
    expect(shown(session)).toMatchObject({ screen: 'table', filter: '' });
  });

  test('s sorts by count, by first and by share, by the first letter', async () => {
    const store = createMemoryStore(sample());
    store.workflows = async () => [
      { name: 'signup-pipeline', kind: 'workflow', total: 100, failed: 4, active: 0 },
      { name: 'nightly-report', kind: 'workflow', total: 2, failed: 2, active: 0 },
    ];
    const { session } = await openGroups(store);
    expect(session.getState().groups?.rows.map(({ count, ofRuns }) => ofRuns && count / ofRuns)).toEqual([
      0.03, 1, 0.01,
    ]);
    press(session, 's', 's');
    expect(shown(session)).toMatchObject({ cursor: missing.message });
    press(session, 's', 'f');
    expect(shown(session).cursor).toBe(timeout.message);
    press(session, 's', 'c');
    expect(shown(session).rows).toEqual(byLast);
    press(session, 's', 'l');
    expect(shown(session).rows).toEqual(byLast);
  });

  test('say the share of the runs that a filter leaves of a workflow, none where it searches for words', async () => {
    const store = createMemoryStore(sample());
    store.workflows = async () => [
      { name: 'signup-pipeline', kind: 'workflow', total: 100, failed: 4, active: 0 },
    ];
    const { session } = await openGroups(store);
    press(session, '/');
    typeKeys(session, 'actor:ada');
    press(session, 'enter');
    await settle(300);
    const shares = () => session.getState().groups?.rows.map(({ count, ofRuns }) => ofRuns && count / ofRuns);
    expect(shares()).toEqual([3 / 7, 1, 1 / 7]);
    press(session, '/', 'ctrl+u');
    typeKeys(session, 'bank');
    press(session, 'enter');
    await settle(300);
    expect(shares()).toEqual([undefined]);
    press(session, 's');
    expect(session.getState().overlay).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: 'share', hint: 'not known here' })]),
    });
  });

  test('one that appears is marked and moves no cursor', async () => {
    const store = createMemoryStore(sample());
    const { session } = await openGroups(store);
    press(session, 'j');
    store.put(failedRun(20, { message: 'disk is full', step: 'write' }), failedRun(21, missing));
    store.announce();
    await settle(2_000);
    const { groups } = session.getState();
    expect(shown(session).rows).toEqual([
      `3 ${missing.message}`,
      '1 disk is full',
      `3 ${timeout.message}`,
      `1 ${refused.message}`,
    ]);
    expect(shown(session).cursor).toBe(missing.message);
    expect(groups?.rows.filter(({ id }) => !groups.known?.has(id))).toMatchObject([
      { example: { message: 'disk is full' } },
    ]);
  });

  test('appear as they are read, with how much was searched', async () => {
    const store = createMemoryStore([]);
    const pages = [[failedRun(9, timeout)], [failedRun(7, missing), failedRun(6, timeout)]];
    const { listRuns } = store;
    store.listRuns = async (query, options) => {
      if (options.limit < 1_000) return listRuns(query, options);
      const at = Number(options.cursor ?? 0);
      await new Promise(resolve => setTimeout(resolve, at * 5_000));
      const scanned = { read: 500 * (at + 1), total: 1_000 };
      return { runs: pages[at] ?? [], nextCursor: at === 0 ? '1' : undefined, scanned };
    };
    const { session } = await openGroups(store);
    expect(shown(session).rows).toEqual([`1 ${timeout.message}`]);
    expect(session.getState().groups).toMatchObject({
      isWhole: false,
      searched: { read: 500, total: 1_000 },
    });
    await settle(6_000);
    expect(session.getState().groups).toMatchObject({ isWhole: true, searched: undefined });
    expect(shown(session).rows).toEqual([`2 ${timeout.message}`, `1 ${missing.message}`]);
  });

  test('no key waits for them, and leaving stops the reading', async () => {
    const slow = createSlowStore(sample(), 5_000);
    const { session } = openSession(slow.store);
    await settle(12_000);
    press(session, '!', 'j');
    await settle(1_000);
    expect(shown(session)).toMatchObject({ screen: 'groups', rows: [] });
    const { aborted } = slow;
    const before = aborted.listRuns;
    press(session, 'escape');
    expect(session.getState().screen).toBe('table');
    await settle(10);
    expect(aborted.listRuns).toBeGreaterThan(before);
  });

  test('j and G typed before the first groups arrive move the cursor once they are there', async () => {
    const { session } = openSession(createSlowStore(sample(), 500).store);
    await settle(3_000);
    press(session, '!', 'j');
    await settle(5_000);
    expect(shown(session)).toMatchObject({ screen: 'groups', cursor: missing.message });
    press(session, '!');
    press(session, '/');
    typeKeys(session, 'actor:ada');
    press(session, 'enter');
    await settle(5_000);
    press(session, '!', 'G');
    await settle(5_000);
    expect(shown(session).cursor).toBe(refused.message);
  });

  test('↵ typed before the first groups arrive lists the runs of its group once they are there', async () => {
    const { session } = openSession(createSlowStore(sample(), 300).store);
    await settle(3_000);
    press(session, '!', 'j', 'enter');
    expect(session.getState().notice?.text).toBe('the failed runs are still being read');
    await settle(5_000);
    const { screen, list, notice } = session.getState();
    expect([screen, notice?.text]).toEqual(['table', undefined]);
    expect(list.rows.map(({ errorSummary }) => errorSummary?.message)).toContain(missing.message);
  });

  test('↵ typed before groups that take long is not done when nobody expects it', async () => {
    const { session } = openSession(createSlowStore(sample(), 3_000).store);
    await settle(9_000);
    press(session, '!', 'enter', '?');
    await settle(1_500);
    expect(session.getState().overlay.type).toBe('help');
    press(session, 'escape');
    await settle(20_000);
    expect(shown(session).screen).toBe('groups');
  });

  test('Esc takes back ↵ that was typed before the first groups arrive', async () => {
    const { session } = openSession(createSlowStore(sample(), 300).store);
    await settle(3_000);
    press(session, '!', 'enter', 'escape');
    await settle(5_000);
    expect(session.getState()).toMatchObject({ screen: 'table', list: { filterText: '' } });
  });

  test('↵ does not list the runs of a group of the filter before, which is still on the screen', async () => {
    const { session } = openSession(createSlowStore(sample(), 500).store);
    await settle(3_000);
    press(session, '!');
    await settle(5_000);
    press(session, '3', 'enter');
    const { screen, notice } = session.getState();
    expect([screen, notice?.text]).toEqual(['groups', 'the failed runs are still being read']);
  });

  test('that could not be read are not said to be still read, by a key that needs one', async () => {
    const store = createMemoryStore(sample());
    const { session } = openSession(store);
    await settle(3_000);
    store.failWith = new InspectorError('unreachable', 'nothing answers');
    press(session, '!');
    await settle(500);
    press(session, 'W');
    expect(session.getState().notice?.text).toBe('the failed runs could not be read yet');
  });

  test('that cannot be read leave those on the screen, with the error and another try', async () => {
    const store = createMemoryStore(sample());
    const { session } = await openGroups(store);
    store.failWith = new InspectorError('unreachable', 'nothing answers');
    press(session, 'R');
    await settle(100);
    expect(shown(session).rows).toEqual(byLast);
    expect(session.getState().store.link.type).toBe('stale');
    store.failWith = undefined;
    await settle(20_000);
    expect(session.getState().store.link.type).toBe('live');
  });

  test('y copies the id of the group, Y its message, its command and a note', async () => {
    const { session, copied } = await openGroups(createMemoryStore(sample()));
    const id = session.getState().groups?.rows[0]?.id;
    press(session, 'y');
    await settle();
    for (const key of ['2', '3', '4']) {
      press(session, 'Y', key);
      await settle();
    }
    expect(copied.slice(0, 3)).toEqual([id, timeout.message, `runlens failures get ${id}`]);
    expect(copied[3]).toContain('| Failed runs | 3 since 12:05 |');
    expect(copied[3]).toContain('| Because | the same words |');
  });

  test('Y p saves a page of the group, with its last run', async () => {
    const { session, pages } = await openGroups(createMemoryStore(sample()));
    const id = session.getState().groups?.rows[0]?.id;
    press(session, 'Y', 'p');
    await settleWork(600);
    expect(session.getState().notice?.text).toBe('saved the page in ./report.html, 9 B');
    expect(pages[0]).toContain('Report on a group of failures, with its last run');
    expect(pages[0]).toContain(`<dt>Group</dt><dd>${id}</dd>`);
  });

  test('! in a run puts the cursor on its group, and Esc goes back to the run', async () => {
    const { session } = openSession(createMemoryStore(sample()));
    await settle(300);
    press(session, 'j', 'j', 'enter');
    await settle(300);
    press(session, '!');
    await settle(300);
    expect(shown(session)).toMatchObject({ screen: 'groups', cursor: missing.message });
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0007' } } });
  });

  test('! in a run that was opened from a group goes back to all groups and to the filter of before', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'j', 'enter');
    await settle(300);
    press(session, 'enter', '!');
    await settle(300);
    expect(shown(session)).toEqual({ screen: 'groups', rows: byLast, cursor: missing.message, filter: '' });
    press(session, 'escape');
    expect(shown(session)).toMatchObject({ screen: 'table', filter: '' });
  });

  test('say that there is no group for a key that needs one', async () => {
    const { session } = await openGroups(createMemoryStore([sampleRun(1)]));
    press(session, 'enter');
    expect(session.getState().notice?.text).toBe('there is no group here');
  });
});

const rate = (currency: string) => ({ message: `no rate for "${currency}"`, step: 'charge' });
const rates = () => [
  ...[9, 8, 7].map(index => failedRun(index, rate('EUR'))),
  ...[6, 5, 4].map(index => failedRun(index, rate('USD'))),
];

/** A store that counts its failures by itself. */
function createCountingStore(runs: readonly RunSummary[]): MemoryStore {
  const store = createMemoryStore([...runs]);
  const failures: MemoryStore['failures'] = async (query, { now, bucketMs }) => {
    const page = await store.listRuns(query, { sort: newestFirst, limit: 1_000, now });
    return { tallies: page.runs.flatMap(run => toTally(run, bucketMs) ?? []) };
  };
  return { ...store, failures };
}

describe('the id of a group', () => {
  test('is the same in a filter that leaves one failure of it: those that it leaves out vote, too', async () => {
    const { session } = await openGroups(createCountingStore(rates()));
    const ids = () => session.getState().groups?.rows.map(({ id }) => id) ?? [];
    const [euro] = ids();
    expect(ids()).toHaveLength(2);
    press(session, '/');
    typeKeys(session, 'run_0009');
    press(session, 'enter');
    await settle(300);
    expect(ids()).toEqual([euro]);
  });
});

test('failures leave a window that moves with the time, also while nothing else happens', async () => {
  const store = createMemoryStore([]);
  store.put({ ...failedRun(1, timeout), createdAt: Date.now() - 30_000 });
  const { session } = openSession(store);
  await settle(300);
  press(session, '/');
  typeKeys(session, 'since:1m');
  press(session, 'enter');
  await settle(300);
  press(session, '!');
  await settle(300);
  expect(shown(session).rows).toEqual([`1 ${timeout.message}`]);
  await settle(45_000);
  expect(shown(session).rows).toEqual([]);
});
