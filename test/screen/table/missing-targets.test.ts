import { describe, expect, test } from 'vitest';
import type { MissingTarget } from '../../../src/contract/lists/run-page.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { type RunSummary, runAddress } from '../../../src/model/run.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { statusMessages } from '../../../src/screen/shell/status-lines.ts';
import { allRuns, describeCount, shownCounts, viewCount } from '../../../src/screen/table/list-state.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { mergedTarget, openSession, press, settle } from '../open-session.ts';

const away: MissingTarget = {
  target: 'prod',
  error: new InspectorError('unreachable', 'cannot reach https://runs.example.com'),
};

/** Runs of both targets in turn, the newest first: an even number is of prod. */
const both = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => ofIts(from - index));
const ofIts = (index: number, patch: Partial<RunSummary> = {}) =>
  sampleRun(index, { target: index % 2 === 0 ? 'prod' : 'shop', ...patch });

type Merged = { readonly inner: MemoryStore; readonly store: RunStore; missing: readonly MissingTarget[] };

/** Several targets in one list, of which some cannot be asked: their runs are left out. */
function createMerged(runs: readonly RunSummary[]): Merged {
  const inner = createMemoryStore(runs);
  const merged: Merged = {
    inner,
    missing: [],
    store: {
      ...inner,
      target: mergedTarget,
      listRuns: async (query, options) => {
        const page = await inner.listRuns(query, { ...options, limit: options.limit * 2 });
        const { missing } = merged;
        const there = page.runs.filter(run => missing.every(({ target }) => target !== run.target));
        const runs = there.slice(0, options.limit);
        const last = runs.at(-1);
        const hasMore = there.length > runs.length || page.nextCursor !== undefined;
        const nextCursor = hasMore && last ? runAddress(last) : undefined;
        return missing.length === 0 ? { runs, nextCursor } : { runs, nextCursor, missing };
      },
    },
  };
  return merged;
}

const targetsOf = (session: Session) => [...new Set(session.getState().list.rows.map(run => run.target))];
const addressesOf = (session: Session) => session.getState().list.rows.map(runAddress);
const messageIn = (session: Session) => {
  const now = statusMessages(session.getState())[0];
  return now && [now.text, now.next].filter(Boolean).join(' · ');
};

async function changed(merged: Merged, ...runs: readonly RunSummary[]) {
  merged.inner.put(...runs);
  merged.inner.announce();
  await settle(1500);
}

installFakeClock();

describe('a target that cannot be reached from the start', () => {
  test('is named with the reason, and the rest works', async () => {
    const merged = createMerged(both(20, 1));
    merged.missing = [away];
    const { session } = openSession(merged.store);
    await settle(100);
    expect(messageIn(session)).toBe('prod: cannot reach https://runs.example.com · its runs are not listed');
    expect(targetsOf(session)).toEqual(['shop']);
    press(session, 'j');
    expect(session.getState().list.cursorAddress).toBe('shop/run_0017');
  });

  test('comes in by itself when it is back and the table is at its top', async () => {
    const merged = createMerged(both(20, 1));
    merged.missing = [away];
    const { session } = openSession(merged.store);
    await settle(100);
    merged.missing = [];
    await changed(merged);
    expect(addressesOf(session)).toEqual(both(20, 1).map(runAddress));
    expect(messageIn(session)).toBeUndefined();
  });

  test('waits for R while the table is scrolled, however much comes in of the others', async () => {
    const merged = createMerged(both(400, 1));
    merged.missing = [away];
    const { session } = openSession(merged.store);
    await settle(100);
    press(session, 'pagedown', 'pagedown');
    await settle(1000);
    const selected = session.getState().list.cursorAddress;
    merged.missing = [];
    await changed(merged, ofIts(401), ofIts(402));
    press(session, 'pagedown');
    await settle(1000);
    press(session, 'pageup');
    await settle(1000);
    expect(targetsOf(session)).toEqual(['shop']);
    expect(addressesOf(session)[0]).toBe('shop/run_0401');
    expect(session.getState().list.cursorAddress).toBe(selected);
    expect(messageIn(session)).toBe('prod is back: R reload');
    press(session, 'R');
    await settle(100);
    expect(addressesOf(session).slice(0, 3)).toEqual(['prod/run_0402', 'shop/run_0401', 'prod/run_0400']);
    expect(session.getState().list.cursorAddress).toBe(selected);
    await settle(10_000);
    expect(messageIn(session)).toBeUndefined();
  });
});

describe('a target that goes away', () => {
  test('leaves its rows where they are, while those of the others stay true', async () => {
    const merged = createMerged(both(20, 1));
    const { session } = openSession(merged.store);
    await settle(100);
    merged.missing = [away];
    await changed(merged, ofIts(21), ofIts(22), ofIts(19, { status: 'failed' }));
    expect(addressesOf(session)).toEqual(['shop/run_0021', ...both(20, 1).map(runAddress)]);
    expect(session.getState().list.rows.find(run => run.id === 'run_0019')?.status).toBe('failed');
    expect(messageIn(session)).toBe('prod: cannot reach https://runs.example.com · its rows are not updated');
  });

  test('is true again, row by row, once it is back, while the table is scrolled', async () => {
    const merged = createMerged(both(60, 1));
    const { session } = openSession(merged.store);
    await settle(100);
    press(session, 'pagedown', 'pagedown');
    merged.missing = [away];
    await changed(merged);
    merged.missing = [];
    await changed(merged, ofIts(30, { status: 'failed' }), ofIts(62));
    expect(session.getState().list.rows.find(run => run.id === 'run_0030')?.status).toBe('failed');
    expect(addressesOf(session)[0]).toBe('prod/run_0060');
    press(session, 'g');
    await changed(merged);
    expect(addressesOf(session)[0]).toBe('prod/run_0062');
  });
});

test('a page further down that lacks the target does not change the message', async () => {
  const merged = createMerged(both(400, 1));
  merged.missing = [away];
  const { session } = openSession(merged.store);
  await settle(20);
  merged.missing = [{ ...away, error: new InspectorError('unreachable', 'it did not answer before') }];
  press(session, 'G');
  await settle(500);
  expect(messageIn(session)).toMatch(/^prod: cannot reach/);
});

test('one target that cannot be followed does not make the whole list stale', async () => {
  const merged = createMerged(both(20, 1));
  merged.missing = [away];
  const { session } = openSession(merged.store);
  await settle(1);
  merged.inner.announce({ type: 'error', error: away.error });
  await settle(100);
  expect(session.getState().store.link.type).toBe('live');
});

test('several that are away are named in one line', async () => {
  const merged = createMerged(both(4, 1));
  merged.missing = [away, { ...away, target: 'test' }];
  const { session } = openSession(merged.store);
  await settle(100);
  expect(messageIn(session)).toMatch(/ · test cannot be reached either$/);
});

test('with one of several targets away, the counts of the others stay, marked as not all', async () => {
  const merged = createMerged(both(4, 1));
  let silent: readonly MissingTarget[] = [away];
  const { session } = openSession({ ...merged.store, missing: () => silent });
  await settle(100);
  const counts = shownCounts(session.getState());
  expect(counts).toMatchObject({ total: 4, isPartial: true });
  expect(counts && describeCount(viewCount(allRuns, counts) ?? { runs: 0, isAtLeast: false })).toBe('4+');
  silent = [];
  await changed(merged, ofIts(5));
  expect(shownCounts(session.getState())).toEqual(expect.not.objectContaining({ isPartial: true }));
  expect(session.getState().store.counts?.total).toBe(5);
});
