import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/screen/shell/session.ts';
import { openMenu } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const narrow = { columns: 100, rows: 30 };
const wide = { columns: 160, rows: 40 };
const failing = sampleRun(9, {
  status: 'failed',
  errorSummary: { name: 'TimeoutError', message: 'no answer', step: 'send-email' },
});
const runs = [failing, sampleRun(8, { actor: 'eve' }), sampleRun(7, { name: 'invoice-sync' })];
const whole = { input: { plan: 'scale', tags: ['a', 'b'], deep: { n: 5 }, password: 'hunter2hunter2' } };

async function open(size = narrow) {
  const { session, store } = openSession(createMemoryStore(runs, whole), size);
  await settle();
  return { session, store };
}

const filterOf = ({ getState }: Session) => getState().list.filterText;
const menuOf = ({ getState }: Session) => openMenu(getState());
const noticeOf = ({ getState }: Session) => getState().notice?.text;

describe('in the table', () => {
  test('= offers the values of the run, and a letter takes one', async () => {
    const { session } = await open();
    press(session, '=');
    expect(menuOf(session)?.items.map(({ label }) => label)).toEqual([
      'workflow  signup-pipeline',
      'status    failed',
      'day       2026-11-24',
      'error     TimeoutError',
      'trigger   Webhook · signup',
      'actor     ada',
      'project   core',
      'step      send-email',
      'message   no answer',
      'duration  1s to 10s',
      'type      workflow',
      'id        run_0009',
    ]);
    press(session, 'w');
    await settle();
    expect(filterOf(session)).toBe('workflow:signup-pipeline');
    expect(session.getState().list.rows.map(({ id }) => id)).toEqual(['run_0009', 'run_0008']);
  });

  test('one failing workflow of today takes five keys', async () => {
    const { session } = await open();
    press(session, '2', '=', 'w', '=', '3');
    await settle();
    expect(session.getState().list.view.label).toBe('Failed');
    expect(filterOf(session)).toMatch(/^workflow:signup-pipeline since:/u);
  });

  test('the field that was used last is under the cursor, so = = takes it', async () => {
    const { session } = await open();
    press(session, '=', 'p');
    await settle();
    press(session, 'escape');
    await settle();
    expect(filterOf(session)).toBe('');
    press(session, '=', '=');
    await settle();
    expect(filterOf(session)).toBe('project:core');
  });

  test('- excludes, and = in that menu lists instead', async () => {
    const { session } = await open();
    press(session, '-', 'a');
    await settle();
    expect(filterOf(session)).toBe('-actor:ada');
    press(session, 'escape');
    await settle();
    press(session, 'g', '-', '=');
    await settle();
    expect(filterOf(session)).toBe('actor:ada');
  });

  test('a run without a value finds the others without it', async () => {
    const { session } = await open();
    press(session, 'G', '=', 'e');
    await settle();
    expect(filterOf(session)).toBe('-error:*');
  });

  test('Esc takes the values back one by one, then clears what was typed', async () => {
    const { session } = await open();
    press(session, '/');
    typeKeys(session, 'core');
    press(session, 'enter');
    await settle(500);
    press(session, '=', 'w');
    await settle();
    press(session, '=', 'a');
    await settle();
    const filters = [filterOf(session)];
    for (let times = 0; times < 3; times += 1) {
      press(session, 'escape');
      await settle();
      filters.push(filterOf(session));
    }
    expect(filters).toEqual([
      'core workflow:signup-pipeline actor:ada',
      'core workflow:signup-pipeline',
      'core',
      '',
    ]);
  });

  test('a filter that was typed after a value is cleared as a whole', async () => {
    const { session } = await open();
    press(session, '=', 'w');
    await settle();
    press(session, '/');
    typeKeys(session, ' ada');
    press(session, 'enter');
    await settle(500);
    press(session, 'escape');
    await settle();
    expect(filterOf(session)).toBe('');
  });

  test('a view whose runs all have a value does not exclude it', async () => {
    const { session } = await open();
    press(session, '2');
    await settle();
    press(session, '-', '2');
    expect(filterOf(session)).toBe('');
    expect(noticeOf(session)).toBe('the view Failed has only these: v chooses another');
  });

  test('without a run there is nothing to filter by', async () => {
    const { session } = openSession(createMemoryStore([]), narrow);
    await settle();
    press(session, '=');
    expect(noticeOf(session)).toBe('there are no runs yet');
  });
});

/** Moves to the row of the detail that begins with a text. */
async function toDetail(size = narrow) {
  const opened = await open(size);
  press(opened.session, 'enter');
  await settle(500);
  return opened;
}

function moveTo(session: Session, path: string): void {
  press(session, '/');
  typeKeys(session, path);
  press(session, 'enter');
}

describe('in the detail', () => {
  test('= on a payload value lists the runs with it, in the table', async () => {
    const { session } = await toDetail();
    moveTo(session, 'scale');
    press(session, '=');
    await settle();
    expect(filterOf(session)).toBe('input.plan:scale');
    expect(session.getState().screen).toBe('table');
    expect(session.getState().detail).toBeUndefined();
    press(session, 'escape');
    await settle();
    expect(filterOf(session)).toBe('');
  });

  test('an item of a list is found wherever it is in the list', async () => {
    const { session } = await toDetail();
    moveTo(session, 'tags');
    press(session, 'l', '=');
    await settle();
    expect(filterOf(session)).toBe('input.tags:a');
  });

  test('- excludes it', async () => {
    const { session } = await toDetail();
    moveTo(session, 'scale');
    press(session, '-');
    await settle();
    expect(filterOf(session)).toBe('-input.plan:scale');
  });

  test('a masked value says why it is no filter, and u changes that', async () => {
    const { session } = await toDetail();
    moveTo(session, 'password');
    press(session, '=');
    expect(noticeOf(session)).toBe('this value is masked, and a filter would show it');
    press(session, 'u', '=');
    await settle();
    expect(filterOf(session)).toBe('input.password:hunter2hunter2');
  });

  test('an object says what a filter compares', async () => {
    const { session } = await toDetail();
    moveTo(session, 'deep');
    press(session, '=');
    expect(noticeOf(session)).toBe('filters compare single values: go to one of these');
  });

  test('= on the error lists the runs with this error', async () => {
    const { session } = await toDetail();
    press(session, '=');
    await settle();
    expect(filterOf(session)).toBe('error:TimeoutError');
  });

  test('= on an error whose class says nothing lists the runs with its message, as in the table', async () => {
    const errorSummary = { name: 'Error', message: 'card was declined' };
    const store = createMemoryStore([sampleRun(9, { status: 'failed', errorSummary })], whole);
    const { session } = openSession(store, narrow);
    await settle();
    press(session, 'enter');
    await settle(500);
    press(session, '=');
    await settle();
    expect(filterOf(session)).toBe('error:"card was declined"');
  });

  test('= on a row of the metadata lists the runs with its value', async () => {
    const { session } = await toDetail();
    press(session, '2');
    moveTo(session, 'Project');
    press(session, '=');
    await settle();
    expect(filterOf(session)).toBe('project:core');
  });

  test('- zooms in the trace, and excludes elsewhere', async () => {
    const { session } = await toDetail();
    press(session, '3', '-');
    await settle();
    expect(filterOf(session)).toBe('');
    press(session, '1', '-');
    await settle();
    expect(filterOf(session)).toBe('-error:TimeoutError');
  });

  test('beside the table, = changes the table, and Esc takes it back before it closes the detail', async () => {
    const { session } = await toDetail(wide);
    moveTo(session, 'scale');
    press(session, '=');
    await settle(500);
    expect(filterOf(session)).toBe('input.plan:scale');
    expect(session.getState().detail).toBeDefined();
    press(session, 'escape');
    await settle();
    expect([filterOf(session), session.getState().detail === undefined]).toEqual(['', false]);
    press(session, 'escape');
    expect(session.getState().detail).toBeUndefined();
  });
});
