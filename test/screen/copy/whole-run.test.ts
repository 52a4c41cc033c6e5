import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSqliteStore } from '../../../src/database/sqlite/store/open-sqlite-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run, Span } from '../../../src/model/run.ts';
import { createHomeWithStore } from '../../cli/real-store.ts';
import { runCli } from '../../cli/run-cli.ts';
import { failedRun } from '../../cli/sample-runs.ts';
import { patienceMs } from '../../in-time.ts';
import { openMenu } from '../dialog-actions.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { closeSessions, openSession, press, settle } from '../open-session.ts';

type Session = Parameters<typeof press>[0];

function choose(session: Session, id: string): void {
  const at = openMenu(session.getState())?.items.findIndex(item => item.id === id) ?? -1;
  expect(at).toBeGreaterThanOrEqual(0);
  press(session, ...Array.from({ length: at }, () => 'j'), 'enter');
}

const spans = (count: number, from = 0): readonly Span[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `span_${from + at}`,
    name: 'GET /',
    kind: 'http',
    startAt: from + at,
    endAt: from + at + 1,
    status: 'ok',
    attributes: {},
    events: [],
  }));

const pages = [0, 3, 6].map(from => ({ spans: spans(3, from), delayMs: 300 }));
const steps: Run['steps'] = [
  { id: 's1', name: 'load', type: 'action', status: 'success', attempt: 1, startedAt: 1, output: [7] },
];

afterEach(async () => {
  await closeSessions();
  vi.useRealTimers();
});

describe('the whole run', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 13) });
  });

  async function openOn(keys: readonly string[]) {
    const store = Object.assign(createMemoryStore([sampleRun(1)], { steps }), { tracePages: pages });
    const opened = openSession(store);
    await settle();
    for (const key of keys) {
      press(opened.session, key);
      await settle();
    }
    return opened;
  }

  const placesOf = { table: [], overview: ['enter'], metadata: ['enter', '2'], trace: ['enter', '3'] };

  test.each(Object.entries(placesOf))('is copied with steps and trace from the %s', async (_, keys) => {
    const { session, copied } = await openOn(keys);
    press(session, 'Y');
    await settle();
    choose(session, 'run-json');
    await settle(5_000);
    const { steps: copiedSteps, trace } = JSON.parse(copied[0] ?? '');
    expect(copiedSteps).toMatchObject([{ name: 'load', output: [7], startedAt: '1970-01-01T00:00:00.001Z' }]);
    expect(trace.spans.map((span: Span) => span.id)).toEqual(spans(9).map(({ id }) => id));
  });

  test.each(['o', 'Y'])('says how far the reading is (%s)', async key => {
    const { session } = await openOn([key]);
    if (key === 'Y') choose(session, 'run-yaml');
    await settle(700);
    expect(session.getState().tasks[0]?.text).toBe('reading the trace: 6 of 9 spans');
    await settle(2_000);
    expect(session.getState().tasks).toEqual([]);
  });

  test('is not read again where the trace tab has it', async () => {
    const { session, store } = await openOn(['enter', '3']);
    await settle(2_000);
    const read = store.reads.length;
    press(session, 'Y');
    choose(session, 'run-json');
    await settle(2_000);
    expect(store.reads).toHaveLength(read);
  });

  test('is not copied once Esc has stopped the reading', async () => {
    const { session, copied } = await openOn(['enter']);
    press(session, 'Y');
    await settle();
    choose(session, 'run-json');
    await settle(400);
    press(session, 'escape');
    await settle(5_000);
    expect(copied).toEqual([]);
    expect(session.getState().screen).toBe('detail');
  });

  test('is not copied without its trace: what cannot be read is named', async () => {
    const { session, store, copied } = await openOn(['enter']);
    store.traceFailsWith = new InspectorError('unreachable', 'the server is away');
    press(session, 'Y');
    await settle();
    choose(session, 'run-json');
    await settle(1_000);
    expect(copied).toEqual([]);
    expect(session.getState().notice?.text).toBe('nothing is copied: the server is away');
  });

  test('is among the marked runs with its trace', async () => {
    const { session, copied } = await openOn(['space', 'Y']);
    choose(session, 'run-json');
    await settle(5_000);
    const [run] = JSON.parse(copied[0] ?? '');
    expect(run.trace.spans).toHaveLength(9);
  });
});

test(
  'the whole run as JSON is what the command `get` prints of it',
  async () => {
    const home = await createHomeWithStore([failedRun]);
    const include = ['--include', 'trigger,steps,messages,trace', '-o', 'json'];
    const { out } = await runCli(['history', 'get', failedRun.id, ...include], { home, store: 'real' });
    const path = join(home.cwd, '.runlens', 'runs.db');
    const target = { name: 'local', kind: 'sqlite', location: path, reason: 'argument' };
    const { session, copied } = openSession(await openSqliteStore({ path, target }));
    const waitFor = (check: () => void) => vi.waitFor(check, { timeout: patienceMs });
    await waitFor(() => expect(session.getState().list.rows).toHaveLength(1));
    press(session, 'enter', 'u', 'Y');
    await waitFor(() =>
      expect(session.getState().overlay).toMatchObject({ source: { run: { usage: [{}, {}] } } }),
    );
    choose(session, 'run-json');
    await waitFor(() => expect(copied).toHaveLength(1));
    expect(`${copied[0]}\n`).toBe(out);
  },
  patienceMs,
);
