import { describe, expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import type { SharedCauses } from '../../../src/screen/why/shared-causes.ts';
import { sharedDialog } from '../../../src/screen/why/shared-dialog.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { failedRun, missing, timeout } from './failed-runs.ts';

installFakeClock();

const runs = [
  ...Array.from({ length: 300 }, (_, at) => sampleRun(at, { actor: `actor-${at % 7}` })),
  ...Array.from({ length: 12 }, (_, at) => ({ ...failedRun(200.5 + at * 8, timeout), actor: 'eve' })),
  failedRun(100.5, missing),
];

async function open(store: RunStore = createMemoryStore(runs)) {
  const opened = openSession(store);
  await settle(500);
  return opened;
}

function shown({ getState }: Session): SharedCauses | undefined {
  return sharedDialog.in(getState());
}

/** Comparing yields to the event loop for real. */
async function compared(session: Session): Promise<void> {
  for (let turns = 0; turns < 2_000 && shown(session) && !shown(session)?.found; turns += 1) {
    await settle(20);
    await yieldToEventLoop();
  }
}

const rowsOf = (session: Session) => shown(session)?.found?.rows.map(({ text }) => text);

async function openShared(session: Session): Promise<void> {
  press(session, 'W');
  await compared(session);
}

describe('W', () => {
  test('says what the failed runs of the list share, and since when they have failed', async () => {
    const { session } = await open();
    await openShared(session);
    expect(shown(session)).toMatchObject({ of: 'view All' });
    expect(rowsOf(session)).toEqual([
      '12 of 12 failed have actor=eve, 0 of 88 others',
      expect.stringMatching(/ since .*; last good run run_0200, first bad run run_200.5$/u),
    ]);
  });

  test('says since when the runs with a cause fail, where all of them show no change', async () => {
    const late = [
      ...Array.from({ length: 200 }, (_, at) => sampleRun(at, { actor: `actor-${at % 7}` })),
      ...Array.from({ length: 10 }, (_, at) => sampleRun(10.5 + at * 13, { actor: 'eve' })),
      ...Array.from({ length: 6 }, (_, at) => ({ ...failedRun(150.5 + at * 8, timeout), actor: 'eve' })),
    ];
    const { session } = await open(createMemoryStore(late));
    await openShared(session);
    for (let turns = 0; turns < 2_000 && rowsOf(session)?.length !== 3; turns += 1) {
      await settle(20);
      await yieldToEventLoop();
    }
    expect(rowsOf(session)).toEqual([
      expect.stringMatching(/^6 of 6 failed have actor=eve, 3 of \d+ others$/u),
      expect.stringMatching(
        /^with actor=eve: 100% failed since .* \(6 of 6 runs\), none of the 10 runs before; .*first bad run run_150.5$/u,
      ),
      expect.stringMatching(/^all of these runs: no change over time: 2\.8% of 216 runs failed$/u),
    ]);
    press(session, 'j', 'enter');
    await settle(300);
    expect(session.getState().detail?.summary.id).toBe('run_150.5');
  });

  test('↵ on a cause adds it to the filter, and Esc takes it back', async () => {
    const { session } = await open();
    await openShared(session);
    press(session, 'enter');
    await settle(300);
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().list).toMatchObject({ filterText: 'actor:eve' });
    expect(session.getState().list.rows).toHaveLength(12);
    press(session, 'escape');
    await settle(300);
    expect(session.getState().list.filterText).toBe('');
  });

  test('of a group is remembered: its runs open on what was found, the first cause and since when', async () => {
    const { session } = await open();
    press(session, '!');
    await settle(300);
    await openShared(session);
    press(session, 'escape', 'enter');
    await settle(300);
    press(session, 'enter');
    await settle(300);
    expect(session.getState().detail?.answer?.ofGroup).toEqual([
      expect.stringMatching(
        /^found (?:now|\d+s ago): 12 of 12 failed have actor=eve, 0 of \d+ others; .* since /u,
      ),
    ]);
  });

  test('compares the group under the cursor, and ↵ lists its runs with the value; Esc comes back', async () => {
    const { session } = await open();
    press(session, '!');
    await settle(300);
    await openShared(session);
    expect(shown(session)?.of).toBe('group mail provider did not answer in <duration> · view All');
    expect(rowsOf(session)?.[0]).toBe('12 of 12 failed have actor=eve, 0 of 88 others');
    press(session, 'enter');
    await settle(300);
    expect(session.getState().screen).toBe('table');
    expect(session.getState().list.filterText).toMatch(/^failure:\S+ actor:eve$/u);
    expect(session.getState().list.rows).toHaveLength(12);
    press(session, 'escape');
    await settle(300);
    expect(session.getState().screen).toBe('groups');
  });

  test('compares the group of an open failed run, and ↵ lists its runs with the value; Esc takes it back', async () => {
    const { session } = await open();
    press(session, 'e', 'enter');
    await settle(300);
    expect(session.getState().detail?.summary).toMatchObject({ status: 'failed', actor: 'eve' });
    await openShared(session);
    expect(shown(session)?.of).toBe('group mail provider did not answer in <duration> · view All');
    expect(rowsOf(session)?.[0]).toBe('12 of 12 failed have actor=eve, 0 of 88 others');
    press(session, 'enter');
    await settle(300);
    expect(session.getState().screen).toBe('table');
    expect(session.getState().list.filterText).toMatch(/^failure:\S+ actor:eve$/u);
    expect(session.getState().list.rows).toHaveLength(12);
    press(session, 'escape');
    await settle(300);
    expect(session.getState().list.filterText).toBe('');
  });

  test('names the group once in the filter where the open run is one of its listed runs', async () => {
    const { session } = await open();
    press(session, '!');
    await settle(300);
    press(session, 'enter');
    await settle(300);
    press(session, 'enter');
    await settle(300);
    await openShared(session);
    press(session, 'enter');
    await settle(300);
    expect(session.getState().list.filterText).toMatch(/^failure:\S+ actor:eve$/u);
  });

  test('opens the first bad run of the group of an open run, and compares it again with R', async () => {
    const { session } = await open();
    press(session, 'e', 'enter');
    await settle(300);
    await openShared(session);
    press(session, 'R');
    await compared(session);
    expect(rowsOf(session)?.[0]).toBe('12 of 12 failed have actor=eve, 0 of 88 others');
    press(session, 'j', 'enter');
    await settle(300);
    expect(session.getState().detail?.summary.id).toBe('run_200.5');
    expect(session.getState().list.filterText).toBe('');
  });

  test('says in an open run that has not failed that it has not', async () => {
    const { session } = await open();
    press(session, 'g', 'enter');
    await settle(300);
    press(session, 'W');
    expect(session.getState().notice?.text).toBe('this run has not failed');
  });

  test('↵ on the line that says since when opens the first bad run', async () => {
    const { session } = await open();
    await openShared(session);
    press(session, 'j', 'enter');
    await settle(300);
    expect(session.getState()).toMatchObject({ screen: 'detail', overlay: { type: 'none' } });
    expect(session.getState().detail?.summary.status).toBe('failed');
  });

  test('y copies the line', async () => {
    const { session, copied } = await open();
    await openShared(session);
    press(session, 'y');
    await settle(100);
    expect(copied).toEqual(['12 of 12 failed have actor=eve, 0 of 88 others']);
  });

  test('Esc stops it while it works, and every key is answered meanwhile', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const store: RunStore = {
      ...createMemoryStore(runs),
      explainFailures: (_, { signal, onProgress }) => {
        signals.push(signal);
        onProgress?.(12_000, 49_909);
        return promise;
      },
    };
    const { session } = await open(store);
    press(session, 'W');
    await settle(50);
    expect(shown(session)?.progress).toEqual({ done: 12_000, total: 49_909 });
    press(session, 'j', 'enter');
    expect(session.getState().notice?.text).toBe('runs are being compared');
    press(session, 'escape');
    expect(session.getState().overlay.type).toBe('none');
    expect(signals.map(signal => signal?.aborted)).toEqual([true]);
    resolve(undefined);
    await settle(50);
    expect(session.getState().overlay.type).toBe('none');
  });

  test('says that no run has failed', async () => {
    const { session } = await open(createMemoryStore(runs.slice(0, 5)));
    await openShared(session);
    expect(shown(session)?.found).toEqual({ text: 'no failed run to compare', rows: [] });
  });

  test('closes with the reason when the store fails', async () => {
    const { session } = await open({
      ...createMemoryStore(runs),
      explainFailures: async () => {
        throw new InspectorError('unreachable', 'cannot reach the store');
      },
    });
    await openShared(session);
    await settle(50);
    expect(session.getState()).toMatchObject({ overlay: { type: 'none' } });
    expect(session.getState().notice?.text).toContain('cannot reach the store');
  });
});

test('↵ on a cause that no filter names lists exactly the failed runs that have it', async () => {
  const lines = (count: number) => ({ lines: Array.from({ length: count }, () => 'x') });
  const long = [
    ...Array.from({ length: 200 }, (_, at) => ({ ...sampleRun(at), input: lines(1 + (at % 9)) })),
    ...Array.from({ length: 14 }, (_, at) => ({
      ...failedRun(at * 14 + 0.5, timeout),
      input: lines(12 + at),
    })),
    { ...failedRun(99.7, timeout), input: lines(2) },
  ];
  const { session } = await open(createMemoryStore(long));
  await openShared(session);
  expect(rowsOf(session)?.[0]).toBe('14 of 15 failed have items in input.lines > 10, 0 of 183 others');
  press(session, 'enter');
  await settle(300);
  expect(session.getState().list.filterText).toMatch(/^id:run_182\.5,run_168\.5,/u);
  expect(session.getState().list.rows).toHaveLength(14);
});

test('what comes closest is an aside, which ↵ takes too, and d compares the last failed run', async () => {
  const weak = [
    ...Array.from({ length: 60 }, (_, at) => sampleRun(at, { actor: `actor-${at % 3}` })),
    ...Array.from({ length: 4 }, (_, at) => ({
      ...failedRun(at * 15, timeout),
      actor: `actor-${Number(at === 0)}`,
    })),
  ];
  const { session } = await open(createMemoryStore(weak));
  await openShared(session);
  const [nothing, closest] = shown(session)?.found?.rows ?? [];
  expect(nothing?.text).toMatch(/^no shared cause: d compares the last failed run with a success$/u);
  expect(closest).toMatchObject({
    tone: 'aside',
    text: expect.stringMatching(/^best candidate, may be chance: /u),
  });
  press(session, 'd');
  await settle(300);
  expect(session.getState()).toMatchObject({ overlay: { type: 'none' }, screen: 'compare' });
  expect(session.getState().compare?.a.id).toBe('run_0045');
});

test('the time since which all runs fail comes first, where no value separates them', async () => {
  const broken = [
    ...Array.from({ length: 40 }, (_, at) => sampleRun(at)),
    ...Array.from({ length: 10 }, (_, at) => failedRun(40 + at, timeout)),
  ];
  const { session } = await open(createMemoryStore(broken));
  await openShared(session);
  const [since, nothing] = shown(session)?.found?.rows ?? [];
  expect(since).toMatchObject({
    text: expect.stringMatching(
      /^100% failed since .* \(10 of 10 runs\), none of the 40 runs before; last good run/u,
    ),
    act: { type: 'open', address: 'run_0040' },
  });
  expect(nothing?.text).toContain('no shared cause');
});

test('d says why it compares no runs where there is a cause', async () => {
  const { session } = await open();
  await openShared(session);
  press(session, 'd');
  expect(session.getState()).toMatchObject({
    overlay: { type: 'shared-causes' },
    notice: { text: 'there is a cause: ↵ lists the runs with it' },
  });
});
