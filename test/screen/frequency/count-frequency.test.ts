import { describe, expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Frequency } from '../../../src/screen/frequency/frequency.ts';
import { frequencyDialog } from '../../../src/screen/frequency/frequency-dialog.ts';
import { valueMenu } from '../../../src/screen/frequency/value-menu.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { linearSize } from '../../../src/screen/shell/layout.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const failed = (at: number, name: string) =>
  sampleRun(at, { status: 'failed', actor: 'eve', errorSummary: { name, message: 'no answer' } });
const runs = [
  ...Array.from({ length: 300 }, (_, at) =>
    sampleRun(at, { name: at % 3 === 0 ? 'invoice-sync' : 'signup' }),
  ),
  failed(400, 'TimeoutError'),
  failed(401, 'TimeoutError'),
  failed(402, 'RangeError'),
  sampleRun(403, { status: 'running', finishedAt: undefined }),
];

async function open(store: RunStore = createMemoryStore(runs)) {
  const { session } = openSession(store, { columns: 100, rows: 30 });
  await settle(500);
  return session;
}

/** Counting yields to the event loop for real. */
async function counted(session: Session): Promise<void> {
  for (let turns = 0; turns < 5_000 && shown(session)?.progress.phase === 'counting'; turns += 1) {
    await settle(50);
    await yieldToEventLoop();
  }
  await settle(500);
}

function shown({ getState }: Session): Frequency | undefined {
  return frequencyDialog.in(getState());
}

const linesOf = ({ getState }: Session) =>
  frequencyDialog.draw({ state: getState(), theme: plainTheme })?.lines?.map(line => line.trimEnd()) ?? [];

/** The value and the numbers of a row. */
const cells = (row: string) => {
  const [, value, ...numbers] = /^[▌ ] (\S+) +[█▒░]+ +(\d+ of \d+) +(\S+) +(\S+)$/u.exec(row) ?? [];
  return [value, ...numbers];
};

/** Runs of actors that stand for countries: how many failed, and how many did not. */
function countries(counts: readonly (readonly [string, number, number])[]): RunStore {
  let at = 0;
  return createMemoryStore(
    counts.flatMap(([actor, bad, good]) => [
      ...Array.from({ length: bad }, () => sampleRun(at++, { status: 'failed', actor })),
      ...Array.from({ length: good }, () => sampleRun(at++, { actor })),
    ]),
  );
}

const rowsOf = (session: Session) =>
  shown(session)?.rows.map(({ value, failed: bad, active, others }) => [value, bad, active, others]);

describe('the frequency', () => {
  test('of a field counts every run of the list by value and outcome', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['TimeoutError', 2, 0, 0],
      ['RangeError', 1, 0, 0],
      [undefined, 0, 1, 300],
    ]);
    expect(shown(session)?.progress).toMatchObject({ phase: 'done', read: 304 });
    press(session, 's');
    expect(rowsOf(session)?.[0]).toEqual([undefined, 0, 1, 300]);
  });

  test('has the title before each number of a row that is read by itself', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    session.resize(linearSize);
    expect(linesOf(session).slice(2)).toEqual([
      '▌ TimeoutError: failed 2, runs 2, of all failed 67%',
      '  RangeError: failed 1, runs 1, of all failed 33%',
      '  none: active 1, others 300, runs 301',
    ]);
  });

  test('of statuses comes from the counters of the store', async () => {
    const store = createMemoryStore(runs);
    const session = await open(store);
    const before = store.asked.length;
    press(session, 'F', '2');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['failed', 3, 0, 0],
      ['success', 0, 0, 300],
      ['running', 0, 1, 0],
    ]);
    expect(store.asked).toHaveLength(before);
  });

  test('counts within the filter; ↵ lists the runs of a value', async () => {
    const session = await open();
    press(session, '2');
    await settle(500);
    press(session, 'F', 'e');
    await counted(session);
    press(session, 'g', 'enter');
    await settle(500);
    expect(shown(session)).toBeUndefined();
    expect(session.getState().list.filterText).toBe('error:TimeoutError');
    expect(session.getState().list.rows).toHaveLength(2);
  });

  test('- excludes a value and counts what is left', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    press(session, 'g', '-');
    await counted(session);
    expect(session.getState().list.filterText).toBe('-error:TimeoutError');
    expect(rowsOf(session)?.[0]).toEqual(['RangeError', 1, 0, 0]);
    press(session, 'escape');
    expect(shown(session)).toBeUndefined();
  });

  test('the cursor begins on the value of the detail', async () => {
    const session = await open();
    press(session, 'j', 'enter');
    await settle(500);
    press(session, 'F');
    await settle(500);
    const { rows = [], index = 0 } = shown(session) ?? {};
    expect(rows[index]?.value).toBe('RangeError');
  });

  test('stops at p and goes on where it stopped', async () => {
    const store = createMemoryStore(runs);
    const gate: (() => void)[] = [];
    const slow: RunStore = {
      ...store,
      listRuns: async (query, options) => {
        if (gate.length > 0 || isSlow) await new Promise<void>(resolve => gate.push(resolve));
        return store.listRuns(query, options);
      },
    };
    let isSlow = false;
    const session = await open(slow);
    isSlow = true;
    press(session, 'F', 'a');
    await settle(500);
    press(session, 'p');
    for (const pass of gate.splice(0)) pass();
    await settle(500);
    const stopped = shown(session)?.progress;
    expect(stopped).toMatchObject({ phase: 'stopped', read: 200, total: 304 });
    isSlow = false;
    press(session, 'p');
    await counted(session);
    expect(shown(session)?.progress).toMatchObject({ phase: 'done', read: 304 });
  });

  test('a store that fails is reported, and going on counts no run twice', async () => {
    const store = createMemoryStore(runs);
    const session = await open(store);
    store.failWith = new InspectorError('unreachable', 'cannot reach it');
    press(session, 'F', 'a');
    await counted(session);
    expect(shown(session)?.progress.phase).toBe('stopped');
    store.failWith = undefined;
    press(session, 'p');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['eve', 3, 0, 0],
      ['ada', 0, 1, 300],
    ]);
  });

  test('of a path in the payload reads the newest runs, and says of how many', async () => {
    const inner = createMemoryStore(runs, { input: { plan: 'scale' } });
    const session = await open({ ...inner, target: { ...inner.target, isRemote: true } });
    press(session, 'G', 'enter');
    await settle(500);
    press(session, '/');
    typeKeys(session, 'scale');
    press(session, 'enter', 'F');
    await counted(session);
    expect(rowsOf(session)).toEqual([['scale', 3, 1, 196]]);
    expect(shown(session)?.progress).toEqual({
      ...{ phase: 'done', read: 200, total: 200 },
      ...{ isSample: true, listed: 304 },
    });
    expect(linesOf(session)[1]).toContain('counted the newest 200 of 304 runs');
  });

  test('of a path in the payload reads a local list of 304 runs whole', async () => {
    const session = await open(createMemoryStore(runs, { input: { plan: 'scale' } }));
    press(session, 'F');
    await settle(500);
    press(session, 'i');
    await counted(session);
    expect(rowsOf(session)).toEqual([['scale', 3, 1, 300]]);
    expect(linesOf(session)[1]).toContain('counted 304');
    expect(linesOf(session)[1]).not.toContain('newest');
  });

  test('of a path counts no run twice where one of several reads fails, and counting goes on', async () => {
    const inner = createMemoryStore(runs, { input: { plan: 'scale' } });
    let reads = 0;
    let isFailing = false;
    const getRun: RunStore['getRun'] = async (id, options) => {
      reads += 1;
      if (isFailing && reads % 8 === 0) throw new InspectorError('unreachable', 'cannot reach it');
      return inner.getRun(id, options);
    };
    const session = await open({ ...inner, getRun, target: { ...inner.target, isRemote: true } });
    press(session, 'G', 'enter');
    await settle(2_000);
    press(session, '/');
    typeKeys(session, 'scale');
    [reads, isFailing] = [0, true];
    press(session, 'enter', 'F');
    await counted(session);
    expect(shown(session)?.progress.phase).toBe('stopped');
    isFailing = false;
    press(session, 'p');
    await counted(session);
    expect(rowsOf(session)).toEqual([['scale', 3, 1, 196]]);
  });

  test('of a masked value is not counted', async () => {
    const session = await open(createMemoryStore(runs, { input: { password: 'hunter2hunter2' } }));
    press(session, 'G', 'enter');
    await settle(500);
    press(session, '/');
    typeKeys(session, 'password');
    press(session, 'enter', 'F');
    expect(shown(session)).toBeUndefined();
    expect(session.getState().notice?.text).toBe('this value is masked, and a filter would show it');
  });

  test('shows how many runs with a value failed, those that fail most often by more than chance first', async () => {
    const session = await open(
      countries([
        ['US', 9, 62],
        ['BR', 5, 0],
        ['FR', 1, 0],
        ['DE', 0, 9],
      ]),
    );
    press(session, 'F', 'a');
    await counted(session);
    const [, , headings = '', ...rows] = linesOf(session);
    expect(headings).toMatch(/VALUE +FAILED OF RUNS +FAILURE RATE +OF ALL FAILED$/u);
    expect(rows.map(cells)).toEqual([
      ['BR', '5 of 5', '100%', '33%'],
      ['US', '9 of 71', '13%', '60%'],
      ['FR', '1 of 1', '100%', '6.7%'],
      ['DE', '0 of 9', '–', '–'],
    ]);
    press(session, 's');
    expect(
      linesOf(session)
        .slice(3)
        .map(row => cells(row)[0]),
    ).toEqual(['US', 'BR', 'FR', 'DE']);
    press(session, 's');
    expect(linesOf(session)[2]).toMatch(/FAILED OF RUNS +FAILURE RATE +OF ALL RUNS$/u);
  });

  test('of a list in which all runs failed has no failure rate, and says so', async () => {
    const session = await open(
      countries([
        ['US', 9, 62],
        ['BR', 5, 0],
      ]),
    );
    press(session, '2');
    await settle(500);
    press(session, 'F', 'a');
    await counted(session);
    const [scope, , headings, ...rows] = linesOf(session);
    expect(scope).toContain('all of these runs failed, so there is no failure rate · by failures');
    expect(headings).not.toContain('RATE');
    expect(rows[0]).toMatch(/US +█+ +9 +· +· +64%$/u);
  });

  test('of errors, which only failed runs have, is of failures', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    expect(linesOf(session)[2]).toMatch(/VALUE +FAILED ACTIVE OTHERS OF ALL FAILED$/u);
  });

  test('a store that answers with empty pages for ever is not counted as a whole', async () => {
    const store = createMemoryStore(runs);
    let isEndless = false;
    const session = await open({
      ...store,
      listRuns: async (query, options) =>
        isEndless ? { runs: [], nextCursor: 'more' } : store.listRuns(query, options),
    });
    isEndless = true;
    press(session, 'F', 'a');
    for (let turns = 0; turns < 40; turns += 1) await settle(1_000);
    await counted(session);
    expect(shown(session)?.progress.phase).toBe('stopped');
  });
});

describe('the fields that can be counted', () => {
  const labels = ({ getState }: Session) => valueMenu.in(getState())?.items.map(({ label }) => label) ?? [];
  const titleOf = ({ getState }: Session) => valueMenu.in(getState())?.title;

  test('are those of the input of the run under the cursor, too, without secrets, and not its id', async () => {
    const input = { country: 'BR', cart: { items: [{ sku: 'A-1' }] }, password: 'hunter2hunter2' };
    const session = await open(createMemoryStore(runs, { input }));
    press(session, 'F');
    expect(titleOf(session)).toBe('Count the values of which field? · reading the input…');
    await settle(500);
    expect(titleOf(session)).toBe('Count the values of which field?');
    expect(labels(session).slice(-2)).toEqual(['input.country          BR', 'input.cart.items.0.sku A-1']);
    expect(labels(session).some(label => /^id /u.test(label))).toBe(false);
  });

  test('say when the input could not be read, and the others can be counted', async () => {
    const store = createMemoryStore(runs);
    const session = await open(store);
    store.failWith = new InspectorError('unreachable', 'cannot reach it');
    press(session, 'F');
    await settle(500);
    expect(titleOf(session)).toBe('Count the values of which field? · the input could not be read');
    store.failWith = undefined;
    press(session, 'a');
    await counted(session);
    expect(rowsOf(session)).toHaveLength(2);
  });

  test('the id of an open run is not counted', async () => {
    const session = await open();
    press(session, 'enter');
    await settle(500);
    press(session, '2', 'g', 'F');
    expect(shown(session)).toBeUndefined();
    expect(session.getState().notice?.text).toBe('each run has an id of its own: there is nothing to count');
  });
});
