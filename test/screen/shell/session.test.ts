import { describe, expect, test, vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run } from '../../../src/model/run.ts';
import { refusalText } from '../../../src/operations/acts/cancel-runs.ts';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { filterBar } from '../../../src/screen/filter/edit-filter.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { createSlowStore, farTarget } from '../slow-store.ts';

const localTarget: TargetInfo = { ...farTarget, kind: 'sqlite', isRemote: undefined };

const sixRuns = () => [
  sampleRun(6, { status: 'running', finishedAt: undefined }),
  sampleRun(5),
  sampleRun(4, { status: 'failed', errorSummary: { name: 'TimeoutError', message: 'no answer' } }),
  sampleRun(3),
  sampleRun(2, { status: 'failed', name: 'invoice-sync' }),
  sampleRun(1, { kind: 'agent', name: 'support-agent' }),
];

installFakeClock();

describe('opening', () => {
  test('lists the newest runs and counts', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    const {
      list,
      store: { counts },
    } = session.getState();
    expect(list.rows.map(run => run.id)).toEqual(sixRuns().map(run => run.id));
    expect(counts).toEqual({ running: 1, success: 3, failed: 2, total: 6 });
  });

  test('opens the first run where ↵ was typed before there are rows', async () => {
    const slow = createSlowStore(sixRuns(), 2_000, localTarget);
    const { session } = openSession(slow.store);
    press(session, 'enter');
    await settle(3_000);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0006' } } });
  });

  test('moves among the rows with keys that were typed a moment before them', async () => {
    const { session } = openSession(createSlowStore(sixRuns(), 100, localTarget).store);
    press(session, 'j', 'j', 'enter');
    await settle(1_000);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0004' } } });
  });

  test('opens nothing once Esc or another key has followed', async () => {
    for (const key of ['escape', 'K']) {
      const { session } = openSession(createSlowStore(sixRuns(), 2_000, localTarget).store);
      await settle(500);
      press(session, 'enter', key);
      await settle(5_000);
      expect(session.getState().screen).toBe('table');
    }
  });

  test('closes the store', async () => {
    const { session, store } = openSession(createMemoryStore([]));
    await session.close();
    expect(store.isClosed).toBe(true);
  });
});

describe('the filter bar', () => {
  test('lists what the filter matches once no more is typed', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'status:failed');
    await settle(200);
    expect(session.getState().list.rows.map(run => run.id)).toEqual(['run_0004', 'run_0002']);
    press(session, 'enter');
    await settle();
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().list.filterText).toBe('status:failed');
  });

  test('does not ask for half a word', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    await settle(500);
    const before = store.asked.length;
    press(session, '/');
    typeKeys(session, 'status:fai');
    await settle(500);
    expect(store.asked.length).toBe(before);
  });

  test('completes fields and values with Tab', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'stat');
    press(session, 'tab');
    typeKeys(session, 'fa');
    press(session, 'tab', 'enter');
    await settle();
    expect(session.getState().list.filterText).toBe('status:failed');
  });

  test('completes values that the store knows', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'workflow:inv');
    await settle();
    press(session, 'tab', 'enter');
    await settle();
    expect(session.getState().list.rows.map(run => run.id)).toEqual(['run_0002']);
  });

  test('keeps the last good rows and says what is wrong with a filter', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'stauts:failed');
    press(session, 'enter');
    await settle(500);
    const { list } = session.getState();
    expect(filterBar.in(session.getState())?.error).toContain('did you mean "status"?');
    expect(list.rows.length).toBe(6);
  });

  test('gives back the filter that was in force with Esc', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'status:failed');
    await settle(200);
    press(session, 'escape');
    await settle();
    expect(session.getState().list.filterText).toBe('');
    expect(session.getState().list.rows.length).toBe(6);
  });

  test('recalls earlier filters with Up and comes back to what was typed with Down', async () => {
    const { session, filters } = openSession(createMemoryStore(sixRuns()));
    filters.push('status:failed', 'kind:agent');
    await settle();
    press(session, '/');
    typeKeys(session, 'ti');
    const textNow = () => filterBar.in(session.getState())?.text;
    press(session, 'up');
    expect(textNow()).toBe('kind:agent');
    press(session, 'up', 'up');
    expect(textNow()).toBe('status:failed');
    press(session, 'down', 'down');
    expect(textNow()).toBe('ti');
  });

  test('offers no earlier filter where none was kept, and says so', async () => {
    const { session, filters } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    const labels = () => hintsFor(session.getState()).map(({ label }) => label);
    expect(labels()).not.toContain('earlier filters');
    press(session, 'up');
    expect(session.getState().notice?.text).toBe('no filter was kept before');
    press(session, 'escape');
    filters.push('kind:agent');
    press(session, '/');
    expect(labels()).toContain('earlier filters');
  });

  test('Esc in the table clears the filter', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, '/');
    typeKeys(session, 'kind:agent');
    press(session, 'enter');
    await settle();
    press(session, 'escape');
    await settle();
    expect(session.getState().list.rows.length).toBe(6);
  });
});

describe('views and kinds', () => {
  test('v chooses Failed', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'v', 'j', 'enter');
    await settle();
    expect(session.getState().list.rows.every(run => run.status === 'failed')).toBe(true);
  });

  test('the filter narrows inside the view', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'v', 'j', 'enter');
    press(session, '/');
    typeKeys(session, 'invoice-sync');
    press(session, 'enter');
    await settle();
    expect(session.getState().list.rows.map(run => run.id)).toEqual(['run_0002']);
  });

  test('K goes from both to workflows to agents', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'K', 'K');
    await settle();
    expect(session.getState().list.rows.map(run => run.kind)).toEqual(['agent']);
  });
});

test('another order starts at its top', async () => {
  const runs = sixRuns().map((run, index) => ({ ...run, finishedAt: run.createdAt + index }));
  const { session } = openSession(createMemoryStore(runs));
  await settle();
  press(session, 'G', 's', 'j', 'enter');
  await settle();
  const { list } = session.getState();
  expect([list.sort, list.cursorIndex]).toEqual([{ field: 'duration', descending: true }, 0]);
});

describe('live changes', () => {
  test('bring new runs in without moving the selection', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'j', 'j');
    const selected = session.getState().list.cursorAddress;
    store.put(sampleRun(7), sampleRun(8));
    store.announce();
    await settle(300);
    expect(session.getState().list.rows.length).toBe(8);
    expect(session.getState().list.cursorAddress).toBe(selected);
    expect(session.getState().store.counts?.total).toBe(8);
  });

  test('wait while paused and come at once when resumed', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'p');
    store.put(sampleRun(7));
    store.announce();
    await settle(2000);
    expect(session.getState().list.rows.length).toBe(6);
    press(session, 'p');
    await settle();
    expect(session.getState().list.rows.length).toBe(7);
  });

  test('that are many at once leave no gap: every run down to the selected one is there', async () => {
    const many = (from: number, to: number) =>
      Array.from({ length: from - to + 1 }, (_, index) => sampleRun(from - index));
    const { session, store } = openSession(createMemoryStore(many(300, 1)));
    await settle();
    press(session, 'j', 'j', 'p');
    store.put(...many(1300, 301));
    press(session, 'p');
    await settle(1000);
    const { rows, cursorIndex, cursorAddress } = session.getState().list;
    expect(cursorAddress).toBe('run_0298');
    expect(rows[cursorIndex]?.id).toBe('run_0298');
    expect(rows.slice(0, cursorIndex).map(run => run.id)).toEqual(many(1300, 299).map(run => run.id));
  });

  test('stay paused through a store that was out of reach', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'p');
    store.failWith = new InspectorError('unreadable', './runs.db is gone');
    store.announce({ type: 'error', error: store.failWith as InspectorError });
    await settle(100);
    store.failWith = undefined;
    store.put(sampleRun(7));
    await settle(20_000);
    expect(session.getState().store.pausedAt).toBeDefined();
    expect(session.getState().list.rows.length).toBe(6);
  });

  test('a store out of reach leaves the rows, says so, and is asked again until it answers', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    store.failWith = new InspectorError('unreadable', './runs.db is gone');
    store.announce();
    await settle(100);
    expect(session.getState().store.link).toMatchObject({
      type: 'stale',
      error: { message: './runs.db is gone' },
    });
    expect(session.getState().list.rows.length).toBe(6);
    store.failWith = undefined;
    await settle(20_000);
    expect(session.getState().store.link.type).toBe('live');
  });
});

describe('the detail', () => {
  const whole: Partial<Run> = { input: { email: 'ada@example.com' } };

  test('opens the selected run and reads it whole', async () => {
    const { session } = openSession(createMemoryStore(sixRuns(), whole));
    await settle();
    press(session, 'j', 'enter');
    await settle();
    const { detail, screen } = session.getState();
    expect([screen, detail?.run?.id, detail?.run?.input]).toEqual(['detail', 'run_0005', whole.input]);
  });

  test('over the table leaves it where it was scrolled', async () => {
    const many = Array.from({ length: 40 }, (_, index) => sampleRun(index));
    const { session } = openSession(createMemoryStore(many), { columns: 60, rows: 15 });
    await settle();
    press(session, ...'jjjjj', 'enter');
    await settle();
    press(session, 'escape');
    expect(session.getState().list).toMatchObject({ cursorIndex: 5, top: 0 });
  });

  test('goes to the next and the previous run without being left', async () => {
    const { session } = openSession(createMemoryStore(sixRuns(), whole));
    await settle();
    press(session, 'enter', ']', ']', '[');
    await settle();
    const { detail, list } = session.getState();
    expect([detail?.run?.id, list.cursorAddress]).toEqual(['run_0005', 'run_0005']);
  });

  test('beside the table follows the cursor once it rests', async () => {
    const { session } = openSession(createMemoryStore(sixRuns(), whole), { columns: 160, rows: 40 });
    await settle();
    press(session, 'enter', 'escape', 'j', 'j');
    expect(session.getState().detail?.summary.id).toBe('run_0006');
    await settle(150);
    expect(session.getState().detail?.run?.id).toBe('run_0004');
  });

  test('is left with Esc: back to the table, then closed', async () => {
    const { session } = openSession(createMemoryStore(sixRuns(), whole), { columns: 160, rows: 40 });
    await settle();
    press(session, 'enter', 'escape');
    expect([session.getState().screen, session.getState().detail !== undefined]).toEqual(['table', true]);
    press(session, 'escape');
    expect(session.getState().detail).toBeUndefined();
  });
});

/** A store whose runs go on although they were asked to end, until they are killed. */
function createKillableStore(count = 1) {
  const active = Array.from({ length: count }, (_, at) =>
    sampleRun(at + 1, { status: 'running', finishedAt: undefined }),
  );
  const store = createMemoryStore(active);
  const killed: string[] = [];
  const killRun: NonNullable<RunStore['killRun']> = async id => {
    killed.push(id);
    store.put(sampleRun(Number(id.slice(-4)), { status: 'canceled' }));
    return { type: 'canceled' };
  };
  return Object.assign(store, { can: { ...store.can, kill: true }, killRun, killed });
}

describe('canceling', () => {
  test('asks first, and No is the answer of an unthinking Enter', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'x', 'enter');
    await settle();
    expect(session.getState().overlay.type).toBe('none');
    expect((await store.getRun('run_0006'))?.cancelRequestedAt).toBeUndefined();
  });

  test('names the run it was opened for, whatever moves meanwhile', async () => {
    const { session, store } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'x');
    store.put(sampleRun(9, { status: 'running', finishedAt: undefined }));
    store.announce();
    await settle(300);
    press(session, 'y');
    await settle();
    expect((await store.getRun('run_0006'))?.cancelRequestedAt).toBeDefined();
    expect((await store.getRun('run_0009'))?.cancelRequestedAt).toBeUndefined();
  });

  test('of a run that has ended is refused with the reason', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'j', 'x');
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().notice?.text).toContain('already ended');
  });

  test('of a run that was asked to end and goes on offers to kill it, and No is the answer all the same', async () => {
    const { session, store } = openSession(createKillableStore());
    await settle();
    press(session, 'x', 'y');
    await settle();
    press(session, 'x');
    expect(session.getState().overlay).toMatchObject({ type: 'act-question', act: 'kill', choice: 'no' });
    press(session, 'enter');
    await settle();
    expect((await store.getRun('run_0001'))?.status).toBe('running');
    press(session, 'x', 'tab', 'enter');
    await settle();
    expect((await store.getRun('run_0001'))?.status).toBe('canceled');
    expect(store.killed).toEqual(['run_0001']);
  });

  test('cancels nothing when a filter is typed into the question', async () => {
    const { session, store } = openSession(createKillableStore());
    await settle();
    press(session, 'x', ...'/status:failed', 'enter');
    await settle();
    expect((await store.getRun('run_0001'))?.status).toBe('running');
    expect(session.getState().overlay.type).toBe('none');
  });

  test('asks again to cancel where the store cannot kill, or not every run was asked', async () => {
    const active = [1, 2].map(index => sampleRun(index, { status: 'running', finishedAt: undefined }));
    const { session } = openSession(createMemoryStore(active));
    await settle();
    press(session, 'x', 'y');
    await settle();
    press(session, 'x');
    expect(session.getState().overlay).toMatchObject({ act: 'cancel' });

    const killable = openSession(createKillableStore(2)).session;
    await settle();
    press(killable, 'x', 'y');
    await settle();
    press(killable, 'space', 'space', 'x');
    expect(killable.getState().overlay).toMatchObject({ act: 'cancel', found: { runs: [{}, {}] } });
  });

  test('says that a kill was refused, and of which run nobody knows', async () => {
    const store = createKillableStore();
    const { session } = openSession(store);
    await settle();
    press(session, 'x', 'y');
    await settle();
    store.killRun = async () => ({ type: 'refused', reason: 'not today' });
    press(session, 'x', 'y');
    await settle();
    const phase = session.getState().list.cancels.get('run_0001');
    expect(refusalText(phase)).toBe('kill refused: not today');
    expect(session.getState().notice).toMatchObject({ text: 'kill refused: not today', tone: 'error' });
    store.killRun = async () => {
      throw new InspectorError('unreachable', 'the server is gone');
    };
    press(session, 'x', 'y');
    await settle();
    expect(session.getState().notice?.text).toBe('not known whether it is killed: the server is gone');
  });

  test('of marked runs asks once and lists every outcome', async () => {
    const active = [1, 2, 3].map(index => sampleRun(index, { status: 'running', finishedAt: undefined }));
    const { session, store } = openSession(createMemoryStore(active));
    await settle();
    press(session, 'space', 'space', 'x');
    expect(actQuestion.in(session.getState())?.found?.runs.map(run => run.id)).toEqual([
      'run_0003',
      'run_0002',
    ]);
    store.put(sampleRun(2));
    press(session, 'y');
    await settle();
    const { list } = session.getState();
    expect(list.cancels.get('run_0003')).toMatchObject({ type: 'answered', result: { type: 'requested' } });
    expect(list.cancels.get('run_0002')).toMatchObject({
      result: { type: 'already-finished', status: 'success' },
    });
    expect([session.getState().overlay.type, list.marks.size]).toEqual(['acting', 0]);
  });
});

test('a cancel from the screen names who asked for it', async () => {
  const { session, store } = openSession(createMemoryStore(sixRuns()));
  const askers: (string | undefined)[] = [];
  const { cancelRun } = store;
  store.cancelRun = (id, options) => {
    askers.push(options?.by);
    return cancelRun(id, options);
  };
  await settle();
  press(session, 'x', 'y');
  await settle();
  expect(askers).toEqual(['ada']);
});

describe('a bug of the store that canceling meets', () => {
  const openBroken = async () => {
    const store = createMemoryStore(sixRuns());
    const bugs: unknown[] = [];
    const { session } = openSession(store, undefined, undefined, undefined, bug => void bugs.push(bug));
    await settle();
    return { store, session, bugs };
  };

  test('surfaces when it is asked to cancel, and is not shown as a failed cancel', async () => {
    const { store, session, bugs } = await openBroken();
    store.cancelRun = async () => {
      throw new TypeError('rows is undefined');
    };
    press(session, 'x', 'y');
    await settle();
    expect(bugs).toEqual([new TypeError('rows is undefined')]);
    expect(session.getState().notice).toBeUndefined();
  });

  test('surfaces when the canceled run is read again', async () => {
    const { store, session, bugs } = await openBroken();
    press(session, 'x', 'y');
    await settle();
    store.getRun = async () => {
      throw new TypeError('rows is undefined');
    };
    store.announce();
    await settle(300);
    expect(bugs).toEqual([new TypeError('rows is undefined')]);
  });
});

test('a kill whose answer was lost stays unknown, although the run was asked to cancel before', async () => {
  const { session, store } = openSession(createKillableStore());
  await settle();
  press(session, 'x', 'y');
  await settle();
  store.killRun = async () => {
    throw new InspectorError('timeout', 'no answer in 30 s');
  };
  press(session, 'x', 'y');
  await settle();
  store.announce();
  await settle(300);
  expect(session.getState().list.cancels.get('run_0001')).toMatchObject({ type: 'unknown', act: 'kill' });
});

describe('canceling under a filter', () => {
  const active = () => [1, 2].map(index => sampleRun(index, { status: 'running', finishedAt: undefined }));
  const end = (store: MemoryStore, index: number) => store.put(sampleRun(index, { status: 'canceled' }));

  test('reports the end of a run that the filter no longer lists', async () => {
    const { session, store } = openSession(createMemoryStore(active()));
    await settle();
    press(session, '/');
    typeKeys(session, 'status:active');
    press(session, 'enter', 'x', 'y');
    await settle();
    end(store, 2);
    store.announce();
    await settle(300);
    expect(session.getState().list.rows.map(run => run.id)).toEqual(['run_0001']);
    expect(session.getState().list.cancels.get('run_0002')).toMatchObject({
      type: 'ended',
      status: 'canceled',
    });
    expect(session.getState().notice?.text).toBe('signup-pipeline: Canceled');
  });
});

test('the runs that are canceled are those of the store they were marked in, whatever is opened meanwhile', async () => {
  const active = [1, 2].map(index => sampleRun(index, { status: 'running', finishedAt: undefined }));
  const first = createMemoryStore(active);
  const other = createMemoryStore(active);
  const { session } = openSession(first, undefined, other);
  await settle();
  press(session, 'space', 'space', 'x', 'y', 'escape', 't');
  await vi.advanceTimersByTimeAsync(0);
  press(session, 'enter');
  await settle();
  expect((await first.getRun('run_0001'))?.cancelRequestedAt).toBeDefined();
  expect((await other.getRun('run_0001'))?.cancelRequestedAt).toBeUndefined();
  expect((await other.getRun('run_0002'))?.cancelRequestedAt).toBeUndefined();
});

describe('keys that can do nothing', () => {
  test('give their reason', async () => {
    const { session } = openSession(createMemoryStore(sixRuns()));
    await settle();
    press(session, 'n');
    expect(session.getState().notice?.text).toMatch(/^the table has no search: /);
    press(session, 'tab');
    expect(session.getState().notice?.text).toBe('open a run first: ↵');
  });
});

test('Tab in the filter bar says so when there is nothing to complete', async () => {
  const { session } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, '/');
  typeKeys(session, 'zzz');
  press(session, 'tab');
  expect(session.getState().notice?.text).toBe('there is nothing to complete here');
  expect(session.getState().overlay).toMatchObject({ type: 'filter', text: 'zzz' });
});

test('a key that chooses no item of a menu says why', async () => {
  const { session } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, 'v', 's');
  expect(session.getState().notice?.text).toBe('there is no filter to save as a view: / filters the runs');
  press(session, 'z');
  expect(session.getState().notice?.text).toBe('no item here begins with z');
  press(session, '9');
  expect(session.getState().notice?.text).toBe('no item here has the number 9');
});

test('a cancel is sent even when the user quits at once', async () => {
  const { session, store } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, 'x', 'y', 'q');
  await session.close();
  expect((await store.getRun('run_0006'))?.cancelRequestedAt).toBeDefined();
});

test.each([
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
])('q in the detail goes back to the table, and only there quits, at %j', async size => {
  const { session, exits } = openSession(createMemoryStore(sixRuns()), size);
  await settle();
  press(session, 'enter');
  await settle();
  press(session, 'q');
  expect([session.getState().screen, exits]).toEqual(['table', []]);
  press(session, 'q');
  expect(exits).toEqual([0]);
});

test('in a window that is too small q quits from the detail, as it says there, and Esc does not', async () => {
  const { session, exits } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, 'enter');
  session.resize({ columns: 40, rows: 10 });
  press(session, 'escape', 'enter');
  expect(exits).toEqual([]);
  press(session, 'q');
  expect(exits).toEqual([0]);
});

test('q in the detail goes back even while a search is shown', async () => {
  const { session } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, 'enter', '/');
  typeKeys(session, 'ada');
  press(session, 'enter', 'q');
  expect(session.getState().screen).toBe('table');
});

test.each([
  ['a menu', ['v']],
  ['the filter bar', ['/', 'a']],
  ['the cancel question', ['x']],
  ['help', ['?']],
  ['the commands', [':']],
  ['the detail', ['enter']],
  ['a search', ['enter', '/', 'a']],
])('Ctrl-C quits at once from %s', async (_where, keys) => {
  const { session, exits } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, ...keys, 'ctrl+c');
  expect(exits).toEqual([130]);
});

test('a menu that reads the targets first takes the keys typed with it in one piece', async () => {
  const { session } = openSession(createMemoryStore(sixRuns()));
  await settle();
  press(session, ...'tj');
  await settle();
  expect(session.getState()).toMatchObject({ overlay: { type: 'target-menu' }, list: { cursorIndex: 0 } });
});

test('a database that is several targets lists these when it is chosen', async () => {
  const parts = [{ id: 'one', label: 'jobs  pg-boss:postgres://localhost/app#jobs' }];
  const { session } = openSession(createMemoryStore(sixRuns()), undefined, parts);
  await settle();
  press(session, ...'t');
  await settle();
  press(session, 'enter');
  await settle();
  expect(session.getState().overlay).toMatchObject({ type: 'target-menu', items: parts });
});

test('q quits with 0 and Ctrl-C with 130', async () => {
  const { session, exits } = openSession(createMemoryStore([]));
  press(session, 'q', 'ctrl+c');
  expect(exits).toEqual([0, 130]);
});
