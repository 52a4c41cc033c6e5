import { describe, expect, it } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../src/contract/starts/start-request.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun } from '../sample-runs.ts';

function createStarter(result: StartResult, target?: TargetInfo) {
  const asked: StartRequest[] = [];
  const overrides: Partial<RunStore> = {
    startRun: async request => {
      asked.push(request);
      return result;
    },
    ...(target ? { target } : {}),
  };
  return { store: createFakeStore([], { overrides }), asked };
}

const line = ['workflows', 'run', 'signup-pipeline'];
const started = { type: 'started', id: 'run_9' } as const;

describe('workflows run', () => {
  it('starts a run and prints its id', async () => {
    const { store, asked } = createStarter(started);
    const typed = [...line, '--input', '{"email":"ada@example.com"}'];
    const { code, out, err } = await runCli(typed, { store, env: { USER: 'ada' } });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ id: 'run_9' });
    const input = { email: 'ada@example.com' };
    const id = expect.stringMatching(/^run_[0-9A-Z]{26}$/);
    expect(asked).toEqual([{ workflow: 'signup-pipeline', id, input, trigger: 'cli', by: 'ada' }]);
    expect((await runCli(line, { store, columns: 80 })).out).toBe('started run_9\n');
    expect(asked[1]).not.toHaveProperty('input');
  });

  it('does not say that it started a run that was started before', async () => {
    const { store } = createStarter({ ...started, already: { by: 'ada' } });
    const told = 'run_9 was already started by ada\n';
    expect(await runCli([...line, '-o', 'table'], { store })).toEqual({ code: 0, out: told, err: '' });
    expect(await runCli([...line, '-o', 'tsv'], { store })).toEqual({ code: 0, out: 'run_9\n', err: told });
    const ended = createRun({ id: 'run_9', status: 'success', finishedAt: 2 });
    const waited = await runCli([...line, '--wait', '-o', 'table'], {
      store: { ...store, getRun: async () => ended },
    });
    const { out, err } = waited;
    expect(out + err).toContain(told);
    expect(out + err).not.toContain('started run_9');
  });

  it('names who started it by the account, where the environment has no name', async () => {
    const { store, asked } = createStarter(started);
    await runCli(line, { store, accountName: 'grace' });
    await runCli(line, { store });
    expect(asked.map(({ by }) => by)).toEqual(['grace', undefined]);
  });

  it('reads the input from a file and from standard input', async () => {
    const { store, asked } = createStarter(started);
    const home = createHome({ 'project/.runlens/runs.db': '', 'project/in.json': ' [1, null]\n' });
    await runCli([...line, '--input', '@in.json'], { store, home });
    await runCli([...line, '--input', '-'], { store, home, typed: '"text"' });
    expect(asked.map(({ input }) => input)).toEqual([[1, null], 'text']);
  });

  it.each([
    ['{email', 'the input in --input is not JSON'],
    ['@gone.json', 'cannot read the input from gone.json: there is no such file'],
    ['@in.txt', 'the input in in.txt is not JSON'],
    ['-', 'the input in standard input is not JSON'],
  ])('starts nothing and exits 2 for the input %s', async (input, message) => {
    const { store, asked } = createStarter(started);
    const files = { 'project/.runlens/runs.db': '', 'project/in.txt': 'text' };
    const { code, out, err } = await runCli([...line, '--input', input], { store, files });
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toContain(message);
  });

  it('refuses an input in which a secret is still masked, and names the command that sends it', async () => {
    const { store, asked } = createStarter(started);
    const input = '{"users":[{"auth":"Bearer ••••••"}]}';
    const { code, err } = await runCli([...line, '--input', input], { store });
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain('the input holds •••••• at input.users[0].auth');
    expect(err).toContain('runlens workflows runs retry <id>');
  });

  it.each([
    [{ type: 'unsupported' }, undefined, './.runlens/runs.db cannot start runs: it only records them'],
    [
      { type: 'unsupported' },
      { name: 'cloud', kind: 'http', location: 'https://cloud', reason: 'argument' },
      'https://cloud cannot start runs: its server passes no starts on\n  start the server with --start-url',
    ],
    [
      { type: 'unsupported' },
      {
        name: 'restate',
        kind: 'restate',
        isEngine: true,
        location: 'restate:http://h:9070',
        reason: 'argument',
      },
      'restate:http://h:9070 cannot start runs: they are started with its own tools\n  start "signup-pipeline" with',
    ],
    [{ type: 'refused', reason: 'it is full' }, undefined, 'did not start a run: it is full'],
    [
      { type: 'not-offered', offered: ['nightly'] },
      undefined,
      'no running program offers "signup-pipeline" now\n  "nightly" is offered: use that, or start a program that offers it with recorder.workflow',
    ],
  ] as const)('exits 1 where it did not start: %j', async (result, target, message) => {
    const { code, out, err } = await runCli(line, { store: createStarter(result, target).store });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
  });
});

describe('workflows run --wait', () => {
  const waitFor = async (status: 'success' | 'failed' | 'canceled', words: readonly string[] = []) => {
    const ended = { id: 'run_9', status, finishedAt: 2, output: { sent: true } };
    const step = { name: 'send', type: 'action', attempt: 1, startedAt: 1, finishedAt: 2 };
    const run = { ...createRun(ended), steps: [{ id: 's', status, ...step }] };
    const overrides: Partial<RunStore> = { startRun: async () => started, getRun: async () => run };
    return runCli([...line, '--wait', ...words], { store: createFakeStore([], { overrides }) });
  };

  it('shows the steps as they come, then the run, and names the run before it has ended', async () => {
    const { code, out, err } = await waitFor('success', ['-o', 'table']);
    expect({ code, err }).toEqual({ code: 0, err: 'started run_9\n' });
    expect(out).toMatch(/✔ send {2}Success[\s\S]*run_9[\s\S]*sent: true/);
    const json = await waitFor('success', ['--json']);
    expect(JSON.parse(json.out)).toMatchObject({ id: 'run_9', status: 'success', output: { sent: true } });
    expect(json.err).toMatch(/^started run_9\n[\s\S]*✔ send {2}Success/);
  });

  it('says how to follow the run again when it is interrupted', async () => {
    const ending = new AbortController();
    const running = createRun({ id: 'run_9', status: 'running', finishedAt: undefined });
    const overrides: Partial<RunStore> = {
      startRun: async () => started,
      getRun: async () => {
        queueMicrotask(() => ending.abort(new EndedEarly('ended by SIGINT', 130)));
        return running;
      },
    };
    const store = createFakeStore([], { overrides });
    const { code, err } = await runCli([...line, '--wait'], { store, signal: ending.signal });
    expect(code).toBe(130);
    expect(err).toContain('run_9 goes on; to follow it again: runlens workflows runs get run_9 --wait\n');
  });

  it.each(['failed', 'canceled'] as const)('exits 1 after a run that %s', async status => {
    expect((await waitFor(status)).code).toBe(1);
  });
});

it('offers no list of targets in its help, because a run starts in one', async () => {
  const { out } = await runCli(['workflows', 'run', '--help']);
  expect(out).toContain('--target <target>');
  expect(out).not.toContain('separate');
});
