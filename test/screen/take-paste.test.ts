import { describe, expect, test } from 'vitest';
import { installFakeClock } from './fake-clock.ts';
import { createMemoryStore, sampleRun, sampleRuns } from './memory-store.ts';
import { openSession, press, settle, typeKeys } from './open-session.ts';

installFakeClock();

const runs = sampleRuns(400);

async function open() {
  const opened = openSession(createMemoryStore(runs));
  await settle();
  return opened.session;
}

type Session = Awaited<ReturnType<typeof open>>;

const openRun = (session: Session) => {
  const { screen, detail } = session.getState();
  return screen === 'detail' ? detail?.summary.id : undefined;
};

describe('a pasted run id', () => {
  test.each(['run_0390', ' run_0390\n', '"run_0390",', '`run_0390`', '(run_0390)', 'run_0002'])(
    'opens that run from the table: %j',
    async text => {
      const session = await open();
      session.type(text);
      await settle();
      expect(openRun(session)).toMatch(/^run_0(390|002)$/u);
    },
  );

  test('that was copied from where the screen cuts it opens that run', async () => {
    const long = sampleRun(7, { id: 'run_01M8PXNAJ6QT5B2W4Y8D3KC9FJ' });
    const { session } = openSession(createMemoryStore([...runs, long]));
    await settle();
    session.type('run_01M8…FJ');
    await settle(200);
    expect(openRun(session)).toBe(long.id);
  });

  test('that several runs begin with is answered with how many', async () => {
    const several = ['A', 'B'].map((end, at) =>
      sampleRun(7 + at, { id: `run_01M8PXNAJ6QT5B2W4Y8D3KC9F${end}` }),
    );
    const { session } = openSession(createMemoryStore([...runs, ...several]));
    await settle();
    session.type('run_01M8PXNAJ6');
    await settle(200);
    expect(openRun(session)).toBeUndefined();
    expect(session.getState().notice).toMatchObject({
      text: 'run_01M8PXNAJ6 could be 2 runs: write more of the id',
      tone: 'error',
    });
  });

  test('takes away what the key before it was answered, which is no longer so', async () => {
    const session = await open();
    press(session, 'escape');
    expect(session.getState().notice?.text).toMatch(/there is nothing to go back to/u);
    session.type('run_0390');
    await settle();
    expect(openRun(session)).toBe('run_0390');
    expect(session.getState().notice).toBeUndefined();
  });

  test('puts the cursor on its row, so that q and ] go on from there', async () => {
    const session = await open();
    session.type('run_0390');
    await settle();
    press(session, ']');
    expect(openRun(session)).toBe('run_0389');
  });

  test('opens that run from the detail of another', async () => {
    const session = await open();
    press(session, 'enter');
    await settle();
    session.type('run_0300');
    await settle();
    expect(openRun(session)).toBe('run_0300');
  });

  test('opens that run, read whole, where it is shown beside the table already', async () => {
    const { session } = openSession(createMemoryStore(runs), { columns: 200, rows: 50 });
    await settle();
    press(session, 'enter');
    await settle();
    press(session, 'q');
    session.type('run_0400');
    await settle(200);
    expect(openRun(session)).toBe('run_0400');
    expect(session.getState().detail?.run?.id).toBe('run_0400');
  });

  test('that the store does not have is told', async () => {
    const session = await open();
    session.type('run_9999');
    await settle();
    expect(session.getState().notice).toMatchObject({
      text: 'there is no run run_9999 in ./runs.db: it was removed, or it is in another target',
      tone: 'error',
    });
    expect(session.getState().screen).toBe('table');
  });

  test('is not a command for each of its characters', async () => {
    const session = await open();
    session.type('jjxG some words');
    await settle();
    expect(session.getState().list).toMatchObject({ cursorIndex: 0, marks: new Map() });
    expect(session.getState().notice?.text).toBe('pasted text is no run id: / takes text');
  });

  test('in the filter bar opens that run, and the filter is as it was', async () => {
    const session = await open();
    press(session, '/');
    session.type('run_0390\n');
    await settle(500);
    expect(openRun(session)).toBe('run_0390');
    expect(session.getState().list.filterText).toBe('');
    expect(session.getState().list.rows[0]?.id).toBe('run_0400');
  });

  test('in the filter bar behind other text is text', async () => {
    const session = await open();
    press(session, '/');
    typeKeys(session, '-id:');
    session.type('run_0390');
    await settle(500);
    expect(openRun(session)).toBeUndefined();
    expect(session.getState().overlay).toMatchObject({ type: 'filter', text: '-id:run_0390' });
  });

  test('in the filter bar that no run has is a word to look for', async () => {
    const session = await open();
    press(session, '/');
    session.type('signup');
    await settle(500);
    expect(session.getState().overlay).toMatchObject({ type: 'filter', text: 'signup' });
    expect(openRun(session)).toBeUndefined();
  });
});
