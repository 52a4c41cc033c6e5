import { describe, expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { headerLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const minute = 60_000;

async function openTable(other?: RunStore) {
  const runs = Array.from({ length: 20 }, (_, at) =>
    sampleRun(at + 1, { status: at % 2 ? 'failed' : 'success' }),
  );
  const store = createMemoryStore([...runs, sampleRun(21, { status: 'running', finishedAt: undefined })]);
  const { session, notified } = openSession(store, { columns: 100, rows: 30 }, other);
  /** Runs come in, or change; the store has been read again after a moment. */
  const put = async (...changed: readonly RunSummary[]) => {
    store.put(...changed);
    store.announce();
    await settle(0);
    await settle(1_500);
  };
  const filter = async (text: string) => {
    press(session, '/');
    typeKeys(session, text);
    press(session, 'enter');
    await settle(1_500);
  };
  await settle(1_000);
  return { store, session, notified, put, filter };
}

const failed = (index: number, patch: Partial<RunSummary> = {}) =>
  sampleRun(index, { status: 'failed', errorSummary: { message: 'no answer' }, ...patch });

describe('notifying the terminal', () => {
  test('is off at first', async () => {
    const { session, notified, put } = await openTable();
    await put(failed(22));
    expect(notified).toEqual([]);
    expect(headerLine(session.getState(), plainTheme)).not.toContain('notify');
  });

  test('tells of failures that come in after it was switched on, and of none twice', async () => {
    const { session, notified, put } = await openTable();
    press(session, 'B');
    await settle(1_000);
    expect(headerLine(session.getState(), plainTheme)).toContain('notify · live');
    expect(notified).toEqual([]);
    await put(failed(21));
    expect(notified).toEqual(['signup-pipeline failed: no answer']);
    await put(sampleRun(22));
    await settle(2 * minute);
    expect(notified).toHaveLength(1);
    press(session, 'B');
    await put(failed(23));
    press(session, 'B');
    await put(sampleRun(24));
    await settle(2 * minute);
    expect(notified).toHaveLength(1);
  });

  test('tells at most once a minute, then of all that came meanwhile', async () => {
    const { session, notified, put } = await openTable();
    press(session, 'B');
    await settle(1_000);
    for (const index of [22, 23, 24]) await put(failed(index, { name: `job-${index}` }));
    expect(notified).toEqual(['job-22 failed: no answer']);
    await settle(minute);
    expect(notified.slice(1)).toEqual(['2 runs failed, the last of job-24: no answer']);
  });

  test('tells of what the filter shows alone, and not of what was there when it changed', async () => {
    const { session, notified, put, filter } = await openTable();
    press(session, 'B');
    await filter('workflow:billing');
    await put(failed(22));
    expect(notified).toEqual([]);
    await put(failed(23, { name: 'billing' }));
    expect(notified).toEqual(['billing failed: no answer']);
    await settle(minute);
    press(session, 'escape');
    await settle(1_500);
    expect(session.getState().list.filterText).toBe('');
    await put(sampleRun(24));
    expect(notified).toHaveLength(1);
    await settle(minute);
    await put(failed(25));
    expect(notified).toHaveLength(2);
  });

  test('tells of a failure far below the rows that are shown, and while the groups are open', async () => {
    const { session, notified, put, store } = await openTable();
    store.put(...Array.from({ length: 600 }, (_, at) => sampleRun(100 + at)));
    await put();
    press(session, 'B', '!');
    await settle(1_000);
    await put(failed(21));
    expect(notified).toEqual(['signup-pipeline failed: no answer']);
  });

  test('tells of an old run that fails behind more newer failures than a page has', async () => {
    const { session, notified, put, store } = await openTable();
    store.put(...Array.from({ length: 600 }, (_, at) => failed(100 + at)));
    await put();
    press(session, 'B');
    await settle(1_000);
    await put(failed(21));
    expect(notified).toEqual(['signup-pipeline failed: no answer']);
  });

  test('tells nothing of a group that is muted', async () => {
    const { session, notified, put } = await openTable();
    await put(failed(22));
    press(session, 'B', '!');
    await settle(1_000);
    press(session, 'm');
    await settle(100);
    press(session, 'enter');
    await settle(1_000);
    await put(failed(23));
    expect(notified).toEqual([]);
    await put(failed(24, { errorSummary: { message: 'disk is full' } }));
    expect(notified).toEqual(['signup-pipeline failed: disk is full']);
  });

  test('stays on in another target, and tells nothing of what is there', async () => {
    const other = createMemoryStore([failed(30), failed(31)]);
    const target = { ...other.target, name: 'other' };
    const { session, notified } = await openTable({ ...other, target });
    press(session, 'B', 't');
    await settle(1_000);
    press(session, 'enter');
    await settle(2_000);
    expect(session.getState().store).toMatchObject({ target, isNotifying: true });
    other.put(failed(32));
    other.announce();
    await settle(0);
    expect(notified).toEqual(['signup-pipeline failed: no answer']);
  });

  test('waits for a store that is away', async () => {
    const { session, notified, put, store } = await openTable();
    press(session, 'B');
    await settle(1_000);
    store.failWith = new InspectorError('unreachable', 'away');
    await put(failed(22));
    expect(notified).toEqual([]);
    store.failWith = undefined;
    await settle(10_000);
    expect(notified).toHaveLength(1);
  });
});
