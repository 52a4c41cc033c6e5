import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { watchServed } from '../../../../src/cli/commands/serve/serve.ts';
import { InspectorError } from '../../../../src/model/errors.ts';
import { createFakeServed } from '../../../server/fake-served.ts';
import { startServing } from '../../../server/serving.ts';
import { createHome } from '../../../targets/temporary-home.ts';
import { someOf } from '../../../trials.ts';
import { runCli } from '../../run-cli.ts';

type Home = ReturnType<typeof createHome>;

/** Compiled once, and not for every home. */
const { PATH, NODE_COMPILE_CACHE } = process.env;
const processVariables = { PATH, NODE_COMPILE_CACHE };

/** `runlens serve` in a process of its own. */
async function startProcess(home: Home, ...args: readonly string[]) {
  const child = spawn(process.execPath, [resolve('bin/runlens.js'), 'serve', '--port', '0', ...args], {
    cwd: home.cwd,
    env: { ...processVariables, HOME: home.home },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let err = '';
  child.stdout.on('data', chunk => (out += chunk));
  child.stderr.on('data', chunk => (err += chunk));
  await expect.poll(() => err).toMatch(/to open it: .*\n/);
  const url = / at (http:\S+)/.exec(err)?.[1] ?? '';
  return { child, url, out: () => out, err: () => err };
}

function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise(resolve => child.once('exit', (code, signal) => resolve(code ?? signal)));
}

describe('serve', () => {
  it.each(someOf(['SIGTERM', 'SIGINT'] as const, 2))(
    'serves until %s, and then ends in order with 0',
    async signal => {
      const { child, url, out, err } = await startProcess(createHome());
      expect(err()).toContain('runlens serves ./.runlens/runs.db at http://127.0.0.1:');
      expect(err()).toContain('needs no token');
      expect((await fetch(`${url}/v1/runs?filter=secret`)).status).toBe(200);
      const stream = await fetch(`${url}/v1/events`);
      const code = ended(child);
      child.kill(signal);
      expect(await stream.text()).toMatch(/event: restarting\ndata: \{\}\n\n$/);
      expect(await code).toBe(0);
      const lines = out()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(lines).toMatchObject([
        { method: 'GET', path: '/v1/runs', status: 200 },
        { method: 'GET', path: '/v1/events', status: 200 },
      ]);
      expect(out()).not.toContain('secret');
      expect(err()).toContain('stopping');
    },
  );

  it('ends at once on the second signal', async () => {
    const { child, url, err } = await startProcess(createHome());
    const half = new AbortController();
    const upload = fetch(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream({
        start: controller => controller.enqueue(Buffer.from('{"writer":')),
      }),
      duplex: 'half',
      signal: half.signal,
    } as RequestInit).catch(() => undefined);
    await new Promise(resolve => setTimeout(resolve, 100));
    const code = ended(child);
    child.kill('SIGTERM');
    await expect.poll(() => err()).toContain('stopping');
    child.kill('SIGTERM');
    expect(await code).toBe('SIGTERM');
    half.abort();
    await upload;
  });

  it('says that tokens are needed where there are some', async () => {
    const home = createHome();
    const store = ['--store', home.path('team.db')];
    const { out } = await runCli(['serve', 'token', 'add', '--name', 'ada', '--scope', 'read', ...store], {
      home,
    });
    const { url, err } = await startProcess(home, '--host', '0.0.0.0', ...store);
    expect(err()).toContain(
      'every client needs a token: see "runlens serve token list", with the same --store',
    );
    const here = url.replace('0.0.0.0', '127.0.0.1');
    expect((await fetch(`${here}/v1/runs`)).status).toBe(401);
    const headers = { authorization: `Bearer ${out.trim()}` };
    expect((await fetch(`${here}/v1/runs`, { headers })).status).toBe(200);
  });

  it.each([
    ['serve --host 0.0.0.0', 2, 'runlens: 0.0.0.0 can be reached by others, and there are no tokens'],
    ['serve --host no..name', 2, 'the host "no..name" has no address'],
    ['serve --port 65536', 2, 'up to 65535'],
    ['serve --port x', 2, 'whole number'],
    ['serve --start-url ftp://u:hunter2@x', 2, '--start-url takes an http:// or https:// address'],
    ['serve --store https://runs.example.com', 2, 'a server cannot serve the store of another program'],
    ['serve nonsense', 2, 'nonsense'],
  ])('%s exits %i and says why', async (line, code, reason) => {
    const home = createHome();
    const result = await runCli(line.split(' '), { home });
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toContain(reason);
    expect(result.err).not.toContain('hunter2');
  });

  it('says so when its port is in use', async () => {
    const { url } = await startServing({ served: createFakeServed() });
    const { port } = new URL(url);
    const { code, err } = await runCli(['serve', '--port', port], { home: createHome() });
    expect(code).toBe(1);
    expect(err).toBe(
      `creating ./.runlens/runs.db\nrunlens: port ${port} of 127.0.0.1 is in use\n  another server may run there already; or give another --port\n`,
    );
  });

  it('says so when the store is none', async () => {
    const home = createHome({
      'project/.runlens/runs.db': 'this is no store at all, only text'.repeat(50),
    });
    const { code, err } = await runCli(['serve'], { home });
    expect(code).toBe(1);
    expect(err).toMatch(/^runlens: .*runs\.db/);
  });

  it('ends in order when the signal aborts while it serves in this process', async () => {
    const { EndedEarly } = await import('../../../../src/cli/context/context.ts');
    const ending = new AbortController();
    setTimeout(() => ending.abort(new EndedEarly('ended by SIGTERM', 143)), 300);
    const { code, err } = await runCli(['serve', '--port', '0'], {
      home: createHome(),
      signal: ending.signal,
    });
    expect(code).toBe(0);
    expect(err).toMatch(
      /runlens serves .*\n.*\n.*to open it: runlens http:\/\/127\.0\.0\.1:\d+\nstopping.*\n$/,
    );
  });
});

test('reports once that a store cannot be used, and once that it can be used again', async () => {
  const answers = [undefined, 'db is away', 'db is away still', undefined, undefined];
  const ending = new AbortController();
  const told: (string | undefined)[] = [];
  await watchServed(
    {
      check: async () => {
        if (answers.length === 1) ending.abort();
        const problem = answers.shift();
        if (problem !== undefined) throw new InspectorError('unreachable', problem);
      },
    },
    problem => told.push(problem),
    ending.signal,
    { everyMs: 1 },
  );
  expect(told).toEqual(['db is away', undefined]);
});
