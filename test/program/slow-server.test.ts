import { createServer } from 'node:net';
import { describe, expect, onTestFinished } from 'vitest';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { serveStore } from '../../src/server/serve-store.ts';
import { type Fault, type FaultProxy, pass, silent, startFaultProxy } from '../http/fault-proxy.ts';
import { scaleToLoad } from '../in-time.ts';
import { writeSample } from './sample-store.ts';
import { test, type Workplace } from './workplace.ts';

/** For what must come without any answer: far below every timeout of the client. */
const patient = { timeoutMs: scaleToLoad(4_000) };

/** A server over some runs, behind a network of the test's own. */
async function startServer(place: Workplace, count = 40): Promise<FaultProxy> {
  const path = place.path('runs.db');
  await writeSample(path, { count });
  const target = { name: 'served', kind: 'sqlite', location: path, reason: 'test' };
  const served = await openServedSqlite({ path, target });
  const server = await serveStore({ served, version: '1.2.3', port: 0, log: () => {}, reportBug: () => {} });
  const proxy = await startFaultProxy(server.url);
  onTestFinished(async () => {
    await proxy.close();
    await server.close();
    await served.close();
  });
  return proxy;
}

type Gate = { isOpen: boolean };

/** Nothing comes back through a gate that is shut; what was sent waits until it opens. */
function gated(gate: Gate): Fault {
  return (client, upstream) => {
    const server = upstream();
    client.pipe(server);
    server.on('data', chunk => {
      const pass = () => {
        if (gate.isOpen) client.write(chunk);
        else setTimeout(pass, 5);
      };
      pass();
    });
  };
}

describe('a server that takes long to answer', () => {
  test('no key waits for it: not a move, not the detail, not the filter, not the next run', async ({
    place,
  }) => {
    const gate: Gate = { isOpen: true };
    const proxy = await startServer(place);
    proxy.set(gated(gate));
    const program = place.open({ args: [proxy.url], columns: 100, rows: 20 });
    const press = (key: string, shown: RegExp) => {
      program.send(key);
      return program.waitFor(shown, patient);
    };
    await program.waitFor(/▌.*flow-0040/u);
    gate.isOpen = false;
    await press('j', /▌.*flow-0039/u);
    await press('R', /▌.*flow-0039/u);
    await press('jj', /▌.*flow-0037/u);
    await press('\r', /flow-0037[\s\S]*1 Overview[\s\S]*Reading the run/u);
    await press(']', /flow-0036[\s\S]*1 Overview[\s\S]*boom 36[\s\S]*reading…/u);
    await press('\u001B', /▌.*flow-0036/u);
    await press('/', /Esc undo/u);
    await press('boom', /\/ boom/u);
    await press('\r', /reading…/u);
    await press('G', /▌.*flow-0023|▌.*flow-0001/u);
    gate.isOpen = true;
    await program.waitFor(screen => /1–10 of 10/u.test(screen[1] ?? ''));
    program.send('q');
    expect((await program.exited).exitCode).toBe(0);
  });
});

describe('a server that takes a question and never answers', () => {
  test('the frame stands, the keys work, and it is left at once', async ({ place }) => {
    const proxy = await startServer(place);
    proxy.set(silent);
    const program = place.open({ args: [proxy.url, '--run', 'nope'], columns: 100, rows: 20 });
    await program.waitFor(/reading from http:\/\/127\.0\.0\.1:\d+…/u, patient);
    program.send('?');
    await program.waitFor(/Keys/u, patient);
    program.send('\u001B');
    await program.waitFor(screen => !screen.some(line => line.includes('Keys')), patient);
    program.send('/');
    await program.waitFor(/Esc undo/u, patient);
    program.send('status:failed');
    await program.waitFor(/\/ status:failed/u, patient);
    program.send('\r');
    const start = performance.now();
    program.send('q');
    expect((await program.exited).exitCode).toBe(0);
    expect(performance.now() - start).toBeLessThan(scaleToLoad(3_000));
  });
});

describe('a server that goes away', () => {
  test('leaves its runs on screen with their age, and brings the news when it is back', async ({ place }) => {
    const proxy = await startServer(place);
    const program = place.open({ args: [proxy.url], columns: 100, rows: 20 });
    await program.waitFor(/live ●/u);
    await program.waitFor(/▌.*flow-0040/u);
    proxy.set(client => client.destroy());
    await program.waitFor(/stale \d+s ✖/u, { timeoutMs: scaleToLoad(15_000) });
    expect(program.screen().join('\n')).toMatch(/▌.*flow-0040/u);
    await writeSample(place.path('runs.db'), { count: 1, prefix: 'new' });
    proxy.set(pass);
    await program.waitFor(/new-0001/u, { timeoutMs: scaleToLoad(20_000) });
    await program.waitFor(/live ●/u);
  });

  test('and was never there is shown as that, while the keys work', async ({ place }) => {
    const program = place.open({ args: [`http://127.0.0.1:${await unusedPort()}`], columns: 100, rows: 20 });
    await program.waitFor(/stale/u, { timeoutMs: scaleToLoad(15_000) });
    expect(program.screen().join('\n')).toContain('trying again');
    program.send('?');
    await program.waitFor(/Keys/u);
    program.send('\u001Bq');
    expect((await program.exited).exitCode).toBe(0);
  });
});

describe('a server beside a file, in one list', () => {
  test('takes nothing but its own runs away, says so, and comes in by itself once it is back', async ({
    place,
  }) => {
    const proxy = await startServer(place);
    proxy.set(client => client.destroy());
    await writeSample(place.path('mine/runs.db'), { count: 40, prefix: 'mine' });
    const targets = `${proxy.url},${place.path('mine/runs.db')}`;
    const program = place.open({ args: ['--target', targets], columns: 120, rows: 20 });
    await program.waitFor(/without 127\.0\.0\.1:\d+ ◐/u, { timeoutMs: scaleToLoad(5_000) });
    await program.waitFor(/▌.*mine-0040 +mine /u);
    program.send('j');
    await program.waitFor(/▌.*mine-0039/u);
    proxy.set(pass);
    await program.waitFor(/of 80/u, { timeoutMs: scaleToLoad(8_000) });
    await program.waitFor(/live ●/u);
    await program.waitFor(/▌.*mine-0039/u);
    program.send('G');
    await program.waitFor(/▌.*flow-0001 +127\S*…\S+ /u);
  });
});

/** A port at which nothing listens. */
function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('no port'))
          : resolve(address.port),
      );
    });
  });
}
