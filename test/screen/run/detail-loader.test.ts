import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemory } from '../../../src/cli/memory/memory.ts';
import { createOwnFailures } from '../../../src/cli/memory/own-failures.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { renderCopyWork } from '../../../src/model/report/copy-work.ts';
import type { RunSummary, Span, Step } from '../../../src/model/run.ts';
import { wholeIfKnown } from '../../../src/screen/copy/whole-run.ts';
import { createScreenSession } from '../../../src/screen/features.ts';
import { searchedText } from '../../../src/screen/paint/phrases.ts';
import { createState, reduce } from '../../../src/screen/reduce.ts';
import { createDetailLoader, type DetailLoader } from '../../../src/screen/run/detail-loader.ts';
import { rowContext } from '../../../src/screen/run/detail-state.ts';
import { rowAt } from '../../../src/screen/run/outline/open-tree.ts';
import { rowPhrases } from '../../../src/screen/run/rows/row-phrases.ts';
import type { Effects } from '../../../src/screen/shell/effects.ts';
import type { Action, State } from '../../../src/screen/shell/state.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';

type Bench = {
  readonly store: MemoryStore;
  readonly loader: DetailLoader;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  readonly count: (type: 'run' | 'trace') => number;
  readonly spanIds: () => readonly string[] | undefined;
};

const ended = sampleRun(1);
const running = sampleRun(2, { status: 'running', finishedAt: undefined });
const away = new InspectorError('unreadable', 'runs.db is locked');

/** The loader with the reducer and, after every change, the calls that the session's reactions make. */
function createBench(): Bench {
  const store = createMemoryStore([ended, running]);
  let state = createState({ size: { columns: 120, rows: 40 }, now: 0, target: store.target, can: store.can });
  const getState = () => state;
  const dispatch = (action: Action): void => {
    const before = state.detail?.summary.id;
    state = reduce(state, action);
    const { detail } = state;
    const isOpened = detail !== undefined && detail.summary.id !== before;
    if (isOpened || (detail && !detail.run && !detail.error)) run(() => loader.load());
    run(() => loader.loadTrace());
    if (!state.detail) loader.leave();
  };
  const run = (work: () => Promise<void>): void => {
    work().catch(error => {
      throw error;
    });
  };
  const loader = createDetailLoader({ store: () => store, getState, dispatch, now: () => Date.now(), run });
  const count = (type: 'run' | 'trace') => store.reads.filter(read => read.type === type).length;
  const spanIds = () => state.detail?.trace.index.spans.map(span => span.id);
  return { store, loader, getState, dispatch, count, spanIds };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const open = ({ dispatch }: Pick<Bench, 'dispatch'>, summary: RunSummary) =>
  dispatch({ type: 'detail-opened', summary });
/** The rows of the overview, each as text. */
function overviewText({ getState }: Bench): string {
  const { detail } = getState();
  if (!detail) return '';
  const { root } = detail.panes.overview;
  const rows = Array.from({ length: root.rows }, (_, row) => rowAt(root, row)?.node);
  const context = rowContext(detail, 100, Date.now());
  return rows.map(node => (node ? searchedText(rowPhrases(node, false, context)) : '')).join('\n');
}

const showTab = ({ dispatch }: Bench, to: 'overview' | 'trace') =>
  dispatch({ type: 'detail-command-given', command: { type: 'tab', to } });
const span = (id: string, startAt: number): Span => ({
  id,
  name: id,
  startAt,
  kind: 'step',
  endAt: startAt + 1,
  status: 'ok',
  attributes: {},
  events: [],
});
const threePages = [1, 2, 3].map(at => ({ spans: [span(`span-${at}`, at)], delayMs: 100 }));

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 14, 0, 0) });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the run', () => {
  test('that was closed is read when it is opened again', async () => {
    const bench = createBench();
    open(bench, ended);
    await settle();
    bench.dispatch({ type: 'detail-closed' });
    open(bench, ended);
    await settle();
    expect(bench.getState().detail?.run?.id).toBe(ended.id);
  });

  test('is read after a stop, which another target asks for', async () => {
    const bench = createBench();
    open(bench, ended);
    await settle();
    bench.loader.stop();
    bench.dispatch({ type: 'detail-closed' });
    open(bench, ended);
    await settle();
    expect(bench.getState().detail?.run?.id).toBe(ended.id);
  });

  test('that is open from the start is read', async () => {
    const { store, getState, dispatch } = createBench();
    open({ dispatch }, ended);
    const effects: Effects = {
      user: undefined,
      now: () => Date.now(),
      copy: async () => ({ route: 'native', bytes: 0, confirmed: true }),
      runOwn: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
      keepOutput: async () => 'output.txt',
      notify: async () => {},
      saveCase: async () => ({ path: './runs.case.json', bytes: 9, hidden: 0 }),
      saveReport: async () => ({ path: './report.html', bytes: 9, hidden: 0 }),
      renderCopy: async work => {
        const { text, hidden } = renderCopyWork(work);
        return { bytes: Buffer.from(text), hidden };
      },
      openPager: async () => {},
      openEditor: async () => {},
      showProgress: () => {},
      editText: async text => Buffer.from(text).toString(),
      suspend: () => {},
      quit: () => {},
      listTargets: async () => [],
      openTarget: async () => store,
      memory: createMemory(undefined),
      doneActs: async () => ({ acts: [] }),
      ownFailures: async () => createOwnFailures(undefined, 'test'),
    };
    const state = getState();
    const onBug = (error: unknown) => {
      throw error;
    };
    const session = createScreenSession({ store, state, effects, onBug });
    session.start();
    await settle();
    expect(session.getState().detail?.run?.id).toBe(ended.id);
    await session.close();
  });

  describe('with very many steps', () => {
    const failed = sampleRun(3, {
      status: 'failed',
      stepCount: 1000,
      errorSummary: { message: 'no page', step: 'load' },
    });
    const stepAt = (startedAt: number, patch: Partial<Step> = {}): Step => ({
      id: `step-${startedAt}`,
      name: 'load',
      type: 'action',
      status: 'success',
      attempt: 1,
      startedAt,
      ...patch,
    });
    const last = stepAt(9, { status: 'failed', input: { page: 9 } });
    const pages = [{ steps: [last, stepAt(1)] }, { steps: [stepAt(2)], delayMs: 100 }];

    function openFailed(): Bench {
      const bench = createBench();
      bench.store.put(failed);
      bench.store.stepPages = pages;
      open(bench, failed);
      return bench;
    }

    test('is shown before these are read; then they are there in their order, the failed one unfolded', async () => {
      const bench = openFailed();
      await settle();
      expect(overviewText(bench)).toContain('Steps 1,000 · reading…');
      expect(overviewText(bench)).toContain('no page');
      expect(wholeIfKnown(bench.getState(), failed)).toBeUndefined();
      await settle(1000);
      expect(bench.getState().detail?.run?.steps?.map(({ startedAt }) => startedAt)).toEqual([1, 2, 9]);
      expect(overviewText(bench)).toContain('Steps 3 · 1 failed');
      expect(overviewText(bench)).toContain('page');
      expect(wholeIfKnown(bench.getState(), failed)).toBeDefined();
      expect(bench.count('run')).toBe(1);
    });

    test('keeps the steps that are shown until they have been read again', async () => {
      const bench = openFailed();
      await settle(1000);
      void bench.loader.load(true);
      await settle();
      expect(bench.getState().detail?.run?.steps).toHaveLength(3);
      expect(wholeIfKnown(bench.getState(), failed)).toBeUndefined();
      await settle(1000);
      expect(wholeIfKnown(bench.getState(), failed)).toBeDefined();
    });

    test('says where these could not be read, and reads them again on request', async () => {
      const bench = openFailed();
      bench.store.stepPages = [{ steps: [stepAt(1)] }, { steps: [], failsWith: away }];
      await settle(1000);
      expect(overviewText(bench)).toContain('Steps 1,000 · could not be read');
      expect(bench.getState().detail?.error).toBe(away);
      bench.store.stepPages = pages;
      void bench.loader.load(true);
      await settle(1000);
      expect(overviewText(bench)).toContain('Steps 3');
      expect(bench.getState().detail?.error).toBeUndefined();
    });

    test('goes on reading them where the trace could not be read', async () => {
      const bench = openFailed();
      bench.store.traceFailsWith = away;
      showTab(bench, 'trace');
      await settle();
      expect(bench.getState().detail?.error).toBe(away);
      expect(overviewText(bench)).toContain('Steps 1,000 · reading…');
      await settle(1000);
      expect(overviewText(bench)).toContain('Steps 3');
    });

    test('is shown again before these are read, when it was closed meanwhile', async () => {
      const bench = openFailed();
      await settle();
      bench.dispatch({ type: 'detail-closed' });
      open(bench, failed);
      await settle();
      expect(overviewText(bench)).toContain('Steps 1,000 · reading…');
      await settle(1000);
      expect(overviewText(bench)).toContain('Steps 3');
    });

    test('is read at once from a server that knows no pages of steps', async () => {
      const bench = openFailed();
      bench.store.stepPages = undefined;
      await settle(1000);
      expect(bench.count('run')).toBe(2);
      expect(overviewText(bench)).not.toContain('reading…');
    });
  });

  test('that is there, or being read, is not read once more', async () => {
    const bench = createBench();
    open(bench, ended);
    await bench.loader.load();
    await settle();
    await bench.loader.load();
    expect(bench.count('run')).toBe(1);
  });

  test('that has ended shows what came after its end, within a tenth of the time since then', async () => {
    const bench = createBench();
    const justEnded = sampleRun(3, { finishedAt: Date.now() });
    bench.store.put(justEnded);
    open(bench, justEnded);
    await settle(20_000);
    await bench.loader.refresh();
    expect(bench.count('run')).toBe(2);
    bench.store.put({ ...justEnded, name: 'renamed' });
    await bench.loader.refresh();
    await settle(1_000);
    expect(bench.count('run')).toBe(2);
    await settle(1_500);
    expect(bench.getState().detail?.run?.name).toBe('renamed');
    await settle(100_000);
    expect(bench.count('run')).toBe(3);
  });

  test('that ended long ago is read once a minute at most, however often the store changes', async () => {
    const bench = createBench();
    open(bench, ended);
    for (let change = 0; change < 100; change += 1) {
      await settle(1_000);
      await bench.loader.refresh();
    }
    expect(bench.count('run')).toBe(2);
    await bench.loader.refresh(true);
    expect(bench.count('run')).toBe(3);
  });

  test('that has ended and takes long to read is read for a twentieth of the time at most', async () => {
    const bench = createBench();
    bench.store.runDelayMs = 6_000;
    open(bench, ended);
    for (let change = 0; change < 240; change += 1) {
      await settle(1_000);
      await bench.loader.refresh();
    }
    expect(bench.count('run')).toBe(2);
  });
});

describe('an active run', () => {
  test('is read at most once a second however often the store changes, and after the last change', async () => {
    const bench = createBench();
    open(bench, running);
    await settle(5000);
    for (let change = 0; change < 12; change += 1) {
      await bench.loader.refresh();
      await settle(250);
    }
    expect(bench.count('run')).toBe(5);
    bench.store.put({ ...running, name: 'renamed' });
    await bench.loader.refresh();
    await settle(1000);
    expect(bench.getState().detail?.run?.name).toBe('renamed');
    await settle(10_000);
    expect(bench.count('run')).toBe(6);
  });

  test('that changes while it is read is read again after a rest', async () => {
    const bench = createBench();
    bench.store.runDelayMs = 3000;
    open(bench, running);
    await settle(500);
    await bench.loader.refresh();
    await settle(3500);
    expect(bench.count('run')).toBe(2);
    await settle(20_000);
    expect(bench.count('run')).toBe(2);
  });

  test('is left alone after a stop', async () => {
    const bench = createBench();
    open(bench, running);
    await settle();
    await bench.loader.refresh();
    bench.loader.stop();
    await settle(5000);
    expect(bench.count('run')).toBe(1);
  });
});

describe('the trace', () => {
  test('is taken whole and once when a second read overtakes the first', async () => {
    const bench = createBench();
    bench.store.tracePages = threePages;
    open(bench, running);
    showTab(bench, 'trace');
    await settle(150);
    const again = bench.loader.loadTrace(true);
    await settle(1000);
    await again;
    expect(bench.spanIds()).toEqual(['span-1', 'span-2', 'span-3']);
    expect(bench.count('trace')).toBe(5);
  });

  test('of a run that was closed and opened meanwhile starts at its first page', async () => {
    const bench = createBench();
    bench.store.tracePages = threePages;
    open(bench, ended);
    showTab(bench, 'trace');
    await settle(150);
    bench.dispatch({ type: 'detail-closed' });
    open(bench, ended);
    showTab(bench, 'trace');
    await settle(1000);
    expect(bench.spanIds()).toEqual(['span-1', 'span-2', 'span-3']);
  });

  test('that was read while the run was active is read again once it ended', async () => {
    const bench = createBench();
    bench.store.tracePages = [{ spans: [span('span-1', 1)] }];
    open(bench, running);
    showTab(bench, 'trace');
    await settle();
    showTab(bench, 'overview');
    bench.store.tracePages = [{ spans: [span('span-1', 1), span('span-2', 2)] }];
    const summary: RunSummary = { ...running, status: 'success' };
    bench.store.put(summary);
    bench.dispatch({ type: 'detail-summary-changed', summary });
    showTab(bench, 'trace');
    await settle();
    expect(bench.spanIds()).toEqual(['span-1', 'span-2']);
  });

  test('of a run that has ended is read again on request', async () => {
    const bench = createBench();
    open(bench, ended);
    showTab(bench, 'trace');
    await settle();
    await bench.loader.refresh(true);
    expect(bench.count('trace')).toBe(2);
  });

  test('that was read before its run is not read again at every change of the state', async () => {
    const bench = createBench();
    bench.store.tracePages = [{ spans: [span('span-1', 1)] }];
    bench.store.runDelayMs = 1_000;
    open(bench, ended);
    showTab(bench, 'trace');
    for (let change = 0; change < 5; change += 1) {
      await settle(50);
      bench.dispatch({ type: 'resized', size: { columns: 100 + change, rows: 40 } });
    }
    await settle(1_000);
    expect({ run: bench.count('run'), trace: bench.count('trace') }).toEqual({ run: 1, trace: 1 });
  });

  test('that could not be read is not tried at every change of the state', async () => {
    const bench = createBench();
    bench.store.traceFailsWith = away;
    open(bench, ended);
    showTab(bench, 'trace');
    await settle();
    for (let now = 1; now < 20; now += 1) bench.dispatch({ type: 'clock-ticked', now });
    await settle();
    expect([bench.count('trace'), bench.getState().detail?.error]).toEqual([1, away]);
  });

  test('of a run that was removed meanwhile is not waited for: the run is gone', async () => {
    const bench = createBench();
    open(bench, ended);
    await settle();
    Object.assign(bench.store, { getTrace: async () => undefined });
    showTab(bench, 'trace');
    await settle();
    expect(bench.getState().detail).toMatchObject({
      summary: { id: ended.id },
      error: { message: expect.stringContaining('there is no run run_0001 in ./runs.db') },
    });
  });

  test.each([
    ['its tab is shown again', (bench: Bench) => [showTab(bench, 'overview'), showTab(bench, 'trace')]],
    ['the store changed', (bench: Bench) => [bench.loader.refresh()]],
  ])('that could not be read is tried once %s, and its error goes', async (_when, act) => {
    const bench = createBench();
    bench.store.traceFailsWith = away;
    open(bench, ended);
    showTab(bench, 'trace');
    await settle(2000);
    bench.store.traceFailsWith = undefined;
    bench.store.tracePages = threePages;
    act(bench);
    await settle(1000);
    expect(bench.spanIds()).toHaveLength(3);
    expect(bench.getState().detail?.error).toBeUndefined();
  });
});
