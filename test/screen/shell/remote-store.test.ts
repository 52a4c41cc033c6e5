import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { createSlowStore, type SlowStore } from '../slow-store.ts';

const many = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => sampleRun(from - index));
const active = { status: 'running', finishedAt: undefined } as const;
const lost = new InspectorError('unreachable', 'cannot reach https://runs.example.com');

function open(slow: SlowStore, size = { columns: 100, rows: 30 }) {
  return openSession(slow.store, size);
}

const rowsOf = (session: Session) => session.getState().list.rows.map(run => run.id);
const rowNow = (session: Session) => {
  const { rows, cursorIndex } = session.getState().list;
  return rows[cursorIndex];
};

installFakeClock();

describe.each([300, 5000, Number.POSITIVE_INFINITY])('with answers after %d ms', latencyMs => {
  test('every key does what it does before the store has answered', () => {
    const { session, exits } = open(createSlowStore(many(300, 1), latencyMs));
    press(session, 'j', 'enter', 'R', 'K', 's', 'escape', 'v', 'escape', '?', 'escape', ':', 'escape', '/');
    typeKeys(session, 'workflow:sig');
    const { overlay } = session.getState();
    expect(overlay).toMatchObject({ type: 'filter', text: 'workflow:sig' });
    press(session, 'escape', 'q');
    expect(exits).toEqual([0]);
  });

  test('every key moves among the rows that are there, while the next answers are on their way', async () => {
    const slow = createSlowStore(many(300, 1), 10);
    const { session } = open(slow);
    await settle(50);
    slow.latencyMs = latencyMs;
    slow.inner.announce();
    await settle(1);
    press(session, 'j', 'j');
    expect(session.getState().list.cursorIndex).toBe(2);
    press(session, 'enter');
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0298' } } });
    press(session, ']', '3', '1', 'escape', 'space');
    expect([...session.getState().list.marks.keys()]).toEqual(['run_0297']);
    press(session, 'K', 'p', 'T', 'G', 'g');
    expect(session.getState().list.cursorIndex).toBe(0);
  });

  test('it is left within seconds, whatever is on its way', async () => {
    const slow = createSlowStore([sampleRun(1, active)], 10);
    const { session } = open(slow);
    await settle(50);
    slow.latencyMs = latencyMs;
    press(session, 'x', 'y', 'R');
    let isClosed = false;
    const closing = session.close().then(() => {
      isClosed = true;
    });
    await settle(4000);
    expect([isClosed, slow.inFlight.listRuns]).toEqual([true, 0]);
    await closing;
  });
});

describe('rows that were requested before a change, and come after it', () => {
  test.each([
    ['reloaded', 'R', many(300, 1), 'run_0300'],
    ['those of the end', 'G', many(900, 1), 'run_0001'],
  ])('do not undo it: %s', async (_, key, runs, id) => {
    const slow = createSlowStore(runs, 10);
    const { session } = open(slow);
    await settle(50);
    slow.latencyMs = 3_000;
    press(session, key);
    await settle(2_000);
    slow.latencyMs = 10;
    slow.inner.put({ ...sampleRun(Number(id.slice(4))), status: 'canceled' });
    slow.inner.announce();
    await settle(10_000);
    expect(session.getState().list.rows.find(run => run.id === id)?.status).toBe('canceled');
  });
});

describe('a storm of changes', () => {
  test('is answered by one question of a kind at a time, and the last change is seen', async () => {
    const slow = createSlowStore(many(50, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    for (let index = 51; index <= 110; index += 1) {
      slow.inner.put(sampleRun(index));
      slow.inner.announce();
      await settle(50);
    }
    await settle(3000);
    expect(rowsOf(session)[0]).toBe('run_0110');
    expect(session.getState().store.counts?.total).toBe(110);
    expect([slow.mostInFlight.listRuns, slow.mostInFlight.counts]).toEqual([1, 1]);
    expect(slow.begun.listRuns).toBeLessThan(12);
  });

  test('is not held up by counts that never come', async () => {
    const slow = createSlowStore(many(50, 1), 10);
    const store = { ...slow.store, counts: () => new Promise<never>(() => {}) };
    const { session } = openSession(store);
    await settle(100);
    slow.inner.put(sampleRun(51));
    slow.inner.announce();
    await settle(1000);
    slow.inner.put(sampleRun(52));
    slow.inner.announce();
    await settle(1000);
    expect(rowsOf(session)[0]).toBe('run_0052');
  });
});

describe('a long list', () => {
  async function scrollTo(session: Session, index: number) {
    while (session.getState().list.cursorIndex < index) {
      press(session, 'pagedown');
      await settle(350);
    }
  }

  test('is there before the cursor is: a page a third of a second never meets the end', async () => {
    const { session } = open(createSlowStore(many(3000, 1), 300));
    await settle(1000);
    for (let page = 1; page <= 40; page += 1) {
      press(session, 'pagedown');
      expect(session.getState().list.cursorIndex).toBe(page * 26);
      await settle(330);
    }
  });

  test('is kept true where it is looked at, by few rows at every change', async () => {
    const slow = createSlowStore(many(3000, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    await scrollTo(session, 1000);
    await settle(2000);
    const selected = rowNow(session);
    if (!selected) throw new Error('no run is selected');
    slow.inner.asked.splice(0);
    slow.inner.put(sampleRun(3001), { ...selected, status: 'failed' });
    slow.inner.announce();
    await settle(2000);
    expect(rowNow(session)).toMatchObject({ id: selected.id, status: 'failed' });
    expect(session.getState().list.newAbove).toBe(1);
    expect(slow.inner.asked.map(({ options }) => options.limit).reduce((a, b) => a + b)).toBeLessThan(700);
    expect(rowsOf(session).slice(0, 1200)).toEqual(many(3001, 1802).map(run => run.id));
  });

  test('is read again where it was left out, once that comes on screen', async () => {
    const slow = createSlowStore(many(3000, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    await scrollTo(session, 1500);
    press(session, 'g');
    await settle(2000);
    slow.inner.put({ ...sampleRun(2000), status: 'failed' });
    slow.inner.announce();
    await settle(2000);
    await scrollTo(session, 1000);
    await settle(1000);
    expect(session.getState().list.rows.find(run => run.id === 'run_2000')?.status).toBe('failed');
  });

  test('has no gap when more came in than is read at once', async () => {
    const slow = createSlowStore(many(1000, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    await scrollTo(session, 400);
    slow.inner.put(...many(8000, 1001));
    slow.inner.announce();
    await settle(5000);
    const { cursorAddress } = session.getState().list;
    expect(rowNow(session)?.id).toBe(cursorAddress);
    press(session, 'g');
    await settle(5000);
    const rows = rowsOf(session);
    expect(rows).toEqual(many(8000, 8001 - rows.length).map(run => run.id));
  });

  test('asks for no page twice that was refused', async () => {
    const slow = createSlowStore(many(300, 1), 10);
    const { session } = open(slow);
    await settle(5);
    const store = slow.store;
    const listRuns = store.listRuns;
    store.listRuns = (query, options) =>
      options.cursor === undefined
        ? listRuns(query, options)
        : Promise.reject(new InspectorError('usage', 'that cursor is of another list'));
    await settle(1000);
    const before = slow.begun.listRuns;
    press(session, 'pagedown', 'pagedown', 'pagedown');
    await settle(5000);
    expect(slow.begun.listRuns).toBe(before);
  });
});

describe('the detail', () => {
  test('shows the row at once, and reads only the first and the last run of those that are passed by', async () => {
    const slow = createSlowStore(many(50, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    press(session, 'enter');
    for (let index = 0; index < 20; index += 1) {
      press(session, ']');
      expect(session.getState().detail?.summary.id).toBe(sampleRun(49 - index).id);
      await settle(33);
    }
    await settle(1000);
    expect(session.getState().detail?.run?.id).toBe('run_0030');
    expect(slow.inner.reads.filter(({ type }) => type === 'run').length).toBeLessThanOrEqual(3);
  });

  test('that is named at the start opens when it comes', async () => {
    const slow = createSlowStore(many(50, 1), 300);
    const { session } = openSession(slow.store, undefined, undefined, 'run_0007');
    await settle(100);
    expect(session.getState().detail).toBeUndefined();
    await settle(1000);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { run: { id: 'run_0007' } } });
  });

  test('that is named and does not exist is reported', async () => {
    const { session } = openSession(createSlowStore([], 300).store, undefined, undefined, 'nope');
    await settle(1000);
    expect(session.getState().notice).toMatchObject({
      text: 'there is no run nope in https://runs.example.com: it was removed, or it is in another target',
      tone: 'error',
    });
  });

  test('that is named by the beginning of its id opens, too', async () => {
    const runs = ['run_01M8PXNAJ6', 'run_01M8PXNB00'].map((id, at) => sampleRun(at, { id }));
    const { session } = openSession(createSlowStore(runs, 30).store, undefined, undefined, 'run_01M8PXNB');
    await settle(1000);
    expect(session.getState().detail?.run?.id).toBe('run_01M8PXNB00');
  });

  test('that several could be is reported on one line', async () => {
    const runs = ['run_01M8PXNAJ6', 'run_01M8PXNAJ7'].map((id, at) => sampleRun(at, { id }));
    const { session } = openSession(createSlowStore(runs, 30).store, undefined, undefined, 'run_01M8PXNA');
    await settle(1000);
    expect(session.getState().notice).toMatchObject({
      text: 'run_01M8PXNA could be 2 runs: write more of the id',
      tone: 'error',
    });
  });

  test('that is named does not take the screen from what the user opened meanwhile', async () => {
    const slow = createSlowStore(many(50, 1), 300);
    const { session } = openSession(slow.store, undefined, undefined, 'run_0007');
    press(session, '/');
    await settle(1000);
    expect(session.getState().detail).toBeUndefined();
  });
});

describe('typing a filter', () => {
  test('aborts earlier requests, and shows the answer to the last', async () => {
    const slow = createSlowStore([...many(50, 2), sampleRun(1, { name: 'invoice-sync' })], 1000);
    const { session } = open(slow);
    await settle(3000);
    press(session, '/');
    for (const character of 'invoice') {
      press(session, character);
      await settle(200);
    }
    await settle(2000);
    expect(rowsOf(session)).toEqual(['run_0001']);
    expect([slow.mostInFlight.listRuns, slow.aborted.listRuns > 3]).toEqual([1, true]);
  });

  test('asks without the values that could complete it when they do not come', async () => {
    const slow = createSlowStore([...many(50, 2), sampleRun(1, { name: 'invoice-sync' })], 10);
    const store = { ...slow.store, suggest: () => new Promise<never>(() => {}) };
    const { session } = openSession(store);
    await settle(100);
    press(session, '/');
    typeKeys(session, 'workflow:invoice-sync');
    await settle(1000);
    expect(rowsOf(session)).toEqual(['run_0001']);
  });
});

describe('a server that is lost', () => {
  test('leaves everything on screen with its age, and is back by itself', async () => {
    const slow = createSlowStore(many(50, 1), 300);
    const { session } = open(slow);
    await settle(1000);
    press(session, 'enter');
    await settle(1000);
    slow.inner.failWith = lost;
    slow.inner.announce({ type: 'error', error: lost });
    await settle(12_000);
    const {
      store: { link, counts },
      now,
      list,
      detail,
    } = session.getState();
    expect(link.type === 'stale' && Math.round((now - link.since) / 1000)).toBe(12);
    expect([list.rows.length, counts?.total, detail?.run?.id]).toEqual([50, 50, 'run_0050']);
    slow.inner.failWith = undefined;
    slow.inner.put(sampleRun(51));
    await settle(20_000);
    expect(session.getState().store.link.type).toBe('live');
    expect([rowsOf(session)[0], session.getState().store.counts?.total]).toEqual(['run_0051', 51]);
  });

  test('is asked less and less often, however often the stream of changes breaks', async () => {
    const slow = createSlowStore(many(50, 1), 10);
    const { session } = open(slow);
    await settle(1000);
    slow.inner.failWith = lost;
    const before = slow.begun.listRuns;
    for (let second = 0; second < 60; second += 1) {
      slow.inner.announce({ type: 'error', error: lost });
      await settle(1000);
    }
    expect(slow.begun.listRuns - before).toBeLessThan(12);
    expect(session.getState().store.link.type).toBe('stale');
  });
});

describe('a cancel whose answer was lost', () => {
  async function cancelInto(doIt: boolean) {
    const slow = createSlowStore([sampleRun(1, active)], 10);
    const store = {
      ...slow.store,
      cancelRun: async (id: string) => {
        if (doIt) await slow.inner.cancelRun(id);
        throw lost;
      },
    };
    const { session } = openSession(store);
    await settle(100);
    press(session, 'x', 'y');
    await settle(5);
    return { session, inner: slow.inner };
  }

  test('is shown as unknown, and as requested once the run says so', async () => {
    const { session, inner } = await cancelInto(true);
    expect(session.getState().list.cancels.get('run_0001')?.type).toBe('unknown');
    expect(session.getState().notice?.text).toContain('not known whether it is canceled');
    inner.announce();
    await settle(1000);
    expect(session.getState().list.cancels.get('run_0001')).toMatchObject({
      type: 'answered',
      result: { type: 'requested' },
    });
  });

  test('stays unknown while the run goes on, until it has ended', async () => {
    const { session, inner } = await cancelInto(false);
    inner.announce();
    await settle(1000);
    expect(session.getState().list.cancels.get('run_0001')?.type).toBe('unknown');
    inner.put(sampleRun(1));
    inner.announce();
    await settle(1000);
    expect(session.getState().list.cancels.get('run_0001')).toMatchObject({
      type: 'ended',
      status: 'success',
    });
  });
});

test('another target is opened at once, and nothing of the one before arrives in it', async () => {
  const slow = createSlowStore(many(50, 1), 2000);
  const other = createMemoryStore([sampleRun(7, { name: 'of the other' })]);
  const { session } = openSession(slow.store, undefined, other);
  await settle(1900);
  press(session, 't');
  await settle(1);
  press(session, 'enter');
  await settle(1);
  expect(rowsOf(session)).toEqual(['run_0007']);
  expect([slow.inFlight.listRuns, slow.inFlight.counts]).toEqual([0, 0]);
  await settle(5000);
  expect([rowsOf(session), session.getState().store.counts?.total]).toEqual([['run_0007'], 1]);
});
