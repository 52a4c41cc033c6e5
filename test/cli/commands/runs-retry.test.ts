import { describe, expect, it } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { ErrorSummary } from '../../../src/model/run.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { serveFailingStarts } from '../../operations/acts/failing-starts.ts';
import { openAt } from '../../stores/http/http-under-test.ts';
import { trials } from '../../trials.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun } from '../sample-runs.ts';

const retry = (...words: readonly string[]) => ['workflows', 'runs', 'retry', ...words];
const now = () => sampleNow;

type Row = { readonly id: string; readonly result: string; readonly newId?: string };
const rowsOf = (out: string): readonly Row[] => JSON.parse(out).data;
const countOf = (rows: readonly Row[], wanted: string) =>
  rows.filter(({ result }) => result === wanted).length;

/** Every seventh start fails: one before it got through, the next one after that. */
const all = trials(500, 70);
const failing = Math.floor(all / 7);
const lost = Math.floor(all / 14);

describe(`running a group of ${all} again on a server that fails every seventh start`, () => {
  it('tells each outcome; a second try starts those that did not start, and none twice', async () => {
    const { url, started, asked, heal } = await serveFailingStarts(all);
    const line = retry('--filter', 'status:failed', '--yes');
    const first = await runCli(line, { store: await openAt(url), now });
    const rows = rowsOf(first.out);
    expect(first.code).toBe(5);
    expect([countOf(rows, 'started'), countOf(rows, 'unknown'), asked.length]).toEqual([
      all - failing,
      failing,
      all,
    ]);
    const arrived = new Set(started.map(({ retryOf }) => retryOf));
    expect(rows.filter(({ id, result }) => result === 'started' && !arrived.has(id))).toEqual([]);
    expect(started).toHaveLength(all - lost);

    await heal();
    asked.length = 0;
    const second = await runCli(line, { store: await openAt(url), now });
    expect(second.code).toBe(0);
    expect(second.err).toContain(`left out ${all - lost} runs that were run again already`);
    expect([...asked].sort()).toEqual(
      rows
        .map(({ id }) => id)
        .filter(id => !arrived.has(id))
        .sort(),
    );
    expect(new Set(started.map(({ retryOf }) => retryOf)).size).toBe(all);
    expect(started).toHaveLength(all);
  });

  it('interrupted in the middle, sends no more, and the next time sends nothing twice', async () => {
    const { url, started, asked, heal } = await serveFailingStarts(60);
    const ending = new AbortController();
    const store = await openAt(url);
    const startRun: typeof store.startRun = async (request, options) => {
      if (asked.length >= 20) ending.abort(new EndedEarly('ended by SIGINT', 130));
      return store.startRun(request, options);
    };
    const line = retry('--filter', 'status:failed', '--yes');
    const { code, out } = await runCli(line, { store: { ...store, startRun }, now, signal: ending.signal });
    const rows = rowsOf(out);
    expect(code).toBe(130);
    expect(countOf(rows, 'started') + countOf(rows, 'unknown')).toBe(asked.length);
    expect(countOf(rows, 'not-sent')).toBe(60 - asked.length);
    expect(countOf(rows, 'not-sent')).toBeGreaterThan(0);
    await heal();
    expect((await runCli(line, { store: await openAt(url), now })).code).toBe(0);
    expect(started).toHaveLength(60);
    expect(new Set(started.map(({ retryOf }) => retryOf)).size).toBe(60);
  });
});

describe('retry', () => {
  const runs = [1, 2, 3, 4].map(number =>
    createRun({
      id: `run_${number}`,
      status: number === 4 ? 'success' : 'failed',
      retryOf: number === 4 ? 'run_2' : undefined,
      input: { number },
      createdAt: sampleNow - number,
    }),
  );
  const recorded = () => {
    const asked: unknown[] = [];
    const store = createFakeStore(runs, {
      overrides: {
        startRun: async request => {
          asked.push(request);
          return { type: 'started', id: request.id ?? '' };
        },
      },
    });
    return { store, asked };
  };

  it('starts the failed runs that match with their input, but those that were run again since', async () => {
    const { store, asked } = recorded();
    const { code, out, err } = await runCli(retry('--filter', 'since:3650d', '--yes'), { store, now });
    expect(code).toBe(0);
    expect(rowsOf(out).map(({ id }) => id)).toEqual(['run_1', 'run_3']);
    expect(asked).toMatchObject([
      { workflow: 'signup-pipeline', input: { number: 1 }, retryOf: 'run_1', trigger: 'cli' },
      { input: { number: 3 }, retryOf: 'run_3' },
    ]);
    expect(err).toContain('left out 1 run that was run again already: --retried includes it');
  });

  it('leaves out the settled ones, says how many they are, and takes them where it is asked to', async () => {
    const asked: unknown[] = [];
    const settled = { by: 'run_9', at: sampleNow, how: 'schedule' } as const;
    const store = createFakeStore(
      runs.map(run => (run.id === 'run_3' ? { ...run, settled } : run)),
      {
        overrides: {
          startRun: async request => {
            asked.push(request);
            return { type: 'started', id: request.id ?? '' };
          },
        },
      },
    );
    const { err } = await runCli(retry('--filter', 'since:3650d', '--yes'), { store, now });
    expect(asked).toMatchObject([{ retryOf: 'run_1' }]);
    expect(err).toContain('left out 1 run that was run again already: --retried includes it');
    expect(err).toContain('left out 1 run that was settled by a later run: --retried includes it');
    await runCli(retry('--filter', 'since:3650d', '--yes', '--retried'), { store, now });
    expect(asked).toHaveLength(4);
  });

  it.each(['an outage', 'an interrupt'])(
    'prints what was started beside an id that no run has, also after %s',
    async cause => {
      const { store, asked } = recorded();
      const ending = new AbortController();
      const startRun: typeof store.startRun = async (request, options) => {
        if (cause === 'an interrupt') ending.abort(new EndedEarly('ended by SIGINT', 130));
        return store.startRun(request, options);
      };
      const suggest = () => Promise.reject(new InspectorError('unreachable', 'nothing answers'));
      const line = retry('run_01M8PXNAJ6', 'run_1');
      const { out } = await runCli(line, {
        store: { ...store, startRun, suggest },
        now,
        signal: ending.signal,
      });
      expect(asked).toHaveLength(1);
      expect(rowsOf(out).map(({ result }) => result)).toEqual(['not-found', 'started']);
    },
  );

  it('takes these, too, where it is asked to, and only the last ones', async () => {
    const { store, asked } = recorded();
    const line = retry('--filter', 'since:3650d', '--retried', '--last', '2', '--yes');
    expect((await runCli(line, { store, now })).code).toBe(0);
    expect(asked).toMatchObject([{ retryOf: 'run_1' }, { retryOf: 'run_2' }]);
  });

  it('starts a named run whatever became of it, and nothing in a dry run', async () => {
    const { store, asked } = recorded();
    const dry = await runCli(retry('--filter', 'status:failed', '--dry-run'), { store, now });
    expect([dry.code, asked.length]).toEqual([0, 0]);
    expect(JSON.parse(dry.out).data.map(({ id }: Row) => id)).toEqual(['run_1', 'run_3']);
    const { code, out } = await runCli(retry('run_4', '-o', 'table'), { store, now });
    expect(code).toBe(0);
    expect(out).toMatch(/^run_4 {2}retried as run_\w+\n$/u);
  });

  it('exits 1 with the reason where the target starts no runs', async () => {
    const { code, out } = await runCli(retry('run_1'), { store: createFakeStore(runs), now });
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toEqual([
      { id: 'run_1', result: 'refused', reason: expect.stringContaining('cannot start runs') },
    ]);
  });

  /** A store in which every new run is queued at first, and ends as it is told at the next read. */
  const ending = (statuses: readonly RunStatus[], of = runs, errorSummary?: ErrorSummary) => {
    const started: string[] = [];
    const reads = new Map<string, number>();
    const plain = createFakeStore(of);
    return createFakeStore(of, {
      overrides: {
        startRun: async ({ id = '' }) => {
          started.push(id);
          return { type: 'started', id };
        },
        getRun: async (id, options) => {
          const at = started.indexOf(id);
          if (at < 0) return plain.getRun(id, options);
          const read = (reads.get(id) ?? 0) + 1;
          reads.set(id, read);
          const status = read === 1 ? 'queued' : statuses[at];
          return createRun({ id, status, errorSummary: status === 'failed' ? errorSummary : undefined });
        },
      },
    });
  };

  it('with --wait, tells how each new run ended, and exits 1 unless all succeeded', async () => {
    const line = retry('run_1', 'run_3', '--yes', '--wait');
    const { code, out } = await runCli(line, { store: ending(['success', 'failed']), now });
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toMatchObject([
      { id: 'run_1', result: 'started', status: 'success' },
      { id: 'run_3', result: 'started', status: 'failed' },
    ]);
    const good = await runCli([...line, '-o', 'table'], { store: ending(['success', 'success']), now });
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^run_1 {2}retried as run_\w+: Success\nrun_3 /u);
  });

  it.each<[string, ErrorSummary, string]>([
    [
      'the step and the innermost cause',
      {
        message: 'request failed',
        step: 'send',
        cause: { name: 'Error', message: 'timeout of 30 s\nexceeded' },
      },
      'send: timeout of 30 s',
    ],
    ['the message alone', { name: 'TypeError', message: 'no price' }, 'TypeError: no price'],
    ['no secret', { message: 'bad token=Zq7xKp9mWv3n' }, 'bad token=••••••'],
  ])('with --wait, says why a run failed again: %s', async (_, errorSummary, why) => {
    const line = retry('run_1', 'run_3', '--yes', '--wait');
    const store = () => ending(['success', 'failed'], runs, errorSummary);
    const table = await runCli([...line, '-o', 'table'], { store: store(), now });
    expect(table.out).toMatch(
      /^run_1 {2}retried as run_\w+: Success\nrun_3 {2}retried as run_\w+: Failed · .*\n$/u,
    );
    expect(table.out).toContain(`: Failed · ${why}\n`);
    const { out } = await runCli([...line, '--redact'], { store: store(), now });
    expect(JSON.parse(out).data[1]).toMatchObject({ status: 'failed', reason: why });
  });

  it('with --wait, sums up of ten and more how their new runs ended', async () => {
    const ids = Array.from({ length: 10 }, (_, at) => `run_1${at}`);
    const statuses = ids.map((_, at) => (at < 7 ? 'failed' : 'success'));
    const store = ending(
      statuses,
      ids.map(id => createRun({ id, status: 'failed', input: {} })),
    );
    const { err } = await runCli(retry(...ids, '--yes', '--wait'), { store, now });
    expect(err).toBe('7 started: Failed · 3 started: Success\n');
  });

  it.each([
    ['nobody', [], 'no running program offers "signup-pipeline" now: its runs are refused\n'],
    ['a program', ['signup-pipeline'], undefined],
  ])('says before it starts runs where %s offers their workflow', async (_, offered, line) => {
    const workflows = async () =>
      offered.map(
        name => ({ name, kind: 'workflow', total: 0, failed: 0, active: 0, isOffered: true }) as const,
      );
    const can = { ...createFakeStore([]).can, start: true };
    const store = createFakeStore(runs, { overrides: { workflows, can } });
    const { err } = await runCli(retry('--filter', 'status:failed', '--dry-run'), { store, now });
    expect(err.match(/no running program .*\n/u)?.[0]).toBe(line);
  });

  it('says that the runs of several workflows that nobody offers are refused', async () => {
    const can = { ...createFakeStore([]).can, start: true };
    const both = [...runs, createRun({ id: 'run_9', name: 'invoice-sync', status: 'failed', input: {} })];
    const store = createFakeStore(both, { overrides: { workflows: async () => [], can } });
    const { err } = await runCli(retry('--filter', 'status:failed', '--dry-run'), { store, now });
    expect(err).toContain(', or 1 other of these workflows: their runs are refused\n');
  });

  it('says of each of several targets that nobody offers a workflow there', async () => {
    const { can, target } = createFakeStore([]);
    const starts = (...offered: readonly string[]) => ({ target, can: { ...can, start: true }, offered });
    const memberStarts = async () =>
      new Map([
        ['shop', starts('signup-pipeline')],
        ['idle', starts()],
      ]);
    const overrides = { memberStarts, can: { ...can, start: true } };
    const store = createFakeStore(
      runs.map(run => ({ ...run, target: run.id === 'run_1' ? 'shop' : 'idle' })),
      { overrides },
    );
    const { err } = await runCli(retry('--filter', 'status:failed', '--dry-run'), { store, now });
    expect(err.match(/no running program .*\n/gu)).toEqual([
      'no running program offers "signup-pipeline" in idle now: its runs are refused\n',
    ]);
  });

  it('interrupted while it waits, tells what was started and how that stands, and exits 130', async () => {
    const stop = new AbortController();
    const store = ending(['running']);
    const getRun: typeof store.getRun = async (id, options) => {
      const run = await store.getRun(id, options);
      if (run?.status === 'running') stop.abort(new EndedEarly('ended by SIGINT', 130));
      return run;
    };
    const { code, out } = await runCli(retry('run_1', '--wait'), {
      ...{ store: { ...store, getRun }, now, signal: stop.signal },
    });
    expect(code).toBe(130);
    expect(JSON.parse(out).data).toMatchObject([{ id: 'run_1', result: 'started', status: 'running' }]);
  });

  it('exits 3 where there is no such run, unless another run was refused for another reason', async () => {
    const { store } = recorded();
    const { code, out } = await runCli(retry('run_1', 'run_gone', '--yes'), { store, now });
    expect(code).toBe(3);
    expect(rowsOf(out)).toMatchObject([{ result: 'started' }, { id: 'run_gone', result: 'not-found' }]);
    const unable = { store: createFakeStore(runs), now };
    expect((await runCli(retry('run_gone', 'run_1', '--yes'), unable)).code).toBe(1);
  });

  it('refuses --last and --retried with ids', async () => {
    expect((await runCli(retry('run_1', '--last', '2'))).err).toContain('go with --filter');
    expect((await runCli(retry('run_1', '--retried'))).code).toBe(2);
  });
});
