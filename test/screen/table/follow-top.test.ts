import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { viewsLine } from '../../../src/screen/bars/bar-lines.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const rows = 40;

async function openTable() {
  const store = createMemoryStore(sampleRuns(rows));
  const { session } = openSession(store, { columns: 100, rows: 20 });
  let last = rows;
  /** A run comes in; it stands in the table after a moment. */
  const add = async (passMs = 1_000, patch: Partial<RunSummary> = {}) => {
    last += 1;
    store.put(sampleRun(last, patch));
    store.announce();
    await settle(0);
    await settle(passMs);
  };
  await settle(1_000);
  return { session, add };
}

function shown(session: Session) {
  const { cursorAddress, cursorIndex, top, follow } = session.getState().list;
  const [said = ''] = /following|\d+ new above · g/u.exec(viewsLine(session.getState(), plainTheme)) ?? [];
  return { run: cursorAddress, line: cursorIndex - top, top, follow, said };
}

describe('the table while runs come in', () => {
  test('stays at its top, and says that it follows', async () => {
    const { session, add } = await openTable();
    expect(shown(session)).toMatchObject({ run: 'run_0040', said: '' });
    await add();
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0042', line: 0, top: 0, said: 'following' });
  });

  test('stays on its run and its line once the cursor was moved, and counts what is above', async () => {
    const { session, add } = await openTable();
    await add();
    press(session, 'j', 'j');
    for (let count = 0; count < 3; count += 1) await add();
    expect(shown(session)).toMatchObject({ run: 'run_0039', line: 2, said: '3 new above · g' });
    press(session, 'k', 'k');
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0041', line: 0, said: '4 new above · g' });
  });

  test('does not say that it follows while live updates are paused', async () => {
    const { session, add } = await openTable();
    await add();
    press(session, 'p');
    expect(shown(session)).toMatchObject({ run: 'run_0041', said: '' });
    press(session, 'p');
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0042', said: 'following' });
  });

  test('follows again after g', async () => {
    const { session, add } = await openTable();
    press(session, 'j');
    await add();
    press(session, 'g');
    expect(shown(session)).toMatchObject({ run: 'run_0041', line: 0, said: 'following' });
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0042', line: 0, said: 'following' });
  });

  test.each(['enter', 'v', 'y'])('keeps the run for which %s opened something', async key => {
    const { session, add } = await openTable();
    await add();
    press(session, key === 'y' ? 'Y' : key);
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0041', follow: 'anchored' });
  });

  test('goes on following in another view', async () => {
    const { session, add } = await openTable();
    press(session, '1');
    await settle(1_000);
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0041', line: 0, said: 'following' });
  });

  test('does not follow in another order, where new runs may be anywhere', async () => {
    const { session, add } = await openTable();
    press(session, 'S');
    await settle(1_000);
    const before = shown(session);
    await add();
    expect(shown(session)).toMatchObject({ run: before.run, said: '' });
  });

  test('does not say that it follows in another order, where it did before, or after g', async () => {
    const { session, add } = await openTable();
    await add();
    press(session, 'S');
    await settle(1_000);
    press(session, 'g');
    await add();
    expect(shown(session)).toMatchObject({ line: 0, said: '' });
    press(session, 'S');
    await settle(1_000);
    await add();
    expect(shown(session)).toMatchObject({ run: 'run_0043', line: 0, said: 'following' });
  });
});

describe('a key just as a row arrives', () => {
  test.each([
    ['space', 'run_0041'],
    ['enter', 'run_0041'],
    ['j', 'run_0040'],
  ] as const)('%s acts on the row that was shown', async (key, run) => {
    const { session, add } = await openTable();
    await add();
    await add(100);
    expect(session.getState().list.cursorAddress).toBe('run_0042');
    press(session, key);
    const { list, detail } = session.getState();
    const acted = key === 'space' ? [...list.marks.keys()] : [detail?.summary.id ?? list.cursorAddress];
    expect(acted).toEqual([run]);
    expect(list.follow).toBe('anchored');
  });

  test('acts on the new row once it has stood there for a moment', async () => {
    const { session, add } = await openTable();
    await add();
    await add();
    press(session, 'enter');
    expect(session.getState().detail?.summary.id).toBe('run_0042');
  });

  test('acts on the first row of another order as soon as it is shown', async () => {
    const { session, add } = await openTable();
    await add();
    await settle(1_000);
    press(session, 'S');
    await settle(100);
    const { run, line } = shown(session);
    expect({ isOther: run !== 'run_0041', line }).toEqual({ isOther: true, line: 0 });
    press(session, 'enter');
    expect(session.getState().detail?.summary.id).toBe(run);
  });

  test('acts on the new row where no other was shown there: g came back from far below', async () => {
    const { session, add } = await openTable();
    press(session, 'j', 'j');
    await add(100);
    press(session, 'g', 'j');
    expect(session.getState().list.cursorAddress).toBe('run_0040');
  });

  test('g goes to the newest', async () => {
    const { session, add } = await openTable();
    await add();
    await add(100);
    press(session, 'g');
    expect(shown(session)).toMatchObject({ run: 'run_0042', said: 'following' });
  });
});

describe('e', () => {
  const failed = { status: 'failed' } as const;
  const onRow = (session: Session) => session.getState().list.cursorAddress;

  test('goes from the newest failed run to the next one, also where nobody has moved the cursor', async () => {
    const { session, add } = await openTable();
    await add(1_000, failed);
    await add(1_000);
    await add(1_000, failed);
    press(session, 'e');
    expect(onRow(session)).toBe('run_0041');
    await add();
    press(session, 'e');
    expect(onRow(session)).toBe('run_0041');
    expect(session.getState().notice?.text).toBe('no failed run below · E goes back');
  });

  test('goes to a failed run that took the first row a moment ago: nobody has seen it there', async () => {
    const { session, add } = await openTable();
    await add(1_000, failed);
    await add(1_000);
    await add(100, failed);
    press(session, 'e');
    expect(shown(session)).toMatchObject({ run: 'run_0043', said: '' });
    expect(session.getState().notice?.text).toBe('the newest failed run · e goes on');
    press(session, 'e');
    expect(onRow(session)).toBe('run_0041');
  });

  test('goes to the newest failed run where another run has pushed that from the first row just now', async () => {
    const { session, add } = await openTable();
    await add(1_000, failed);
    await add(1_000);
    await add(1_000, failed);
    await add(100);
    press(session, 'e');
    expect(onRow(session)).toBe('run_0043');
  });

  test('goes up to the newest failed run from a run that has not failed', async () => {
    const { session, add } = await openTable();
    await add(1_000, failed);
    press(session, 'j', 'j', 'j', 'e');
    expect(onRow(session)).toBe('run_0041');
  });

  test('says only that there is no failed run where the list has none', async () => {
    const { session } = await openTable();
    press(session, 'j', 'e');
    expect(onRow(session)).toBe('run_0039');
    expect(session.getState().notice?.text).toBe('no failed run');
  });
});
