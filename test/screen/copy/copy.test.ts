import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { State } from '../../../src/screen/shell/state.ts';
import { openMenu } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { createSlowStore } from '../slow-store.ts';

installFakeClock();

const whole = { input: { order: 300 }, output: { done: true } };

function menuOf(state: State): readonly string[] {
  return openMenu(state)?.items.map(({ id }) => id) ?? [];
}

/** Chooses what is called so in the menu that is open. */
function choose(session: Parameters<typeof press>[0], id: string): void {
  const at = menuOf(session.getState()).indexOf(id);
  expect(at).toBeGreaterThanOrEqual(0);
  press(session, ...Array.from({ length: at }, () => 'j'), 'enter');
}

describe('the copy menu in the table', () => {
  test('gives a bug report and the whole run with what was recorded, not with the row alone', async () => {
    const { session, copied } = openSession(createMemoryStore([sampleRun(1)], whole));
    await settle();
    for (const id of ['note', 'run-json']) {
      press(session, 'Y');
      await settle();
      choose(session, id);
      await settle();
    }
    expect(copied[0]).not.toContain('not recorded');
    expect(copied[0]).toContain('"order": 300');
    expect(JSON.parse(copied[1] ?? '')).toMatchObject({ id: 'run_0001', ...whole });
  });

  test('offers what the menu in the detail offers', async () => {
    const { session } = openSession(createMemoryStore([sampleRun(1)], whole));
    await settle();
    press(session, 'Y');
    await settle();
    const inTable = menuOf(session.getState());
    press(session, 'escape', 'enter');
    await settle();
    press(session, 'Y');
    const inDetail = menuOf(session.getState()).filter(id => id !== 'focus');
    expect(inTable).toEqual(inDetail);
    expect(inTable).toContain('input');
  });

  test('offers input, output and error, and says which of them was not recorded', async () => {
    const { session, copied } = openSession(createMemoryStore([sampleRun(1)], whole));
    await settle();
    press(session, 'Y');
    await settle();
    expect(openMenu(session.getState())?.items.slice(0, 4)).toEqual([
      { id: 'id', label: 'run id', key: '1' },
      { id: 'input', label: 'input as JSON', key: '2' },
      { id: 'output', label: 'output as JSON', key: '3' },
      { id: 'error', label: 'error as JSON', key: '4', hint: 'not recorded' },
    ]);
    choose(session, 'error');
    expect([copied, session.getState().notice?.text]).toEqual([[], 'error as JSON: not recorded']);
    press(session, 'Y', '3');
    await settle();
    expect(JSON.parse(copied[0] ?? '')).toEqual(whole.output);
  });

  test('typed as Y j j in one piece opens and is moved in; the table is not', async () => {
    const runs = [sampleRun(3), sampleRun(2), sampleRun(1)];
    const { session, copied } = openSession(
      Object.assign(createMemoryStore(runs, whole), { runDelayMs: 400 }),
    );
    await settle();
    press(session, ...'Yjj');
    expect(session.getState().overlay).toMatchObject({ type: 'copy-menu', index: 2 });
    await settle(600);
    expect(session.getState().overlay).toMatchObject({ type: 'copy-menu', index: 2 });
    expect(session.getState().list.cursorIndex).toBe(0);
    press(session, 'enter');
    await settle();
    expect(JSON.parse(copied[0] ?? '')).toEqual(whole.output);
  });

  test('copies what was chosen before the run had been read', async () => {
    const { session, copied } = openSession(
      Object.assign(createMemoryStore([sampleRun(1)], whole), { runDelayMs: 400 }),
    );
    await settle();
    press(session, 'Y', 'j', 'enter');
    expect(session.getState().overlay.type).toBe('none');
    await settle(1_000);
    expect(JSON.parse(copied[0] ?? '')).toEqual(whole.input);
  });

  test('says that the run is being read where that takes a moment', async () => {
    const { session } = openSession(
      Object.assign(createMemoryStore([sampleRun(1)], whole), { runDelayMs: 400 }),
    );
    await settle();
    press(session, 'Y');
    await settle(200);
    expect(session.getState().notice?.text).toBe('reading the whole run…');
    await settle(300);
    expect(session.getState().notice).toBeUndefined();
    expect(menuOf(session.getState())).toContain('note');
  });

  test('says why the run cannot be read, and copies nothing', async () => {
    const { session, store, copied } = openSession(createMemoryStore([sampleRun(1)], whole));
    await settle();
    store.getRun = async () => {
      throw new InspectorError('unreachable', 'the server is away');
    };
    press(session, 'Y');
    await settle();
    expect(session.getState().notice).toMatchObject({
      text: 'nothing is copied: the server is away',
      tone: 'error',
    });
    expect(session.getState().overlay.type).toBe('none');
    expect(copied).toEqual([]);
  });
});

/** A call that failed. */
const failedSpan = {
  id: 's',
  name: 'GET x',
  kind: 'http',
  startAt: 1,
  status: 'error',
  attributes: { 'http.response.status_code': 429 },
  events: [],
} as const;

test('the note has the status code of the failing call, though nobody has looked at the trace', async () => {
  const failed = sampleRun(1, { status: 'failed', errorSummary: { message: 'no' } });
  const { session, store, copied } = openSession(createMemoryStore([failed], whole));
  store.getTrace = async () => ({ spans: [failedSpan], logs: [], spanTotal: 1, logTotal: 0 });
  await settle();
  press(session, 'Y');
  await settle();
  choose(session, 'note');
  await settle();
  expect(copied[0]).toContain('GET x answered with status 429');
});

test('the note has what the team has noted of the group, from the table and of the open run', async () => {
  const failed = sampleRun(1, { status: 'failed', errorSummary: { message: 'no' } });
  const { session, copied } = openSession(createMemoryStore([failed], whole));
  await settle();
  press(session, '!');
  await settle(300);
  press(session, 'i');
  typeKeys(session, 'OPS-12 try token=Zq7xKp9mLw3 again');
  press(session, 'enter');
  await settle(300);
  press(session, 'escape');
  for (const keys of [[], ['enter']]) {
    press(session, ...keys);
    await settle(300);
    press(session, 'Y');
    await settle();
    choose(session, 'note');
    await settle(300);
  }
  for (const text of copied)
    expect(text).toMatch(/\n\nOPS-12: try token=•+ again · ada, (?:now|1s ago)\n\n/u);
  expect(copied).toHaveLength(2);
});

describe('a trace that is open beside the table', () => {
  const failed = sampleRun(2, { status: 'failed', errorSummary: { message: 'no' } });

  async function openBeside() {
    const opened = openSession(createMemoryStore([failed, sampleRun(1)], whole), { columns: 200, rows: 50 });
    opened.store.tracePages = [{ spans: [failedSpan] }];
    await settle();
    press(opened.session, 'enter', '3');
    await settle();
    return opened;
  }

  test('is in the note of its run', async () => {
    const { session, copied } = await openBeside();
    press(session, 'escape', 'Y');
    await settle();
    choose(session, 'note');
    await settle();
    expect(copied[0]).toContain('GET x answered with status 429');
  });

  test('is in the note of its run among those that are marked', async () => {
    const { session, copied } = await openBeside();
    press(session, 'escape', 'space', 'Y');
    choose(session, 'note');
    await settle();
    expect(copied[0]).toContain('GET x answered with status 429');
  });

  test('is not copied with another run, which is read while this one is opened again', async () => {
    const { session, copied, store } = await openBeside();
    store.getTrace = async id => ({
      spans: id === failed.id ? [failedSpan] : [],
      logs: [],
      spanTotal: 1,
      logTotal: 0,
    });
    store.runDelayMs = 400;
    press(session, ']', 'Y');
    choose(session, 'run-json');
    press(session, '[');
    await settle(2_000);
    expect(copied[0]).toContain('run_0001');
    expect(copied[0]).not.toContain('GET x');
  });
});

describe('with marks', () => {
  const runs = [sampleRun(4), sampleRun(3), sampleRun(2), sampleRun(1)];

  async function openMarked() {
    const opened = openSession(createMemoryStore(runs, whole));
    await settle();
    press(opened.session, 'space', 'j', 'space');
    return opened;
  }

  test('y copies the ids of the marked runs, one a line', async () => {
    const { session, copied } = await openMarked();
    press(session, 'y');
    await settle();
    expect(copied).toEqual(['run_0004\nrun_0002']);
    expect(session.getState().notice?.text).toMatch(/^copied 2 run ids/u);
  });

  test('Y offers the ids, the whole runs, their notes and a case file', async () => {
    const { session, copied } = await openMarked();
    press(session, 'Y');
    expect(menuOf(session.getState())).toEqual(['id', 'run-json', 'run-yaml', 'note', 'case']);
    expect(session.getState().overlay).toMatchObject({ title: 'Copy from 2 marked runs' });
    choose(session, 'run-json');
    await settle();
    press(session, 'Y', '9');
    await settle();
    expect(JSON.parse(copied[0] ?? '')).toMatchObject([
      { id: 'run_0004', ...whole },
      { id: 'run_0002', ...whole },
    ]);
    expect(copied[1]).toContain('run_0004');
    expect(copied[1]).toContain('run_0002');
  });

  test('an item of the copy menu has the same number in the table, in the detail and for marked runs', async () => {
    const { session } = await openMarked();
    const keysOfMenu = () => {
      press(session, 'Y');
      const menu = openMenu(session.getState());
      press(session, 'escape');
      return menu?.items.map(({ id, key }) => [id, key]) ?? [];
    };
    const ofMarked = keysOfMenu();
    press(session, 'escape');
    const inTable = keysOfMenu();
    press(session, 'enter');
    await settle();
    press(session, 'j');
    const inDetail = keysOfMenu();
    expect(inTable.length).toBeGreaterThan(7);
    expect(inDetail).toEqual([['focus', undefined], ...inTable]);
    expect(ofMarked).toEqual(inTable.filter(([id]) => ofMarked.some(item => item[0] === id)));
    expect(inTable).toContainEqual(['case', '0']);
  });

  test.each([
    ['open run', ['enter']],
    ['run under the cursor', []],
  ])('Y 0 saves the %s in a case file, with its trace, where none is marked', async (_, way) => {
    const store = createMemoryStore(runs, whole);
    const { session } = openSession(store);
    await settle();
    press(session, ...way);
    await settle();
    press(session, 'Y', '0');
    await settle();
    expect(session.getState().notice?.text).toBe('saved one run in ./runs.case.json, 9 B');
    expect(store.reads).toContainEqual({ type: 'trace', id: 'run_0004' });
  });

  test.each([
    ['open run', ['enter']],
    ['run under the cursor', []],
  ])('Y p saves a page of the %s, with its trace and what is known of it', async (_, way) => {
    const store = createMemoryStore(runs, whole);
    const { session, pages } = openSession(store);
    await settle();
    press(session, ...way);
    await settle();
    press(session, 'Y', 'p');
    await settle();
    expect(session.getState().notice?.text).toBe('saved the page in ./report.html, 9 B');
    expect(store.reads).toContainEqual({ type: 'trace', id: 'run_0004' });
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('run_0004');
  });

  test('a page whose run is gone is not saved, and the reason is said', async () => {
    const store = createMemoryStore(runs, whole);
    const { session, pages } = openSession(store);
    await settle();
    store.getRun = async () => undefined;
    press(session, 'Y', 'p');
    await settle();
    expect(pages).toEqual([]);
    expect(session.getState().notice?.text).toContain('nothing is saved: there is no run run_0004');
  });

  test('Esc stops a page of which a slow store has not read the run', async () => {
    const slow = createSlowStore(runs, 800);
    const { session, pages } = openSession(slow.store);
    await settle(3_000);
    press(session, 'Y', 'p');
    await settle(300);
    press(session, 'escape');
    await settle(5_000);
    expect(pages).toEqual([]);
    expect(session.getState().notice?.text ?? '').not.toContain('saved');
  });

  test('in the detail y copies what is under the cursor', async () => {
    const { session, copied } = await openMarked();
    press(session, 'enter');
    await settle();
    press(session, 'j', 'y');
    await settle();
    expect(copied[0]).not.toContain('run_0004');
  });

  test('are copied though the cursor moves on while a slow store reads them', async () => {
    const slow = createSlowStore(runs, 800);
    const { session, copied } = openSession(slow.store);
    await settle(3_000);
    press(session, 'space', 'space', 'Y', '5');
    await settle(300);
    press(session, 'j');
    await settle(3_000);
    expect(JSON.parse(copied[0] ?? '')).toMatchObject([{ id: 'run_0004' }, { id: 'run_0003' }]);
  });

  test('a run that is gone is named, and nothing is copied', async () => {
    const { session, copied, store } = await openMarked();
    store.getRun = async id => (id === 'run_0002' ? undefined : { ...sampleRun(4), usage: [] });
    press(session, 'Y', '5');
    await settle();
    expect(copied).toEqual([]);
    expect(session.getState().notice?.text).toContain(
      'nothing is copied: there is no run run_0002 in ./runs.db',
    );
  });
});

test('the command that prints a run says --insecure where the target was opened with it', async () => {
  const store = createMemoryStore([sampleRun(1)]);
  const target = {
    name: '10.0.0.1:4777',
    kind: 'memory',
    location: 'http://10.0.0.1:4777',
    reason: 'argument',
    commandTarget: 'http://10.0.0.1:4777',
    isInsecure: true,
  } as const;
  const { session, copied } = openSession({ ...store, target });
  await settle();
  press(session, 'Y');
  await settle();
  choose(session, 'get-command');
  await settle();
  expect(copied).toEqual([
    'runlens workflows runs get signup-pipeline run_0001 --target http://10.0.0.1:4777 --insecure',
  ]);
});

describe('the command that runs it again', () => {
  const about = { version: '1.0.0', scopes: ['read', 'start'], can: { start: true, startHook: false } };
  const idsFor = async (kind: string, answer?: typeof about) => {
    const store = createMemoryStore([sampleRun(1)], whole);
    const { session } = openSession({
      ...store,
      target: { ...store.target, kind },
      can: { ...store.can, start: true },
      ...(answer ? { about: async () => answer } : {}),
    });
    await settle();
    press(session, 'Y');
    await settle();
    return menuOf(session.getState());
  };

  test('is offered by a server only once it has said that it starts runs, for this token', async () => {
    expect(await idsFor('http', about)).toContain('command');
    expect(await idsFor('http')).not.toContain('command');
    expect(await idsFor('http', { ...about, can: { ...about.can, start: false } })).not.toContain('command');
    expect(await idsFor('http', { ...about, scopes: ['read'] })).not.toContain('command');
    expect(await idsFor('keystroke')).toContain('command');
  });

  test('is in the menu of an engine that repeats runs, and starts none', async () => {
    const store = createMemoryStore([sampleRun(1)], whole);
    const { session } = openSession({
      ...store,
      target: { ...store.target, kind: 'restate', isEngine: true },
      can: { ...store.can, start: false, restart: true },
    });
    await settle();
    press(session, 'Y');
    await settle();
    expect(menuOf(session.getState())).toContain('command');
  });

  test('is not in the menu of a target that only records runs', async () => {
    const store = createMemoryStore([sampleRun(1)], whole);
    const { session } = openSession({ ...store, can: { ...store.can, start: false } });
    await settle();
    press(session, 'Y');
    await settle();
    expect(menuOf(session.getState())).not.toContain('command');
  });
});
