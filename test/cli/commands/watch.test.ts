import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { createMemoryStore, type MemoryStore } from '../../screen/memory-store.ts';
import { type CliResult, runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const running = createRun({ id: 'run_live', status: 'running', startedAt: now, finishedAt: undefined });

const failed = createRun({
  id: 'run_bad',
  name: 'nightly\u001B]52;c;AAAA\u0007-report',
  status: 'failed',
  createdAt: now,
  finishedAt: now + 4_200,
  errorSummary: { name: 'HttpError', message: 'no\u001B[2J answer for token=hunter22222' },
});

/** A terminal that has notifications. */
const env = { TERM: 'foot' };

type Stage = readonly RunSummary[] | Error;

/** Watches a store that becomes the next of these whenever the watch has read it. */
async function watch(
  words: readonly string[],
  stages: readonly Stage[],
  options: { readonly columns?: number; readonly isTalking?: boolean; readonly store?: MemoryStore } = {},
): Promise<CliResult> {
  const { store = createMemoryStore([running]), columns, isTalking } = options;
  const ending = new AbortController();
  let result: CliResult | undefined;
  const line = ['watch', ...words];
  const ended = runCli(line, { store, columns, isTalking, env, signal: ending.signal }).then(
    code => (result = code),
  );
  const left = [...stages];
  for (let asked = 0; !result; await nextTurn()) {
    await vi.advanceTimersByTimeAsync(2_500);
    if (store.asked.length === asked) continue;
    asked = store.asked.length;
    const stage = left.shift();
    if (stage === undefined) ending.abort(new EndedEarly('ended by SIGINT', 130));
    else if (stage instanceof Error) store.failWith = stage;
    else {
      store.failWith = undefined;
      store.put(...stage);
    }
  }
  return ended;
}

describe('watch', () => {
  it('prints a line as each run appears, and as its status changes, until it is interrupted', async () => {
    const ended = { ...running, status: 'success', finishedAt: now + 1_200 } as const;
    const { code, out, err } = await watch(['-o', 'ndjson'], [[failed], [ended], []]);
    expect({ code, err }).toEqual({ code: 130, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line)).map(({ id, status }) => [id, status])).toEqual([
      ['run_bad', 'failed'],
      ['run_live', 'success'],
    ]);
  });

  it('shows people lines without secrets and without what a terminal would obey', async () => {
    const { out } = await watch(['-o', 'table'], [[failed], []]);
    expect(out).toBe(
      '12:00:04.200  ✖ Failed    nightly-report            run_bad  4.2s  HttpError: no answer for token=••••••\n',
    );
    const narrow = await watch(['-o', 'table'], [[failed], []], { columns: 60 });
    expect(narrow.out.trimEnd().replaceAll(/\u001B\[[\d;]*m/gu, '')).toHaveLength(60);
  });

  it('says on a terminal that it watches, and how many runs are active', async () => {
    const { out, err } = await watch([], [[]], { columns: 80, isTalking: true });
    expect([out, err]).toEqual(['', 'watching ./runs.db, 1 run active; Ctrl-C ends it\n']);
    const none = await watch([], [[]], { isTalking: true, store: createMemoryStore([failed]) });
    expect(none.err).toContain('no run is active');
  });

  it.each([
    ['json', /^\{"id":"run_bad".*\}\n$/u],
    ['yaml', /^---\nid: run_bad\n/u],
    ['tsv', /^id\tkind\tname.*\nrun_bad\tworkflow/u],
  ])('prints each run whole in itself as %s', async (format, text) => {
    expect((await watch(['-o', format], [[failed], []])).out).toMatch(text);
  });

  it('prints only runs that match', async () => {
    const other = createRun({ id: 'run_good', createdAt: now });
    const { out } = await watch(['status:failed', 'workflow:nightly*'], [[failed, other], []]);
    expect(out).toContain('run_bad');
    expect(out).not.toContain('run_good');
  });

  it.each([
    [[], 0],
    [['--exit-status'], 1],
  ] as const)('ends with --until failed at the first run that fails', async (more, code) => {
    const after = createRun({ id: 'run_after', status: 'failed', createdAt: now + 1 });
    const result = await watch(['--until', 'failed', ...more], [[failed, after]]);
    expect(result.code).toBe(code);
    expect(result.out).toContain('run_bad');
    expect(result.out).not.toContain('run_after');
  });

  it.each([
    ['success', 0],
    ['failed', 1],
    ['canceled', 1],
  ] as const)(
    'ends with --until done once no run is active; exits by the worst: %s',
    async (status, code) => {
      const second = createRun({ ...running, id: 'run_second', createdAt: now });
      const ends = { ...running, status, finishedAt: now };
      const line = ['workflow:signup*', '--until', 'done', '--exit-status'];
      const result = await watch(line, [[second], [ends], [createRun({ id: 'run_second', createdAt: now })]]);
      expect(result.code).toBe(code);
      expect(result.out.trimEnd().split('\n')).toHaveLength(3);
    },
  );

  it('ends with --until done at once where nothing is active', async () => {
    const store = createMemoryStore([failed]);
    expect(await watch(['--until', 'done', '--exit-status'], [], { store })).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });

  const notification =
    '\u0007\u001B]777;notify;runlens;nightly-report failed: HttpError: no answer for token=••••••\u0007';

  it.each([
    [{ isTalking: true }, { out: '', err: notification }],
    [{ columns: 80 }, { out: notification, err: '' }],
    [{}, { out: '', err: 'runlens: --notify does nothing here: there is no terminal\n' }],
  ])('notifies the terminal of a failure with --notify, and never a pipe: %o', async (streams, notified) => {
    const ends = { ...running, status: 'success', finishedAt: now } as const;
    const { out, err } = await watch(['--notify', '-o', 'tsv'], [[failed], [ends], []], streams);
    const [onStdout = ''] = /\u0007.*\u0007/u.exec(out) ?? [];
    expect({ out: onStdout, err: err.replace(/^watching .*\n/u, '') }).toEqual(notified);
  });

  it('notifies of nothing without --notify', async () => {
    const { out, err } = await watch([], [[failed], []], { columns: 80, isTalking: true });
    expect(out + err).not.toMatch(/\u0007|\u001B\]/u);
  });

  it('says that the store is away, and that it is back', async () => {
    const away = new InspectorError('unreachable', 'http://runs.example cannot be reached');
    const { out, err } = await watch(['-o', 'json'], [away, [failed], [], []]);
    expect(out).toContain('run_bad');
    expect(err).toBe(
      'runlens: http://runs.example cannot be reached; trying again\nrunlens: it answers again\n',
    );
  });

  it('points at what is wrong in a filter', async () => {
    const { code, err } = await runCli(['watch', 'stauts:failed'], { store: createMemoryStore([]) });
    expect(code).toBe(2);
    expect(err).toContain('did you mean "status"?');
  });
});
