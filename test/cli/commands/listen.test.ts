import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { createHome } from '../../targets/temporary-home.ts';
import { trials } from '../../trials.ts';
import { runCli } from '../run-cli.ts';

type Home = ReturnType<typeof createHome>;

/** Compiled once, and not for every home. */
const { PATH, NODE_COMPILE_CACHE } = process.env;
const processVariables = { PATH, NODE_COMPILE_CACHE };

/** `runlens listen` in a process of its own. */
async function startProcess(home: Home, ...args: readonly string[]) {
  const child = spawn(process.execPath, [resolve('bin/runlens.js'), 'listen', '--port', '0', ...args], {
    cwd: home.cwd,
    env: { ...processVariables, HOME: home.home },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let err = '';
  child.stderr.on('data', chunk => (err += chunk));
  await expect.poll(() => err, { timeout: 20_000 }).toMatch(/to see its runs: .*\n/);
  const url = / at (http:\S+),/.exec(err)?.[1] ?? '';
  return { child, url, err: () => err };
}

function send(url: string, spans: readonly object[]): Promise<Response> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  return fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

const spanOf = (traceId: string) => ({
  traceId,
  spanId: traceId.slice(16),
  name: 'nightly',
  startTimeUnixNano: '1795560019555000000',
  endTimeUnixNano: '1795560020555000000',
});

describe('listen', () => {
  it('says where it listens and what a program needs, counts what came, and ends in order', async () => {
    const home = createHome();
    const { child, url, err } = await startProcess(home);
    expect(err()).toContain('keeps what comes in ./.runlens/otlp (7d or 256.0 MB at most)');
    expect(err()).toContain(`what a program needs: OTEL_EXPORTER_OTLP_ENDPOINT=${url}`);
    expect((await send(url, [spanOf('a'.repeat(32)), spanOf('b'.repeat(32))])).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(err()).toContain('receiving from shop\nstopped: 2 spans and 0 log records came in\n');
  });

  it('keeps what is found in its folder without a configuration', async () => {
    const home = createHome();
    const { url } = await startProcess(home);
    await send(url, [spanOf('a'.repeat(32))]);
    const targets = await runCli(['targets', 'list', '-o', 'tsv'], { home });
    expect(targets.out).toContain('./.runlens/otlp');
    const { out } = await runCli(['history', 'list', '-o', 'tsv'], { home, store: 'real' });
    expect(out).toContain('nightly');
  });

  it('says each time that nothing can be kept, and that it is kept again', async () => {
    const home = createHome();
    const { url, err } = await startProcess(home);
    const folder = join(home.cwd, '.runlens', 'otlp');
    for (const id of ['a', 'b']) {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, 'a file in the place of the folder');
      expect((await send(url, [spanOf(id.repeat(32))])).status).toBe(503);
      rmSync(folder);
      expect((await send(url, [spanOf(id.repeat(32))])).status).toBe(200);
    }
    const notices = () => err().match(/nothing can be kept|is kept again/g);
    await expect.poll(notices).toEqual(Array(2).fill(['nothing can be kept', 'is kept again']).flat());
  });

  it('loses nothing that it has acknowledged when it is killed', { timeout: 60_000 }, async () => {
    const home = createHome();
    let sent = 0;
    const acknowledged = new Set<string>();
    for (let kills = 0; kills < trials(10, 2); kills += 1) {
      const { child, url } = await startProcess(home);
      const before = acknowledged.size;
      const client = async (): Promise<void> => {
        for (;;) {
          sent += 1;
          const id = sent.toString(16).padStart(32, '1');
          const answer = await send(url, [spanOf(id)]).catch(() => undefined);
          if (answer?.status !== 200) return;
          acknowledged.add(id);
          if (acknowledged.size === before + 40 + kills * 7) child.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: 8 }, client));
    }
    const folder = join(home.cwd, '.runlens', 'otlp');
    const text = globSync('*.jsonl', { cwd: folder }).map(name => readFileSync(join(folder, name), 'utf8'));
    const kept = new Set([...text.join('').matchAll(/"traceId":"(\w{32})"/g)].map(([, id]) => id));
    expect(acknowledged.size).toBeGreaterThanOrEqual(80);
    expect([...acknowledged].filter(id => !kept.has(id))).toEqual([]);
  });
});

test('listen tells programs of other machines the name of this one, and that they need a token', async () => {
  const home = createHome();
  expect((await runCli(['serve', 'token', 'add', '--name', 'app', '--scope', 'record'], { home })).code).toBe(
    0,
  );
  const { url, err } = await startProcess(home, '--host', '0.0.0.0');
  const { port } = new URL(url);
  expect(err()).toContain(`what a program needs: OTEL_EXPORTER_OTLP_ENDPOINT=http://${hostname()}:${port}\n`);
  expect(err()).toContain('every program needs a token, in OTEL_EXPORTER_OTLP_HEADERS: see');
});

test('listen does not open a port to others before there is a token', async () => {
  const { code, err } = await runCli(['listen', '--host', '0.0.0.0', '--port', '0'], { home: createHome() });
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('make one first: runlens serve token add --name app'),
  ]);
  expect(err).not.toContain('--store');
});

test.each(['12', '0MB', 'much'])('listen takes no size of "%s"', async size => {
  const { code, err } = await runCli(['listen', '--max-size', size]);
  expect([code, err]).toEqual([2, expect.stringContaining('512MB or 2GB')]);
});
