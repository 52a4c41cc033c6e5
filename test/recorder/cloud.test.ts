import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { InspectorError } from '../../src/model/errors.ts';
import {
  isRunCanceled,
  openRecorder,
  type Recorder,
  type RecorderOptions,
} from '../../src/recorder/recorder.ts';
import { createToken } from '../../src/server/access/tokens.ts';
import { type Fault, startFaultProxy } from '../http/fault-proxy.ts';
import { inTime, scaleToLoad } from '../in-time.ts';
import { someOf, trials } from '../trials.ts';
import { makeFolder, readRuns, readTrace, share, until } from './recorded.ts';
import { freeUrl, startHanging, startServer } from './served.ts';

async function open(url: string, options: RecorderOptions = {}): Promise<Recorder> {
  const recorder = await openRecorder({ url, spoolFolder: makeFolder(), onError: () => {}, ...options });
  onTestFinished(() => recorder.close().catch(() => {}));
  return recorder;
}

function start(url: string, spoolFolder: string, ...args: readonly string[]): ChildProcess {
  const file = join(import.meta.dirname, 'programs', 'record-to-server.ts');
  const child = spawn(process.execPath, [file, url, spoolFolder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function lineOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('the program printed nothing');
}

const loseAnswer: Fault = (client, upstream) => {
  client.pipe(upstream()).once('data', () => client.destroy());
};

async function untilTotal(store: RunStore, total: number): Promise<void> {
  await until(async () => ((await store.counts())?.total === total ? true : undefined));
}

const record = (recorder: Recorder, id: string): Promise<unknown> =>
  recorder.run({ workflow: 'w', id, input: { id } }, async run => {
    await run.step('one', () => id);
    run.log('info', 'between');
    return run.step('two', () => id);
  });

describe('recording to a server', () => {
  const shared = share(atEnd => startServer({}, atEnd));

  test('gets there whole, and survives there when flush resolves', async () => {
    const server = shared();
    const recorder = await open(server.url);
    expect(recorder).toMatchObject({ url: server.url, path: expect.stringContaining('runlens-recorder-') });
    await recorder.run({ workflow: 'signup', id: 'a', input: { email: 'ada@example.com' } }, async run => {
      await run.step('one', step => step.log('info', 'inside'));
      run.usage({ name: 'gpt', kind: 'model', costUsd: 0.0042 });
      return [1, 2];
    });
    await recorder.agent({ name: 'support', id: 'b' }, async session => {
      session.message({ role: 'user', content: 'where is it?' });
      await session.tool('find', { id: 1 }, () => 'here');
    });
    await recorder.flush();
    const store = await server.store();
    const runs = (await readRuns(store)).filter(({ id }) => ['a', 'b'].includes(id));
    expect(runs).toMatchObject([
      { id: 'b', kind: 'agent', status: 'success', messages: [{ content: 'where is it?' }, {}] },
      { id: 'a', status: 'success', input: { email: 'ada@example.com' }, output: [1, 2], costUsd: 0.0042 },
    ]);
    expect(runs[1]?.steps).toMatchObject([{ name: 'one', status: 'success' }]);
    expect((await readTrace(store, 'a')).logs).toMatchObject([{ message: 'inside' }]);
  });

  test('is shown with when its writer was heard of, and not with its id', async () => {
    const server = shared();
    const recorder = await open(server.url);
    recorder.start({ workflow: 'w', id: 'active' });
    await recorder.flush();
    const run = await (await server.store()).getRun('active');
    expect(run?.raw).toEqual({ lastSeenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
  });

  test('gets a cancel within a second, and its end is delivered', inTime, async () => {
    const server = shared();
    const recorder = await open(server.url);
    const ended = recorder
      .run({ workflow: 'w', id: 'long' }, run => run.waitFor('ever', new Promise<never>(() => {})))
      .catch(isRunCanceled);
    const store = await server.store();
    await until(async () => ((await store.getRun('long'))?.status === 'waiting' ? true : undefined));
    const requestedAt = performance.now();
    const answer = await fetch(`${server.url}/v1/runs/long/cancel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"by":"ada"}',
    });
    expect(answer.status).toBe(202);
    expect(await ended).toBe(true);
    expect(performance.now() - requestedAt).toBeLessThan(scaleToLoad(1_000));
    await recorder.flush();
    expect(await store.getRun('long')).toMatchObject({
      status: 'canceled',
      cancel: { by: 'ada', outcome: 'canceled' },
    });
  });

  test('loses and doubles nothing while answers are lost, connections break and the server starts anew', async () => {
    let server = await startServer();
    const proxy = await startFaultProxy(server.url);
    onTestFinished(() => proxy.close());
    const spoolFolder = makeFolder();
    const recorder = await open(proxy.url, { spoolFolder });
    const total = trials(400, 220);
    for (let at = 0; at < total; at += 1) {
      await record(recorder, `r${at}`);
      if (at % 4 === 0) await new Promise(resolve => setTimeout(resolve, 10));
      if (at % 60 === 30) proxy.cut();
      // The server takes what comes, and nobody hears of it.
      if (at % 100 === 50) proxy.set(loseAnswer, 2);
      if (at === 200) {
        await server.close();
        server = await startServer(server);
      }
    }
    await recorder.close();
    await open(proxy.url, { spoolFolder });
    const store = await server.store();
    await untilTotal(store, total);
    const runs = await readRuns(store);
    expect(new Set(runs.map(run => run.id)).size).toBe(total);
    expect(runs.filter(run => run.status !== 'success' || run.steps?.length !== 2)).toEqual([]);
    for (const run of runs.slice(0, 50)) expect((await readTrace(store, run.id)).logs).toHaveLength(1);
  });
});

describe('a program whose server is away', () => {
  const endings = [
    ['closes', 'close', 0],
    ['ends by itself', 'fall-off', 0],
    ['calls process.exit', 'exit', 0],
    ['dies of an error', 'throw', 1],
  ] as const;

  test.each(someOf(endings, 3))(
    'and that %s leaves everything to the next one, whoever that is',
    async (_, ending, code) => {
      const { url, port } = await freeUrl();
      const spoolFolder = makeFolder();
      const child = start(url, spoolFolder, 'w', '20', ending);
      expect((await once(child, 'exit'))[0]).toBe(code);
      const server = await startServer({ port });
      await open(url, { spoolFolder });
      const store = await server.store();
      await untilTotal(store, 20);
      expect(await store.counts()).toMatchObject({ success: 20 });
      for (const run of await readRuns(store)) expect(run.steps).toHaveLength(2);
      await until(() =>
        readdirSync(join(spoolFolder, readdirSync(spoolFolder)[0] ?? '')).length === 0 ? true : undefined,
      );
    },
  );

  test('and that is killed leaves what it flushed', async () => {
    const { url, port } = await freeUrl();
    const spoolFolder = makeFolder();
    const child = start(url, spoolFolder, 'w', '30', 'wait');
    expect(await lineOf(child)).toBe('flushed');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await startServer({ port });
    await Promise.all([open(url, { spoolFolder }), open(url, { spoolFolder })]);
    const store = await server.store();
    await untilTotal(store, 30);
    expect(await store.counts()).toMatchObject({ success: 30, total: 30 });
  });

  test('is not slowed by a server that hangs', inTime, async () => {
    const proxy = await startFaultProxy();
    onTestFinished(() => proxy.close());
    proxy.set(client => void client.resume());
    const recorder = await open(proxy.url);
    const delays = monitorEventLoopDelay({ resolution: 5 });
    delays.enable();
    let slowest = 0;
    const until = performance.now() + trials(1_500, 750);
    for (let at = 0; performance.now() < until; at += 1) {
      const before = performance.now();
      const run = recorder.start({ workflow: 'w', input: 'x'.repeat(2_000) });
      run.log('info', 'one');
      run.succeed(at);
      slowest = Math.max(slowest, performance.now() - before);
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    delays.disable();
    await proxy.close();
    expect(slowest).toBeLessThan(scaleToLoad(100));
    expect(delays.max / 1e6).toBeLessThan(scaleToLoad(250));
  });

  test.each([
    ['hangs', startHanging, 10_000],
    ['is there', async () => (await startServer()).url, 4_000],
  ])(
    'is kept alive no longer than it takes to deliver, or than the patience of close, when its server %s, also while a run is active',
    inTime,
    async (_, start_, withinMs) => {
      const url = await start_();
      const child = start(url, makeFolder(), 'w', '3', 'active');
      const exit = once(child, 'exit');
      const startedAt = performance.now();
      expect((await exit)[0]).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(scaleToLoad(withinMs));
    },
  );
});

describe('the options of a recorder', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('may be a store or a server, not both', async () => {
    await expect(openRecorder({ location: makeFolder(), url: 'http://127.0.0.1:1' })).rejects.toThrow(
      InspectorError,
    );
  });

  test('may stand in the environment; a location in the program outweighs it', async () => {
    const server = await startServer();
    const { served } = {
      served: await openServedSqlite({
        path: server.path,
        target: { name: 't', kind: 'sqlite', location: '', reason: '' },
      }),
    };
    const token = createToken();
    await served.tokens.add({ id: token.id, name: 'recorder', scopes: ['write'], hash: token.hash });
    await served.close();
    vi.stubEnv('RUNLENS_URL', server.url);
    vi.stubEnv('RUNLENS_TOKEN', token.text);
    vi.stubEnv('XDG_DATA_HOME', makeFolder());
    const cloud = await openRecorder();
    expect(cloud.url).toBe(server.url);
    await record(cloud, 'r');
    await cloud.close();
    expect(await (await server.store()).counts()).toMatchObject({ total: 1 });
    const folder = makeFolder();
    const local = await openRecorder({ location: folder });
    expect(local.url).toBeUndefined();
    await local.close();
    expect(existsSync(join(folder, '.runlens', 'runs.db'))).toBe(true);
  });

  test('may be wrong: the program goes on, and onError, flush and close report it, without the secret', async () => {
    const onError = vi.fn();
    const recorder = await openRecorder({ url: 'https://ada:hunter2@example.com', onError });
    await expect(record(recorder, 'r')).resolves.toBe('r');
    await expect(recorder.flush()).rejects.toThrow(InspectorError);
    await expect(recorder.close()).rejects.toThrow(InspectorError);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(String(onError.mock.calls[0]?.[0])).not.toContain('hunter2');
    expect(recorder.url).toBe('');
  });

  test('may have a token over plain HTTP to another machine, only where that is allowed, with a warning', async () => {
    const elsewhere = { url: 'http://runs.example.test', token: 'rl_a_b', spoolFolder: makeFolder() };
    const refused = await openRecorder({ ...elsewhere, onError: () => {} });
    await expect(refused.close()).rejects.toThrow(/a token is not sent/);
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const trusting = await openRecorder({ ...elsewhere, insecure: true, onError: () => {} });
    expect(trusting.url).toBe('http://runs.example.test');
    await trusting.close();
    expect(warned.mock.calls).toEqual([[expect.stringContaining('may be read and changed on its way')]]);
  });

  test.each(['http://127.0.0.1:1', 'http://localhost:1', 'https://[::1]:1'])(
    'may be %s without a warning, because nothing leaves this machine',
    async url => {
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      onTestFinished(() => warned.mockRestore());
      const options = { url, insecure: true, spoolFolder: makeFolder(), onError: () => {} };
      const recorder = await openRecorder(options);
      expect(recorder.url).toBe(url);
      await recorder.close();
      expect(warned.mock.calls).toEqual([]);
    },
  );

  test('may be a spool folder that cannot be: only a server that is away makes that a loss', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    const { url } = await freeUrl();
    const recorder = await open(url, { spoolFolder: join(folder, 'file') });
    await record(recorder, 'r');
    await expect(recorder.close()).rejects.toThrow(/cannot write unsent batches to/);
  });
});
