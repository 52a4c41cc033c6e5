import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { viewsLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRuns } from '../memory-store.ts';
import { openSession, press, settleWork as settle } from '../open-session.ts';

installFakeClock();

/** The run that was created first changed last. */
function turned(count: number, change: (at: number) => Partial<RunSummary> = () => ({})) {
  const runs = sampleRuns(count, change);
  const last = runs.reduce((most, { createdAt }) => Math.max(most, createdAt), 0);
  return runs.map(run => ({ ...run, changedAt: 2 * last - run.createdAt }));
}

async function open(runs: readonly RunSummary[]) {
  const store = createMemoryStore(runs);
  const can = { ...store.can, sorts: ['duration' as const], order: 'lastChange' as const };
  const { session } = openSession(Object.assign(store, { can }));
  await settle();
  return session;
}

const rowIds = (session: Session) => session.getState().list.rows.map(({ id }) => id);

describe('a list by the last change', () => {
  test('shows what changed last first, and names the order', async () => {
    const session = await open(turned(3));
    expect(rowIds(session)).toEqual(['run_0001', 'run_0002', 'run_0003']);
    expect(viewsLine(session.getState(), plainTheme)).toContain('last changed first');
  });

  test('says why it cannot be reversed', async () => {
    const session = await open(turned(3));
    press(session, 'S');
    await settle();
    expect(session.getState().notice?.text).toBe(
      './runs.db lists last changed first, and keeps no other order of all runs',
    );
    expect(session.getState().list.sort).toEqual({ field: 'created', descending: true });
  });

  test('returns to it from another order by the menu', async () => {
    const session = await open(turned(3));
    press(session, 's', 'j', 'enter');
    await settle();
    expect(session.getState().list.sort.field).toBe('duration');
    press(session, 's');
    expect(session.getState().overlay).toMatchObject({
      items: [{ label: 'Last changed first' }, { label: 'Longest duration' }],
    });
    press(session, 'k', 'enter');
    await settle();
    expect(rowIds(session)).toEqual(['run_0001', 'run_0002', 'run_0003']);
  });

  test('finds the next failed run by its place, whenever it was created', async () => {
    const session = await open(turned(2_000, at => (at % 1_000 === 500 ? { status: 'failed' } : {})));
    const failed = session.getState().list.rows.find(({ status }) => status === 'failed')?.id;
    press(session, 'e');
    await settle(500);
    expect(session.getState().list.rows[session.getState().list.cursorIndex]?.status).toBe('failed');
    press(session, 'e');
    await settle(2_000);
    const found = session.getState().list.rows[session.getState().list.cursorIndex];
    expect(found?.status).toBe('failed');
    expect(found?.id).not.toBe(failed);
  });
});
