import { describe, expect, test } from 'vitest';
import { createMemory } from '../../../src/cli/memory/memory.ts';
import { dialogOf } from '../../../src/screen/dialogs/define-dialog.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Memory } from '../../../src/screen/shell/remembered.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { allViews } from '../../../src/screen/table/list-state.ts';
import { openMenu } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { mergedTarget, openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const runs = [
  sampleRun(3, { status: 'failed' }),
  sampleRun(2),
  sampleRun(1, { kind: 'agent', name: 'support-agent' }),
];

/** The program, started on a target with what the user's earlier inspectors remembered. */
async function start(memory: Memory, target: object = {}): Promise<Session> {
  const store = createMemoryStore(runs);
  const other = { ...store, target: { ...store.target, ...target } };
  const { session } = openSession(other, { columns: 100, rows: 30 }, store, undefined, undefined, memory);
  await settle();
  return session;
}

const shown = (session: Session) => {
  const { list, look, overlay, notice } = session.getState();
  const { columns, ...rest } = look;
  return {
    view: list.view.label,
    sort: list.sort,
    columns,
    ...rest,
    overlay: overlay.type,
    notice: notice?.text,
    rows: list.rows.length,
  };
};

const longest = { field: 'duration', descending: true };

async function saveView(session: Session, filter: string, name: string): Promise<void> {
  press(session, '/');
  typeKeys(session, filter);
  press(session, 'enter');
  await settle(500);
  press(session, 'v', 's');
  typeKeys(session, name);
  press(session, 'enter');
  await settle();
}

test('the cursor stays on its run in a saved view that has the same order, and back in all runs', async () => {
  const memory = createMemory(undefined);
  memory.saveView({
    label: 'Workflows',
    filter: 'type:workflow',
    columns: [],
    sort: { field: 'created', descending: true },
  });
  const session = await start(memory);
  const runAtCursor = () => session.getState().list.rows[session.getState().list.cursorIndex]?.id;
  press(session, 'j');
  expect(runAtCursor()).toBe('run_0002');
  for (const view of ['5', '1']) {
    press(session, view);
    await settle();
    expect([session.getState().list.phase, runAtCursor()]).toEqual(['ready', 'run_0002']);
  }
});

test('the first run of another view is at the cursor after g, pressed before its rows are there', async () => {
  const store = createMemoryStore([sampleRun(4), ...runs]);
  const { session } = openSession(store, { columns: 200, rows: 50 });
  await settle();
  press(session, 'enter');
  await settle();
  press(session, 'q', '2');
  await settle();
  press(session, '1', 'g');
  await settle();
  const { list } = session.getState();
  expect([list.view.label, list.rows[list.cursorIndex]?.id]).toEqual(['All', 'run_0004']);
});

describe('after a restart', () => {
  test('a target opens with the columns, order, times, format and view that it was left with', async () => {
    const memory = createMemory(undefined);
    const before = await start(memory);
    press(before, 'c', 't', 'j', 'space', 'escape', 's', 'l', 'T', '2');
    await settle();
    press(before, 'enter', 'f', 'w', 'escape');
    const left = shown(before);
    expect(left).toMatchObject({
      view: 'Failed',
      sort: longest,
      absoluteTimes: true,
      format: 'yaml',
      wrap: true,
    });
    expect(left.columns).not.toEqual(shown(await start(createMemory(undefined))).columns);
    expect(shown(await start(memory))).toEqual(left);
  });

  test('another target opens as it was left, not as this one', async () => {
    const memory = createMemory(undefined);
    press(await start(memory), 's', 'l', 'T', '2');
    expect(shown(await start(memory, { key: '/elsewhere/runs.db' }))).toMatchObject({
      view: 'All',
      sort: { field: 'created' },
      absoluteTimes: false,
    });
  });

  test('a run opened first is shown as payloads were shown last', async () => {
    const memory = createMemory(undefined);
    press(await start(memory), 'enter', 'f', 'w');
    const session = await start(memory);
    press(session, 'enter');
    expect(session.getState().detail?.look).toMatchObject({ format: 'yaml', wrap: true });
  });

  test('a saved view stands in the strip with its number, and is chosen by it', async () => {
    const memory = createMemory(undefined);
    const before = await start(memory);
    await saveView(before, 'status:failed', 'broken');
    expect(shown(before).notice).toBe('saved the view "broken" as 5: status:failed');
    press(before, '1');
    const session = await start(memory);
    expect(session.getState().savedViews.map(({ label }) => label)).toEqual(['broken']);
    press(session, '5');
    await settle();
    expect(shown(session)).toMatchObject({ view: 'broken', rows: 1 });
  });

  test('an order that the target does not have, and columns and views that are gone, are left out', async () => {
    const memory = createMemory(undefined);
    memory.rememberLook('./runs.db', { view: 'saved:gone', sort: { field: 'messages', descending: true } });
    expect(shown(await start(memory))).toMatchObject({ view: 'All', sort: { field: 'created' }, rows: 3 });
  });

  test('a last view with a filter that no longer parses does not keep the runs from being listed', async () => {
    const memory = createMemory(undefined);
    memory.saveView({ label: 'odd', filter: 'status:(' });
    memory.saveView({ label: 'odder', filter: '"' });
    memory.rememberLook('./runs.db', { view: 'saved:odder' });
    expect(shown(await start(memory))).toMatchObject({ view: 'All', rows: 3 });
  });
});

describe('a saved view', () => {
  test('carries its own columns and order, and the built-in views keep the target’s', async () => {
    const memory = createMemory(undefined);
    const session = await start(memory);
    const usual = shown(session).columns;
    await saveView(session, 'duration:>1ms', 'slow');
    press(session, 's', 'l', 'c', 'p', 'escape');
    await settle();
    const slow = shown(session);
    expect(slow).toMatchObject({ view: 'slow', sort: longest });
    expect(slow.columns).not.toContain('project');
    press(session, '1');
    expect(shown(session)).toMatchObject({ sort: { field: 'created' }, columns: usual });
    press(session, '5');
    expect(shown(session)).toMatchObject({ sort: longest, columns: slow.columns });
    expect(shown(await start(memory))).toMatchObject({ view: 'slow', sort: longest, columns: slow.columns });
  });

  test('keeps the kind that was chosen with K', async () => {
    const session = await start(createMemory(undefined));
    press(session, 'K', 'K', 'v', 's');
    typeKeys(session, 'agents');
    press(session, 'enter');
    await settle();
    expect(session.getState().list).toMatchObject({ kind: 'both', view: { filter: 'kind:agent' } });
    expect(shown(session).rows).toBe(1);
  });

  test('is renamed in the menu, where it is chosen it stays chosen, and keeps its number', async () => {
    const memory = createMemory(undefined);
    const session = await start(memory);
    await saveView(session, 'status:failed', 'broken');
    press(session, 'v', 'R', 'ctrl+u');
    typeKeys(session, 'On fire');
    press(session, 'enter');
    await settle();
    expect(shown(session)).toMatchObject({
      view: 'On fire',
      rows: 1,
      notice: 'the view "broken" is called "On fire" now',
    });
    const again = await start(memory);
    expect(shown(again).view).toBe('On fire');
    press(again, '1', '5');
    expect(shown(again).view).toBe('On fire');
  });

  test('is deleted after a question; the rows stay, and its number is free again', async () => {
    const memory = createMemory(undefined);
    const session = await start(memory);
    await saveView(session, 'status:failed', 'broken');
    press(session, 'v', 'D', 'n');
    expect(memory.views()).toHaveLength(1);
    press(session, 'v', 'D', 'y');
    await settle();
    expect(memory.views()).toEqual([]);
    expect(shown(session)).toMatchObject({
      view: 'All',
      rows: 1,
      notice: 'deleted the view "broken": status:failed',
    });
    expect(session.getState().list.filterText).toBe('status:failed');
    expect(session.getState().savedViews).toEqual([]);
  });

  test('with a secret in its name shows none in the question before it is deleted', async () => {
    const session = await start(createMemory(undefined));
    await saveView(session, 'status:failed', 'token=Zq7xKp9m');
    press(session, 'v', 'D');
    await settle();
    const state = session.getState();
    const title = dialogOf(state.overlay)?.draw({ state, theme: plainTheme })?.title;
    expect(title).toMatch(/^Delete the view "token=•+"\?$/u);
  });

  test('keeps its number when one before it is deleted', async () => {
    const memory = createMemory(undefined);
    const session = await start(memory);
    await saveView(session, 'status:failed', 'broken');
    press(session, '1');
    await saveView(session, 'actor:ada', 'hers');
    press(session, '5', 'v', 'D', 'y');
    await settle();
    const keys = (of: Session) => allViews(of.getState().savedViews).map(({ label, key }) => [label, key]);
    expect(keys(session).at(-1)).toEqual(['hers', 6]);
    expect(keys(await start(memory)).at(-1)).toEqual(['hers', 6]);
  });

  test('chosen in the detail is shown: on a narrow screen the run is closed', async () => {
    const session = await start(createMemory(undefined));
    press(session, 'enter', 'v', 'f');
    await settle();
    expect(session.getState()).toMatchObject({ screen: 'table', detail: undefined });
    expect(shown(session)).toMatchObject({ view: 'Failed', rows: 1 });
  });

  test('does not take the name of another', async () => {
    const memory = createMemory(undefined);
    const session = await start(memory);
    await saveView(session, 'status:failed', 'failed');
    expect(shown(session)).toMatchObject({
      overlay: 'name-view',
      notice: 'there is a view "Failed": choose another name',
    });
    expect(memory.views()).toEqual([]);
  });

  test('of one target shows the column of the target in a list of several', async () => {
    const memory = createMemory(undefined);
    await saveView(await start(memory), 'status:failed', 'broken');
    const several = await start(memory, mergedTarget);
    press(several, '5');
    expect(shown(several).columns).toContain('target');
  });
});

test('All, Failed and Running are neither renamed nor deleted', async () => {
  const session = await start(createMemory(undefined));
  press(session, 'v', 'D');
  expect(shown(session)).toMatchObject({
    overlay: 'view-menu',
    notice: 'All is built in: it stays as it is',
  });
});

test('a view keeps its number when one before it is deleted, and a tenth view has none', () => {
  const labels = ['a', 'b', 'c', 'd', 'e', 'f'];
  const saved = labels.map((label, at) => ({ label, filter: '', key: 5 + at }));
  const keys = (of: typeof saved) => allViews(of).map(({ key }) => key);
  expect(keys(saved)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, undefined]);
  expect(keys(saved.slice(1))).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 5]);
});

describe('an order', () => {
  test('reverses with S, and when it is chosen once more', async () => {
    const session = await start(createMemory(undefined));
    press(session, 's', 'l');
    expect(shown(session).sort).toEqual(longest);
    press(session, 'S');
    expect(shown(session).sort).toEqual({ field: 'duration', descending: false });
    press(session, 's', 'enter');
    expect(shown(session).sort).toEqual(longest);
  });

  test('of names goes from A to Z first', async () => {
    const session = await start(createMemory(undefined));
    press(session, 's', 'n', 'n');
    expect(session.getState().overlay).toMatchObject({ type: 'choice-menu', index: 0 });
    press(session, 'n', 'enter');
    expect(shown(session).sort).toEqual({ field: 'name', descending: false });
  });
});

test('a first letter that several items share goes from one to the next', async () => {
  const session = await start(createMemory(undefined));
  press(session, 'c');
  const index = () => {
    const menu = openMenu(session.getState());
    return menu?.items[menu.index]?.label;
  };
  press(session, 's');
  expect(index()).toBe('started');
  press(session, 's', 's');
  expect(index()).toBe('steps');
  press(session, 's', 's');
  expect(index()).toBe('status');
});

test('a number without a view says how a view gets one', async () => {
  const session = await start(createMemory(undefined));
  press(session, '7');
  expect(shown(session).notice).toBe(
    'there is no view 7: a filter that is saved as a view gets the next number',
  );
});
