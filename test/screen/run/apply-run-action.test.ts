import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { focusedLink } from '../../../src/screen/run/focus.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { cursorRun } from '../../../src/screen/table/reduce-list.ts';
import { installFakeClock } from '../fake-clock.ts';
import { failedRun, missing } from '../groups/failed-runs.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const wide = { columns: 200, rows: 30 };
const narrow = { columns: 100, rows: 30 };

/** `run_0003` repeats `run_0002`, which repeats `run_0001`. */
function retries(): readonly RunSummary[] {
  return [sampleRun(1), sampleRun(2, { retryOf: 'run_0001' }), sampleRun(3, { retryOf: 'run_0002' })];
}

async function open(size = narrow, runs = retries()) {
  const opened = openSession(createMemoryStore(runs), size);
  await settle();
  return opened;
}

async function pressEach(session: Session, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    press(session, key);
    await settle(500);
  }
}

function shown(session: Session) {
  const { screen, detail, list } = session.getState();
  return { screen, open: detail?.summary.id, underCursor: cursorRun(list)?.id };
}

/** Goes to the run that the open one repeats. */
async function followLink(session: Session): Promise<void> {
  press(session, 'g');
  const { detail } = session.getState();
  expect(detail && focusedLink(detail)).toBeDefined();
  await pressEach(session, 'enter');
}

describe.each(['q', 'escape'])('%s goes back', key => {
  test('to the run whose link was followed, run by run, then to the table', async () => {
    const { session, exits } = await open();
    await pressEach(session, 'enter');
    await followLink(session);
    await followLink(session);
    expect(shown(session)).toMatchObject({ open: 'run_0001', underCursor: 'run_0001' });
    await pressEach(session, key);
    expect(shown(session)).toEqual({ screen: 'detail', open: 'run_0002', underCursor: 'run_0002' });
    await pressEach(session, key);
    expect(shown(session)).toEqual({ screen: 'detail', open: 'run_0003', underCursor: 'run_0003' });
    await pressEach(session, key);
    expect(shown(session)).toEqual({ screen: 'table', open: undefined, underCursor: 'run_0003' });
    expect(exits).toEqual([]);
  });

  test('to the tab and the row of the run whose link was followed', async () => {
    const { session } = await open();
    await pressEach(session, 'enter', '2', 'j', 'j', 'j');
    const before = session.getState().detail?.panes.metadata.cursor;
    session.type('run_0001');
    await settle(500);
    expect(shown(session).open).toBe('run_0001');
    await pressEach(session, key);
    const { detail } = session.getState();
    expect([detail?.tab, detail?.panes.metadata.cursor]).toEqual(['metadata', before]);
  });

  test('to the groups where an id was pasted', async () => {
    const { session } = await open();
    await pressEach(session, '!');
    session.type('run_0001');
    await settle(500);
    expect(shown(session)).toMatchObject({ screen: 'detail', open: 'run_0001' });
    await pressEach(session, key);
    expect(session.getState().screen).toBe('groups');
  });
});

describe('the run beside the table is the one that keys act on', () => {
  test('after an id was pasted whose run is not listed', async () => {
    const { session } = await open(wide);
    await pressEach(session, '/', ...'run_0003', 'enter', 'enter', 'q');
    session.type('run_0001');
    await settle(500);
    expect(shown(session)).toEqual({ screen: 'detail', open: 'run_0001', underCursor: 'run_0003' });
    await pressEach(session, 'q');
    expect(shown(session)).toEqual({ screen: 'table', open: 'run_0003', underCursor: 'run_0003' });
  });

  test('after it has left the list while it was open', async () => {
    const running = sampleRun(3, { status: 'running', finishedAt: undefined });
    const { session, store } = await open(wide, [running, sampleRun(2, { status: 'running' })]);
    await pressEach(session, '/', ...'status:running', 'enter', 'enter');
    store.put(sampleRun(3));
    store.announce();
    await settle(1_000);
    expect(shown(session)).toEqual({ screen: 'detail', open: 'run_0003', underCursor: 'run_0002' });
    await pressEach(session, 'q');
    expect(shown(session)).toEqual({ screen: 'table', open: 'run_0002', underCursor: 'run_0002' });
  });

  test('after a group was entered from a run that is not listed', async () => {
    const failed = { ...failedRun(3, missing), retryOf: 'run_0001' };
    const { session } = await open(wide, [sampleRun(1), failed]);
    await pressEach(session, '/', ...'status:failed', 'enter', 'enter', 'q');
    session.type('run_0001');
    await settle(500);
    await pressEach(session, '!', 'enter');
    expect(shown(session)).toEqual({ screen: 'table', open: 'run_0003', underCursor: 'run_0003' });
  });

  test('after another run was compared from the table', async () => {
    const { session } = await open(wide);
    await pressEach(session, 'enter', 'q', 'd', ']', 'escape');
    expect(shown(session)).toEqual({ screen: 'table', open: 'run_0002', underCursor: 'run_0002' });
  });
});
