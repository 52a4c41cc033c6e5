import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../../src/model/run.ts';
import type { Session } from '../../../../src/screen/shell/session.ts';
import { installFakeClock } from '../../fake-clock.ts';
import { type MemoryStore, sampleRun, sampleRuns } from '../../memory-store.ts';
import { openSession, press, settleWork as settle } from '../../open-session.ts';
import { createStartingStore } from '../../starting-store.ts';
import { actingOf, failed } from '../acts.ts';

installFakeClock();

type Starting = MemoryStore & {
  /** The new runs, in the order in which they were asked for. */
  readonly started: RunSummary[];
  /** Gives a new run other fields, as the store's program would. */
  readonly change: (at: number, fields: Partial<RunSummary>) => void;
};

/** A store with failed runs of one cause, in which every start is queued at once. */
function startingStore(count: number): Starting {
  const store = createStartingStore(sampleRuns(count, () => failed));
  const started: RunSummary[] = [];
  const startRun: MemoryStore['startRun'] = async ({ id = '', retryOf }) => {
    const run = sampleRun(1_000 + started.length, { id, status: 'queued', retryOf });
    started.push(run);
    store.put(run);
    return { type: 'started', id };
  };
  const change: Starting['change'] = (at, fields) => {
    const run = started[at];
    if (run) store.put({ ...run, ...fields });
  };
  return Object.assign(store, { startRun, started, change });
}

async function retryGroup(store: Starting, count: number): Promise<Session> {
  const { session } = openSession(store);
  await settle(100);
  press(session, '!');
  await settle(1_000);
  press(session, 'a');
  await settle(1_000);
  press(session, ...(count < 10 ? ['y'] : [...String(count), 'enter']));
  await settle(1_000);
  return session;
}

async function change(store: Starting, ...changes: Parameters<Starting['change']>[]): Promise<void> {
  for (const [at, fields] of changes) store.change(at, fields);
  store.announce();
  await settle(2_000);
}

const labelsOf = (session: Session) => [...actingOf(session).newRuns.values()].map(({ label }) => label);

describe('the runs that a retry started', () => {
  test('are followed while the dialog is open, until each has ended', async () => {
    const store = startingStore(3);
    const session = await retryGroup(store, 3);
    expect(labelsOf(session)).toEqual(['Queued', 'Queued', 'Queued']);
    const again = { name: 'TimeoutError', message: 'again no answer' };
    await change(store, [0, { status: 'success' }], [1, { status: 'failed', errorSummary: again }]);
    expect(labelsOf(session)).toEqual(['Success', 'Failed', 'Queued']);
    const [, second] = actingOf(session).newRuns.values();
    expect(second?.error).toBe('TimeoutError: again no answer');
    store.reads.length = 0;
    await change(store, [2, { status: 'success' }]);
    expect(store.reads.map(({ id }) => id)).toEqual([store.started[2]?.id]);
    expect(labelsOf(session)).toEqual(['Success', 'Failed', 'Success']);
  });

  test('are all read, a hundred together, also where the store changes no more', async () => {
    const store = startingStore(250);
    const session = await retryGroup(store, 250);
    await settle(5_000);
    expect(actingOf(session).newRuns.size).toBe(250);
    const sizes: number[] = [];
    let before = actingOf(session).newRuns;
    session.subscribe(() => {
      const { newRuns } = actingOf(session);
      if (newRuns === before) return;
      before = newRuns;
      sizes.push([...newRuns.values()].filter(({ status }) => status === 'success').length);
    });
    await change(
      store,
      ...store.started.map((_, at): [number, Partial<RunSummary>] => [at, { status: 'success' }]),
    );
    await settle(10_000);
    expect(sizes).toEqual([100, 200, 250]);
  });

  test('stay where they are listed, and the cursor on its run, while they change', async () => {
    const store = startingStore(5);
    const session = await retryGroup(store, 5);
    press(session, 'j', 'j');
    const { order, cursor } = actingOf(session);
    await change(store, [0, { status: 'failed' }], [4, { status: 'success' }]);
    expect([actingOf(session).order, actingOf(session).cursor]).toEqual([order, cursor]);
  });

  test('open by Enter, each the one under the cursor', async () => {
    const store = startingStore(3);
    const session = await retryGroup(store, 3);
    press(session, 'j', 'enter');
    await settle(500);
    const { overlay, screen, detail } = session.getState();
    expect([overlay.type, screen, detail?.summary.id]).toEqual(['none', 'detail', store.started[1]?.id]);
  });

  test('are not opened before the store has them, and the dialog stays', async () => {
    const store = startingStore(3);
    const { startRun } = store;
    store.startRun = async (request, options) =>
      request.retryOf === 'run_0003' ? { type: 'started', id: 'run_late' } : startRun(request, options);
    const session = await retryGroup(store, 3);
    press(session, 'enter');
    expect(session.getState().notice?.text).toBe('the new run is not in the store yet');
    store.put(sampleRun(2_000, { id: 'run_late', status: 'running' }));
    await change(store);
    press(session, 'enter');
    await settle(500);
    expect(session.getState().detail?.summary.id).toBe('run_late');
  });

  test('are listed in the table by =, in whichever view, and Esc takes that back', async () => {
    const store = startingStore(3);
    const session = await retryGroup(store, 3);
    press(session, '=');
    await settle(500);
    const { overlay, screen, list } = session.getState();
    expect([overlay.type, screen]).toEqual(['none', 'table']);
    expect(list.rows.map(({ id }) => id).sort()).toEqual(store.started.map(({ id }) => id).sort());
    press(session, 'escape');
    await settle(500);
    expect(session.getState().list.filterText).toBe('');
    expect(session.getState().list.rows).toHaveLength(6);
  });

  test('are all listed by =, also where they are more than a filter holds, and no other retries', async () => {
    const store = startingStore(130);
    store.put(sampleRun(200, { retryOf: 'run_0007' }));
    const session = await retryGroup(store, 129);
    await settle(5_000);
    store.put(sampleRun(2_000, { retryOf: 'run_0007' }));
    press(session, '=');
    await settle(500);
    expect(session.getState().notice).toBeUndefined();
    press(session, 'G');
    await settle(500);
    const { list } = session.getState();
    expect(list.filterText).toMatch(/^retryOf:\* workflow:signup-pipeline actor:ada since:\S+ until:\S+$/u);
    expect(list.rows.map(({ id }) => id)).toEqual(store.started.map(({ id }) => id).reverse());
  });

  test('that do not name the run they repeat are listed from those that failed on, as many as a filter holds', async () => {
    const store = startingStore(130);
    const { startRun } = store;
    store.startRun = async (request, options) => startRun({ ...request, retryOf: undefined }, options);
    const session = await retryGroup(store, 130);
    await change(store, [129, { status: 'failed' }]);
    await settle(5_000);
    press(session, '=');
    await settle(500);
    const { list, notice } = session.getState();
    expect(list.rows).toHaveLength(100);
    expect(list.rows.map(({ id }) => id)).toContain(store.started[129]?.id);
    expect(notice?.text).toBe('100 of 130 are listed, those that failed first');
  });

  test('are read no more once the dialog is closed', async () => {
    const store = startingStore(3);
    const session = await retryGroup(store, 3);
    press(session, 'escape');
    await settle(500);
    store.reads.length = 0;
    await change(store, [0, { status: 'success' }]);
    expect(store.reads.map(({ id }) => id)).not.toContain(store.started[0]?.id);
  });
});
