import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/async/sleep.ts';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { comparisonMarkdown } from '../../../src/model/compare/text/comparison-words.ts';
import { differencePath } from '../../../src/model/compare/text/difference-path.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run } from '../../../src/model/run.ts';
import { compareLines } from '../../../src/screen/compare/compare-lines.ts';
import {
  type CompareRow,
  compareRows,
  differenceOf,
  foldOf,
} from '../../../src/screen/compare/compare-rows.ts';
import type { CompareState } from '../../../src/screen/compare/compare-state.ts';
import { moveCompareCursor } from '../../../src/screen/compare/reduce-compare.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { type Help, shownHelpRows } from '../../../src/screen/help/help.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { focusOf } from '../../../src/screen/run/focus.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { spanOf } from '../../model/compare/compared-runs.ts';
import { installFakeClock } from '../fake-clock.ts';
import { sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { createShopStore, failedShopRun, shopRun, shopRuns, stepOf } from './compared-store.ts';

installFakeClock();

async function open(store: RunStore = createShopStore()) {
  const opened = openSession(store);
  await settle(500);
  return opened;
}

function shown({ getState }: Session): CompareState {
  const { compare } = getState();
  if (!compare) throw new Error('no runs are compared');
  return compare;
}

/** Comparing yields to the event loop for real. */
async function inTurns(session: Session, isDone: (compare: CompareState) => boolean): Promise<void> {
  for (let turns = 0; turns < 2_000; turns += 1) {
    const { compare } = session.getState();
    if (!compare || isDone(compare)) return;
    await settle(20);
    await yieldToEventLoop();
  }
}

function compared(session: Session): Promise<void> {
  return inTurns(session, ({ comparison, error }) => (comparison ?? error) !== undefined);
}

async function compare(session: Session, ...keys: readonly string[]): Promise<void> {
  press(session, ...keys, 'd');
  await compared(session);
}

const pairOf = (session: Session) => [shown(session).a.id, shown(session).b?.id];
const rowsOf = (session: Session) => compareRows(shown(session), 100);
const isAlike = (row: CompareRow) => row.type === 'group' && row.group.kind === 'alike';
const rowAtCursor = (session: Session) => rowsOf(session)[shown(session).cursor];

function placeOf(session: Session): string | undefined {
  const difference = differenceOf(rowAtCursor(session));
  return difference && differencePath(difference);
}

describe('C', () => {
  test('also compares the runs that both started, of which 3 opens the one under the cursor', async () => {
    const lasting = (run: Run) => ({ ...run, finishedAt: run.createdAt + 3_000 });
    const [failed, last] = [lasting(failedShopRun(9)), lasting(shopRun(5))];
    const childOf = (parent: Run, threshold: number): Run => ({
      ...parent,
      ...{ id: `child-of-${parent.id}`, name: 'quality-check', parentId: parent.id, input: { threshold } },
      createdAt: parent.createdAt + 1,
    });
    const { session } = await open(
      createShopStore([childOf(failed, 9), failed, childOf(last, 4), last].toReversed()),
    );
    await compare(session, 'j');
    const threshold = () =>
      shown(session).comparison?.differences.findIndex(
        one => differencePath(one) === 'quality-check: input.threshold',
      );
    expect(threshold()).toBe(-1);
    press(session, 'C');
    await compared(session);
    expect(threshold()).toBeGreaterThan(0);
    expect(rowsOf(session).map(row => row.type === 'note' && row.text)).toContain(
      '2 runs that these two started are compared, too',
    );
    for (let left = 20; left > 0 && placeOf(session) !== 'quality-check: input.threshold'; left -= 1)
      press(session, 'n');
    expect(placeOf(session)).toBe('quality-check: input.threshold');
    press(session, '3');
    expect(session.getState().detail?.summary.id).toBe(`child-of-${failed.id}`);
  });

  test('leaves out the runs that both started again after the sides were swapped, too', async () => {
    const { session } = await open();
    await compare(session);
    press(session, 'C');
    await compared(session);
    expect(shown(session).comparison?.childRuns).toBeDefined();
    await compare(session);
    expect(shown(session).comparison?.childRuns).toBeDefined();
    press(session, 'C');
    await compared(session);
    expect(shown(session).comparison?.childRuns).toBeUndefined();
  });
});

describe('d', () => {
  test('compares the failed run with the last success, with the cursor on the first divergence', async () => {
    const { session } = await open();
    await compare(session);
    expect(session.getState().screen).toBe('compare');
    expect(pairOf(session)).toEqual(['run_0009', 'run_0005']);
    expect(placeOf(session)).toBe('input.items.0.qty');
  });

  test('shows both runs at once, before anything is read', async () => {
    const store = createShopStore();
    store.runDelayMs = 1_000;
    const { session } = await open(store);
    press(session, 'd');
    expect(session.getState().screen).toBe('compare');
    expect(pairOf(session)).toEqual(['run_0009', undefined]);
    await inTurns(session, ({ b }) => b !== undefined);
    expect(pairOf(session)).toEqual(['run_0009', 'run_0005']);
    expect(shown(session).comparison).toBe(undefined);
  });

  test('in the detail comes back to the detail, in the table to the table', async () => {
    const { session } = await open();
    await compare(session, 'enter');
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0009' } } });
    press(session, 'escape');
    await compare(session);
    press(session, 'q');
    expect(session.getState().screen).toBe('table');
    expect(session.getState().compare).toBe(undefined);
  });

  test('compares two marked runs, the one that failed first', async () => {
    const { session } = await open();
    await compare(session, 'j', 'space', 'j', 'g', 'space');
    expect(pairOf(session)).toEqual(['run_0009', 'run_0005']);
    expect(shown(session).isOfMarked).toBe(true);
    press(session, 'escape', 'escape', 'g', 'j', 'space', 'space');
    await compare(session);
    expect(pairOf(session)).toEqual(['run_0005', 'run_0004']);
  });

  test('compares the one marked run and the run under the cursor', async () => {
    const { session } = await open();
    await compare(session, 'G', 'space', 'g');
    expect(pairOf(session)).toEqual(['run_0009', 'run_0001']);
  });

  test('says when ] leaves the marked run', async () => {
    const { session } = await open();
    await compare(session, 'G', 'space', 'g');
    press(session, ']');
    const text = 'compared with its own last success, no longer with the marked run';
    expect(session.getState().notice?.text).toBe(text);
    await compared(session);
    press(session, ']');
    expect(shown(session).isOfMarked).toBe(undefined);
  });

  test('explains in the help the signs before its rows, and finds them there', async () => {
    const { session } = await open();
    await compare(session);
    press(session, '?', '/', '»');
    expect(shownHelpRows(session.getState().overlay as Help)).toEqual([
      { type: 'group', title: 'The signs before rows' },
      { type: 'keys', keys: ['»'], help: 'the first divergence' },
    ]);
  });

  test('says that more than two marked runs are too many', async () => {
    const { session } = await open();
    press(session, 'space', 'space', 'space', 'd');
    expect(session.getState().screen).toBe('table');
    expect(session.getState().notice?.text).toContain('3 runs are marked');
  });

  test('says what to do where no run has succeeded', async () => {
    const { session } = await open(createShopStore([failedShopRun(9), failedShopRun(8)]));
    await compare(session);
    expect(shown(session).error?.message).toContain('no other run that succeeded');
    expect(shown(session).error?.hint).toBe('space marks another run in the table, d then compares with it');
  });

  test('again compares the other way round: the same differences, without reading again', async () => {
    const store = createShopStore();
    const { session } = await open(store);
    await compare(session);
    const places = shown(session).comparison?.differences.map(differencePath);
    const reads = store.reads.length;
    await compare(session);
    expect(pairOf(session)).toEqual(['run_0005', 'run_0009']);
    expect(shown(session).comparison?.a.id).toBe('run_0005');
    expect(shown(session).comparison?.differences.map(differencePath)).toEqual(places);
    expect(rowsOf(session).filter(isAlike)).toEqual([]);
    press(session, 'd');
    expect(shown(session).comparison?.a.id).toBe('run_0009');
    await settle(500);
    expect(store.reads.length).toBe(reads);
  });
});

describe('while two runs are compared', () => {
  test('Esc goes back at once and stops reading', async () => {
    const store = createShopStore();
    store.runDelayMs = 100;
    const { session } = await open(store);
    press(session, 'd');
    await settle(150);
    press(session, 'escape');
    expect(session.getState().screen).toBe('table');
    const reads = store.reads.length;
    await settle(5_000);
    expect(store.reads.length).toBeLessThanOrEqual(reads + 1);
  });

  test('keys that need the comparison say that it is not there yet', async () => {
    const store = createShopStore();
    store.runDelayMs = 100;
    const { session } = await open(store);
    press(session, 'd', 'n');
    expect(session.getState().notice?.text).toBe('the runs are still being compared');
  });

  test('keys that need the comparison are kept until it is there', async () => {
    const later = await open();
    await compare(later.session);
    const first = shown(later.session).cursor;
    press(later.session, 'n');
    const { session } = await open();
    press(session, 'd', 'n', 'k');
    await compared(session);
    await settle(0);
    expect(shown(session).cursor).toBe(shown(later.session).cursor - 1);
    expect(shown(later.session).cursor).not.toBe(first);
    expect(session.getState().notice).toBe(undefined);
  });
});

describe('two runs that were not read because the store was lost', () => {
  const lost = new InspectorError('unreachable', 'the server cannot be reached: connection refused');
  const areCompared = async (session: Session) => {
    await settle(2_000);
    await compared(session);
    expect(session.getState().store.link.type).toBe('live');
    expect(shown(session).error).toBe(undefined);
    expect(pairOf(session)).toEqual(['run_0009', 'run_0005']);
  };

  test('are compared once it answers', async () => {
    const store = createShopStore();
    const { session } = await open(store);
    store.failWith = lost;
    await compare(session);
    store.announce({ type: 'error', error: lost });
    await settle(1_500);
    expect(session.getState().store.link.type).toBe('stale');
    expect(shown(session).error).toBe(lost);
    store.failWith = undefined;
    await areCompared(session);
  });

  test('are compared once one of several targets answers', async () => {
    const store = createShopStore();
    const { getRun, listRuns } = store;
    let isAway = true;
    store.listRuns = async (query, options) => ({
      ...(await listRuns(query, options)),
      ...(isAway && { missing: [{ target: 'shop', error: lost }] }),
    });
    store.getRun = async id => {
      if (isAway) throw lost;
      return getRun(id);
    };
    const { session } = await open(store);
    await compare(session);
    expect(shown(session).error).toBe(lost);
    isAway = false;
    store.announce();
    await areCompared(session);
  });

  test('are compared where it answers before the reading has failed, and once for each outage', async () => {
    const store = createShopStore();
    const { getRun } = store;
    let failures = 0;
    store.getRun = async id => {
      if (failures === 2) return getRun(id);
      failures += 1;
      await sleep(5_000);
      throw lost;
    };
    const { session } = await open(store);
    press(session, 'd');
    store.announce({ type: 'error', error: lost });
    await settle(4_000);
    expect(session.getState().store.link.type).toBe('live');
    await settle(60_000);
    expect([failures, shown(session).error]).toEqual([2, lost]);
    store.announce({ type: 'error', error: lost });
    await areCompared(session);
  });
});

describe('a comparison that is old', () => {
  const linesOf = ({ getState }: Session) => compareLines(getState(), { width: 100, height: 28 }, plainTheme);

  test('shows that a run has ended since it was compared', async () => {
    const active = failedShopRun(9, { status: 'running', finishedAt: undefined });
    const store = createShopStore([...shopRuns.slice(0, 5), active]);
    const { session } = await open(store);
    await compare(session);
    expect(linesOf(session).join('\n')).toContain('run a has not ended yet');
    store.put(failedShopRun(9));
    store.announce();
    await settle(1_000);
    expect(linesOf(session)[0]).toContain('Failed');
    expect(linesOf(session).join('\n')).toContain('run a has ended since it was compared; R compares again');
  });

  test('shows that a run which goes on has changed since it was compared', async () => {
    const active = failedShopRun(9, { status: 'running', finishedAt: undefined });
    const store = createShopStore([...shopRuns.slice(0, 5), active]);
    const { session } = await open(store);
    await compare(session);
    store.put(failedShopRun(9, { status: 'waiting', finishedAt: undefined }));
    store.announce();
    await settle(1_000);
    expect(linesOf(session)[0]).toContain('Waiting');
    expect(linesOf(session).join('\n')).toContain('run a has changed since it was compared; R compares');
  });

  test('is not told that a run has changed by a row that is older than it', async () => {
    const queued = failedShopRun(9, { status: 'queued', finishedAt: undefined });
    const store = createShopStore([...shopRuns.slice(0, 5), queued]);
    const { session } = await open(store);
    press(session, 'p');
    store.put(failedShopRun(9, { status: 'running', finishedAt: undefined }));
    await compare(session);
    await settle(1_000);
    expect(linesOf(session)[0]).toContain('Running');
    expect(linesOf(session).join('\n')).toContain('run a has not ended yet');
  });

  test('of a run that goes on says so after seconds: its times stand still below a head that counts', async () => {
    const active = failedShopRun(9, { status: 'running', finishedAt: undefined });
    const { session } = await open(createShopStore([...shopRuns.slice(0, 5), active]));
    await compare(session);
    expect(linesOf(session).at(-1)).not.toContain('ago');
    await settle(13_000);
    expect(linesOf(session).at(-1)).toMatch(/compared 1[23]s ago · first divergence/);
  });

  test('says how old it is', async () => {
    const { session } = await open();
    await compare(session);
    expect(linesOf(session).at(-1)).not.toContain('ago');
    await settle(121_000);
    expect(linesOf(session).at(-1)).toContain('compared 2m ago · first divergence');
    press(session, 'R');
    await compared(session);
    expect(linesOf(session).at(-1)).not.toContain('ago');
  });
});

describe('in the comparison', () => {
  test('n and N walk the differences, into what is folded, and say where they end', async () => {
    const { session } = await open();
    await compare(session);
    const all = shown(session).comparison?.differences.length ?? 0;
    const places = [placeOf(session)];
    for (let at = 1; at < all; at += 1) {
      press(session, 'n');
      places.push(placeOf(session));
    }
    expect(new Set(places).size).toBe(all);
    expect(places).toContain('audit');
    press(session, 'n');
    expect(session.getState().notice?.text).toBe('no difference below this one');
    press(session, 'g', 'space', 'n');
    expect(placeOf(session)).toBe(places[0]);
    press(session, 'N');
    expect(session.getState().notice?.text).toBe('no difference above this one');
  });

  test('what came out of a step is below what it called, in the order in which n walks', async () => {
    const { session } = await open();
    await compare(session);
    const { comparison } = shown(session);
    const inRows = rowsOf(session).flatMap(row => (row.type === 'line' ? [] : (differenceOf(row) ?? [])));
    expect(inRows).toEqual(comparison?.differences);
  });

  test('neighbors in which nothing differs are one row, which unfolds', async () => {
    const runs = [1, 2, 3].map(index => shopRun(index));
    const { session } = await open(createShopStore([...runs, shopRun(9, { status: 'failed', output: 5 })]));
    await compare(session);
    const at = rowsOf(session).findIndex(isAlike);
    expect(rowsOf(session)[at]).toMatchObject({ group: { nodes: { length: 3 } }, isOpen: false });
    press(session, 'g', ...Array.from({ length: at }, () => 'j'), 'enter');
    expect(rowsOf(session).filter(row => row.type === 'node')).toHaveLength(4);
  });

  test('what differs among successes, too, is hidden until . shows it, and the cursor stays', async () => {
    const { session } = await open();
    await compare(session);
    const isNoise = (row: { readonly type: string }) => 'isNoise' in row && row.isNoise === true;
    expect(rowsOf(session).some(isNoise)).toBe(false);
    press(session, '.');
    expect(rowsOf(session).some(isNoise)).toBe(true);
    expect(placeOf(session)).toBe('input.items.0.qty');
    const noise = `${shown(session).comparison?.noise.length} values that vary between successes`;
    expect(session.getState().notice?.text).toBe(`${noise} are shown, marked ·`);
    press(session, '.');
    expect(session.getState().notice?.text).toBe(`${noise} are hidden again`);
  });

  test('R compares again with the noise shown that was shown before', async () => {
    const { session } = await open();
    await compare(session);
    press(session, '.', 'R');
    await compared(session);
    expect(rowsOf(session).some(row => 'isNoise' in row && row.isNoise)).toBe(true);
  });

  test('a step that goes on is not among the identical ones', async () => {
    const running = shopRun(9);
    const notEnded = { status: 'running', startedAt: undefined, finishedAt: undefined } as const;
    const steps = [...(running.steps?.slice(0, 2) ?? []), stepOf(running, 'mail', 2, notEnded)];
    const active = { ...running, ...notEnded, steps };
    const { session } = await open(createShopStore([...shopRuns.slice(0, 5), active]));
    await compare(session);
    expect(shown(session).comparison?.differences).toEqual([]);
    const labels = rowsOf(session).flatMap(row => {
      if (row.type === 'group' && row.group.kind === 'alike') return `${row.group.nodes.length} identical`;
      return row.type === 'node' ? (row.node.a?.name ?? '') : [];
    });
    expect(labels).toEqual(['shop', '2 identical', 'mail']);
  });

  test('y copies the difference under the cursor, Y the whole as Markdown', async () => {
    const { session, copied } = await open();
    await compare(session);
    press(session, 'y');
    await settle();
    expect(copied).toEqual(['input.items.0.qty is "five", was a number in 5 of 5 successes']);
    press(session, 'Y');
    await settle();
    const { comparison } = shown(session);
    expect(comparison && copied[1]).toBe(
      comparison && comparisonMarkdown(comparison, session.getState().now),
    );
  });

  test('an error is unfolded whole, with its stack', async () => {
    const stack = 'TypeError: qty is not a number\n    at charge (charge.js:7:1)';
    const run = failedShopRun(9);
    const steps = run.steps?.map(step => (step.error ? { ...step, error: { ...step.error, stack } } : step));
    const { session } = await open(createShopStore([...shopRuns.slice(0, 5), { ...run, steps }]));
    await compare(session);
    press(session, 'n', 'enter');
    expect(placeOf(session)).toBe('charge: status');
    const lines = rowsOf(session).flatMap(row =>
      row.type === 'line' ? row.line.map(({ text }) => text) : [],
    );
    expect(lines).toEqual(['+ TypeError: qty is not a number', '+     at charge (charge.js:7:1)']);
  });

  test('the cursor stops where something can be done, and what is below its last stop is in sight', async () => {
    const { session } = await open();
    await compare(session);
    press(session, 'G');
    const rows = rowsOf(session);
    expect(rows.at(-1)?.type).toBe('note');
    expect(rowAtCursor(session)).toBe(rows.findLast(({ type }) => type !== 'note'));
  });

  test('the cursor goes on to notes where the window is too low for all of them', async () => {
    const { session } = await open();
    await compare(session);
    const size = { width: 60, rows: 2 };
    const { cursor, top } = moveCompareCursor(shown(session), Number.POSITIVE_INFINITY, size);
    const rows = compareRows(shown(session), size.width);
    expect(rows[cursor]?.type).toBe('note');
    expect(top + size.rows).toBe(rows.length);
  });

  test('y on a row of tokens copies them with the range of the successes', async () => {
    const used = (outputTokens: number) => ({
      usage: [{ name: 'gpt-5', kind: 'model' as const, inputTokens: 900, outputTokens }],
    });
    const runs = [180, 240, 200].map((tokens, at) => ({ ...shopRun(at + 1), ...used(tokens) }));
    const { session, copied } = await open(createShopStore([...runs, { ...failedShopRun(9), ...used(512) }]));
    await compare(session);
    press(session, 'G', 'y');
    await settle();
    expect(copied).toEqual(['tokens out: 512, was 200; 180 to 240 in 3 successes']);
  });

  test('. says that no noise was found', async () => {
    const alike = { input: 1, steps: [] };
    const failed = failedShopRun(9, alike);
    const { session } = await open(createShopStore([1, 2, 3].map(at => shopRun(at, alike)).concat(failed)));
    await compare(session);
    press(session, '.');
    expect(session.getState().notice?.text).toBe(
      'nothing is hidden: no value was seen to vary between successes',
    );
  });

  test('Enter says that a row has nothing to unfold', async () => {
    const { session } = await open();
    await compare(session);
    const index = rowsOf(session).findIndex(row => differenceOf(row) && !foldOf(row));
    press(session, 'g', ...Array.from({ length: index }, () => 'j'));
    expect(placeOf(session)).toBe('input.items.0.qty');
    press(session, 'enter');
    expect(session.getState().notice?.text).toBe('this row has nothing to unfold');
  });

  test('3 shows the step in the trace of its run, and Esc comes back to it', async () => {
    const runs = [...[1, 2, 3].map(at => shopRun(at)), failedShopRun(9)];
    const spansOf = ({ id, createdAt, steps = [] }: Run) =>
      steps.map(({ name }, at) => spanOf(name, createdAt + at * 1_000, { id: `${id}-${name}` }));
    const getTrace = async (id: string) => {
      const spans = runs.filter(run => run.id === id).flatMap(spansOf);
      return { spans, logs: [], spanTotal: spans.length, logTotal: 0 };
    };
    const { session } = await open({ ...createShopStore(runs), getTrace });
    const inTrace = () => {
      const { screen, detail } = session.getState();
      return { screen, tab: detail?.tab, id: detail?.summary.id, path: detail && focusOf(detail)?.path };
    };
    await compare(session);
    press(session, 'n', 'n', 'n', 'n');
    expect(placeOf(session)).toBe('audit');
    press(session, '3');
    await settle(500);
    expect(inTrace()).toEqual({ screen: 'detail', tab: 'trace', id: 'run_0009', path: 'audit' });
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ screen: 'compare', detail: undefined });
    expect(placeOf(session)).toBe('audit');
    press(session, 'N', '3');
    await settle(500);
    expect(inTrace()).toMatchObject({ id: 'run_0003' });
    press(session, 'escape', 'escape');
    expect(session.getState()).toMatchObject({ screen: 'table', detail: undefined });
    expect(session.getState().compare).toBe(undefined);
  });

  test('from a run, go back to it as it was, also after the trace of a step was open', async () => {
    const { session } = await open();
    press(session, 'enter', '2');
    await compare(session);
    press(session, '3');
    await settle(500);
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { tab: 'trace' } });
    press(session, 'q');
    expect(session.getState().screen).toBe('compare');
    press(session, 'q');
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { tab: 'metadata' } });
  });

  test('secrets are masked until u reveals them', async () => {
    const withKey = (index: number, apiKey: string) => shopRun(index, { input: { apiKey } });
    const failed = failedShopRun(9, { input: { apiKey: 'sk-bad-0000000000' } });
    const runs = [1, 2, 3].map(index => withKey(index, 'sk-good-1111111111'));
    const { session, copied } = await open(createShopStore([...runs, failed]));
    await compare(session, ...[]);
    press(session, 'y');
    await settle();
    expect(copied[0]).not.toContain('sk-bad');
    press(session, 'u', 'y');
    await settle();
    expect(copied[1]).toContain('sk-bad-0000000000');
  });

  test('u is offered only where a secret is hidden', async () => {
    const isOffered = ({ getState }: Session) => hintsFor(getState()).some(({ keys }) => keys === 'u');
    const { session } = await open();
    await compare(session);
    expect(isOffered(session)).toBe(false);
    const failed = failedShopRun(9, { input: { id: 'order-9', apiKey: 'sk-bad-0000000000' } });
    const { session: other } = await open(createShopStore([...shopRuns.slice(0, 5), failed]));
    await compare(other);
    expect(isOffered(other)).toBe(true);
  });

  test('] compares the next run of the list', async () => {
    const { session } = await open(createShopStore([...shopRuns, failedShopRun(8)]));
    await compare(session);
    press(session, ']');
    await compared(session);
    expect(pairOf(session)).toEqual(['run_0008', 'run_0005']);
    press(session, '[');
    await compared(session);
    expect(pairOf(session)).toEqual(['run_0009', 'run_0005']);
  });

  test('] goes back to the detail of the next run, where the comparison was opened from a detail', async () => {
    const { session } = await open(createShopStore([...shopRuns, failedShopRun(8)]));
    await compare(session, 'enter');
    press(session, ']');
    await compared(session);
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0008' } } });
  });

  test('long texts are compared by words once they are unfolded', async () => {
    const noteOf = (words: string) => ({ input: { note: `please ${words} the parcel at the door` } });
    const runs = [1, 2, 3].map(index => shopRun(index, noteOf('leave')));
    const { session } = await open(createShopStore([...runs, failedShopRun(9, noteOf('burn'))]));
    await compare(session);
    press(session, 'enter');
    for (let turns = 0; turns < 100 && shown(session).words.size === 0; turns += 1) await yieldToEventLoop();
    const lines = rowsOf(session).flatMap(row =>
      row.type === 'line' ? [row.line.map(({ text }) => text).join('')] : [],
    );
    expect(lines).toEqual(['please [-leave-]{+burn+} the parcel at the door']);
  });
});

test('runs of different workflows are said to be different programs', async () => {
  const other = { ...sampleRun(20, { name: 'other' }), usage: [], steps: [] };
  const { session } = await open(createShopStore([...shopRuns, other]));
  await compare(session, 'space', 'space');
  expect(shown(session).comparison?.isDifferentProgram).toBe(true);
});

test('keys that change nothing in sight say so, or what they did', async () => {
  const { session } = await open();
  await compare(session);
  const noticeAfter = (...keys: readonly string[]) => {
    press(session, ...keys);
    return session.getState().notice?.text;
  };
  expect(noticeAfter('j', 'j', 'j', 'l')).toBe('there is nothing to unfold here');
  expect(noticeAfter('u')).toBe('secrets are shown');
  expect(noticeAfter('u')).toBe('secrets are masked');
});

test('z says that there is nothing to fold or unfold where nothing differs', async () => {
  const same = shopRun(1);
  const { session } = await open(createShopStore([same, { ...same, id: 'run_0000' }]));
  await compare(session, 'space', 'j', 'space');
  press(session, 'z');
  expect(shown(session).comparison?.differences).toEqual([]);
  expect(session.getState().notice?.text).toBe('there is nothing to fold or unfold here');
});
