import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openKeystrokeStore } from '../../../src/engines/keystroke/open-keystroke-store.ts';
import { toTally } from '../../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { someOf } from '../../trials.ts';

/** A stand-in that replays invented answers: none of this was tried against the real program. */
const standIn = join(import.meta.dirname, './stand-in/keystroke.sh');

const now = Date.parse('2026-11-24T12:00:00Z');
const firstPage = { sort: newestFirst, limit: 50, now };

let folder: string;
let store: RunStore;
const opened: RunStore[] = [];

function open(mode = '', options: { readonly timeoutMs?: number } = {}): RunStore {
  store = openIn(folder, mode, options);
  opened.push(store);
  return store;
}

function openIn(folder: string, mode = '', options: { readonly timeoutMs?: number } = {}): RunStore {
  const env = {
    ...process.env,
    STANDIN_MODE: mode,
    STANDIN_LOG: join(folder, 'log'),
    STANDIN_STATE: join(folder, 'state'),
    RUNLENS_TOKEN: 'ours',
  };
  const target = { name: 'keystroke', kind: 'keystroke', location: 'keystroke:', reason: 'argument' };
  return openKeystrokeStore({ file: standIn, cwd: folder, env, target, ...options });
}

type Call = { readonly args: readonly string[]; readonly pid: number; readonly ours: readonly string[] };

/** The calls so far; the last line may be half written. */
function calls(of = folder): readonly Call[] {
  const path = join(of, 'log');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(line => line !== '').map(toCall);
}

function toCall(line: string): Call {
  const [pid, ours = '', ...args] = line.split('\u001f');
  return { pid: Number(pid), ours: ours.split(' ').filter(name => name !== ''), args };
}

function commandsCalled(of = folder): readonly string[] {
  return calls(of).map(({ args }) => args.join(' '));
}

function createFolder(): string {
  return mkdtempSync(join(tmpdir(), 'runlens-keystroke-'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeEach(() => {
  folder = createFolder();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('the Keystroke command line as a store, against a stand-in', () => {
  /** For tests that only read: a list is four programs. */
  let reading: RunStore;
  let readingFolder: string;
  beforeAll(() => {
    readingFolder = createFolder();
    reading = openIn(readingFolder);
  });
  afterAll(async () => {
    await reading.close();
    rmSync(readingFolder, { recursive: true, force: true });
  });

  it('gives a failed run the same group in the list and in its details', async () => {
    const runs = await listAll(reading, parseQuery('status:failed'), firstPage);
    expect(runs.length).toBeGreaterThan(0);
    for (const row of runs) {
      const run = await reading.getRun(row.id);
      expect(run && toTally(run)?.failure).toBe(toTally(row)?.failure);
    }
  });

  it('runs nothing while it is opened', () => {
    open();
    expect(calls()).toEqual([]);
  });

  it('lists the runs of each workflow and of the history, each once, newest first', async () => {
    expect(idsOf(await listAll(open(), emptyQuery))).toEqual([
      'run_live',
      'run_ok',
      'run_bad',
      'run_paused',
      'run_hook',
      'ses_1',
      'run_other',
    ]);
    expect([...commandsCalled()].sort()).toEqual([
      'history list',
      'workflows list',
      'workflows runs list nightly-report',
      'workflows runs list signup-pipeline',
    ]);
  });

  it('gives the program none of our variables', async () => {
    await open().counts();
    expect(calls().flatMap(({ ours }) => ours)).toEqual([]);
  });

  it('reads the documented fields of rows', async () => {
    const runs = await listAll(reading, emptyQuery);
    const byId = new Map(runs.map(run => [run.id, run]));
    expect(byId.get('run_ok')).toEqual({
      id: 'run_ok',
      kind: 'workflow',
      name: 'signup-pipeline',
      status: 'success',
      trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'signup' },
      actor: 'Ada',
      project: 'core',
      createdAt: Date.parse('2026-11-24T10:00:00Z'),
      queuedAt: Date.parse('2026-11-24T10:00:00Z'),
      startedAt: Date.parse('2026-11-24T10:00:01Z'),
      finishedAt: Date.parse('2026-11-24T10:00:03.5Z'),
      costUsd: 0.0042,
      models: ['gpt-5-mini'],
      services: ['mail'],
      stepCount: 2,
    });
    expect(byId.get('run_bad')).toMatchObject({
      status: 'failed',
      createdAt: Date.parse('2026-11-24T09:40:00Z'),
      startedAt: Date.parse('2026-11-24T09:40:01Z'),
      errorSummary: { name: 'TimeoutError', message: 'mail provider did not answer' },
    });
    expect(byId.get('run_paused')).toMatchObject({ status: 'unknown', statusRaw: 'Paused' });
    expect(byId.get('run_hook')).toMatchObject({ status: 'waiting', name: 'nightly-report' });
    expect(byId.get('ses_1')).toMatchObject({ kind: 'agent', name: 'support-agent', status: 'success' });
    expect(byId.get('run_other')).toMatchObject({ name: 'billing', project: 'shop', status: 'canceled' });
  });

  const filters = [
    ['status:failed', ['run_bad']],
    ['type:agent', ['ses_1']],
    ['model:gpt-5-mini', ['run_ok']],
    ['workflow:signup-pipeline status:success,running', ['run_live', 'run_ok']],
    ['-status:active', ['run_ok', 'run_bad', 'ses_1', 'run_other']],
  ] as const;

  it.each(someOf(filters, 3))('finds what %s means', async (filter, ids) => {
    expect(idsOf(await listAll(reading, parseQuery(filter)))).toEqual(ids);
  });

  it('reads single runs where a clause needs their payloads', async () => {
    const found = await listAll(
      reading,
      parseQuery('workflow:signup-pipeline -status:failed,unknown input.email:ada@example.com'),
    );
    expect(idsOf(found)).toEqual(['run_ok']);
  });

  it('reads a run with the workflow under which it was listed', async () => {
    const run = await open().getRun('run_ok', { include: { steps: true } });
    expect(run).toMatchObject({
      name: 'signup-pipeline',
      status: 'success',
      trigger: { label: 'Webhook · signup' },
      input: { email: 'ada@example.com' },
      output: null,
      usage: [{ name: 'gpt-5-mini', kind: 'other', quantity: 154, unit: 'tokens', costUsd: 0.0042 }],
      steps: [
        { id: 's1', name: 'check', status: 'success', attempt: 1 },
        { id: 's2', type: 'model', attempt: 2 },
      ],
      raw: { name: 'signup-pipeline', region: 'eu' },
    });
    expect(commandsCalled()).toContain(
      'workflows runs get signup-pipeline run_ok --include trigger,steps,trace',
    );
    const trace = await store.getTrace('run_ok');
    expect(trace).toMatchObject({
      spans: [{ id: 'a' }, { id: 'b', parentId: 'a', status: 'error' }],
      logs: [{ level: 'warn' }],
      spanTotal: 2,
    });
    expect(commandsCalled().filter(command => command.includes(' get '))).toHaveLength(1);
  });

  it('gives a trace in pages', async () => {
    const first = await reading.getTrace('run_ok', { limit: 1 });
    const second = await reading.getTrace('run_ok', { limit: 1, cursor: first?.nextCursor });
    expect(first?.spans.map(span => span.id)).toEqual(['a']);
    expect(second?.spans.map(span => span.id)).toEqual(['b']);
    expect([first?.logs.length, second?.logs.length]).toEqual([0, 1]);
    expect(second?.nextCursor).toBeUndefined();
  });

  it('reads a session with its messages', async () => {
    const run = await reading.getRun('ses_1', { include: { messages: true } });
    expect(commandsCalled(readingFolder)).toContain(
      'agents sessions get support-agent ses_1 --include messages,trace',
    );
    expect(run?.messages).toMatchObject([
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        thought: 'greet',
        toolCalls: [{ name: 'look-up', arguments: { q: 1 }, result: 2 }],
      },
    ]);
  });

  it('looks in the history for a run that no list shows, and finds none where there is none', async () => {
    expect(await reading.getRun('run_nowhere')).toBeUndefined();
    expect(commandsCalled(readingFolder)).toContain('history get run_nowhere');
    expect(await reading.getTrace('run_nowhere')).toBeUndefined();
    expect(await reading.cancelRun('run_nowhere')).toEqual({ type: 'not-found' });
  });

  it('never passes an id that would be taken for an option', async () => {
    await expect(open().getRun('--config=evil')).rejects.toMatchObject({ kind: 'usage' });
    await expect(store.startRun({ workflow: '--help' })).rejects.toMatchObject({ kind: 'usage' });
    expect(commandsCalled().filter(command => command.includes('--config'))).toEqual([]);
  });

  it('cancels a running run, and leaves ended ones alone', async () => {
    expect(await open().cancelRun('run_live')).toEqual({ type: 'canceled' });
    expect((await store.getRun('run_live'))?.status).toBe('canceled');
    expect(await store.cancelRun('run_live')).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(await store.cancelRun('run_ok')).toEqual({ type: 'already-finished', status: 'success' });
    expect(commandsCalled().filter(command => command.includes('cancel'))).toEqual([
      'workflows runs cancel run_live',
    ]);
  });

  it('asks again for the status before it cancels: somebody else may have ended the run', async () => {
    const other = open();
    expect((await other.getRun('run_live'))?.status).toBe('running');
    await open().cancelRun('run_live');
    expect(await other.cancelRun('run_live')).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(commandsCalled().filter(command => command.includes('cancel'))).toHaveLength(1);
  });

  it('is polled, and not called live', () => {
    expect(reading.can).toMatchObject({ live: false, cancel: true, start: true });
  });

  it('shows why the program refused to cancel', async () => {
    expect(await open().cancelRun('run_paused')).toEqual({
      type: 'refused',
      reason: 'Error: a Paused run cannot be canceled',
    });
  });

  it('says which step a failed run failed in', async () => {
    const run = await reading.getRun('run_bad');
    const message = 'mail provider did not answer\nin 3000 ms';
    expect(run).toMatchObject({ status: 'failed', error: { name: 'TimeoutError', message, stepId: 's1' } });
  });

  it('starts a run with its input', async () => {
    expect(await open().startRun({ workflow: 'signup-pipeline', input: { email: 'a b' } })).toEqual({
      type: 'started',
      id: 'run_started',
    });
    expect(calls().map(({ args }) => args)).toContainEqual([
      'workflows',
      'run',
      'signup-pipeline',
      '--input',
      '{"email":"a b"}',
    ]);
    expect(await store.startRun({ workflow: 'nope' })).toEqual({
      type: 'refused',
      reason: 'Error: unknown workflow nope',
    });
  });
});

describe('a program that misbehaves', () => {
  it('is quoted on why it failed, without colours, stacks and secrets', async () => {
    const listed = open('login').listRuns(emptyQuery, firstPage);
    await expect(listed).rejects.toMatchObject({
      kind: 'auth',
      message: 'keystroke workflows list failed (exit code 1)',
      hint: expect.stringMatching(/^Error: not logged in/),
    });
    await expect(store.counts()).rejects.not.toMatchObject({
      hint: expect.stringMatching(/sk_live_1234567890abcdef/),
    });
  });

  it('shows what it can when the cloud does not answer, with a note', async () => {
    const page = await open('offline').listRuns(emptyQuery, firstPage);
    expect(idsOf(page.runs)).toContain('run_ok');
    expect(idsOf(page.runs)).not.toContain('ses_1');
    expect(page.notes).toEqual([
      'keystroke history list failed (exit code 1): Error: the cloud did not answer',
    ]);
  });

  it.each([
    ['empty', 'nothing'],
    ['null', 'no list'],
  ])('gives a note when it prints no list: %s', async (mode, what) => {
    const page = await open(mode).listRuns(emptyQuery, firstPage);
    expect(page.notes).toEqual([
      `keystroke workflows list printed ${what}`,
      `keystroke history list printed ${what}`,
    ]);
  });

  it('reads an answer after a notice', async () => {
    expect(idsOf(await listAll(open('noise'), emptyQuery))).toContain('run_ok');
  });

  it.each([
    ['silent', { hint: 'it gave no reason' }],
    ['missing-part', { kind: 'unreachable', hint: 'node-helper: not found' }],
    ['prose', { kind: 'unreadable', message: 'keystroke workflows list did not print JSON' }],
  ])('is reported when it is %s', async (mode, error) => {
    await expect(open(mode).listRuns(emptyQuery, firstPage)).rejects.toMatchObject(error);
  });

  it('stops a program that does not answer in time', async () => {
    await expect(open('hang', { timeoutMs: 700 }).counts()).rejects.toMatchObject({ kind: 'timeout' });
    await waitFor(() => calls().length > 0 && calls().every(({ pid }) => !isAlive(pid)));
  });

  it('stops it when the store is closed, even if it ignores SIGTERM', async () => {
    const counting = open('stubborn').counts();
    const ended = expect(counting).rejects.toMatchObject({ kind: 'conflict' });
    await waitFor(() => calls().length > 0);
    await store.close();
    await ended;
    await waitFor(() => calls().every(({ pid }) => !isAlive(pid)));
  });

  it('stops it when the last reader has gone, and not before', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const counting = [open('hang'), store].map((opened, at) =>
      opened.counts({ signal: at === 0 ? one.signal : other.signal }).catch(error => error),
    );
    await waitFor(() => calls().length > 1);
    one.abort(new Error('one'));
    await counting[0];
    expect(calls().some(({ pid }) => isAlive(pid))).toBe(true);
    other.abort(new Error('other'));
    expect(await counting[1]).toMatchObject({ message: 'other' });
    await waitFor(() => calls().every(({ pid }) => !isAlive(pid)));
  });

  it('says that an input is longer than a command line may be', async () => {
    const started = open().startRun({ workflow: 'signup-pipeline', input: 'x'.repeat(4_000_000) });
    await expect(started).rejects.toMatchObject({ kind: 'usage', message: /too long/ });
  });

  it('rejects with the reason of the signal that aborts', async () => {
    const abort = new AbortController();
    const reason = new Error('not interested any more');
    const listed = open('hang').listRuns(emptyQuery, { ...firstPage, signal: abort.signal });
    const ended = expect(listed).rejects.toBe(reason);
    await waitFor(() => calls().length > 0);
    abort.abort(reason);
    await ended;
  });

  it('answers nothing once it is closed', async () => {
    await open().close();
    await store.close();
    await expect(store.listRuns(emptyQuery, firstPage)).rejects.toThrow(/closed/);
    await expect(store.getRun('run_ok')).rejects.toThrow(/closed/);
    await expect(store.cancelRun('run_ok')).rejects.toThrow(/closed/);
    expect(calls()).toEqual([]);
  });
});
