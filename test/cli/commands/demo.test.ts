import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { openSqliteStore } from '../../../src/database/sqlite/store/open-sqlite-store.ts';
import { writeDemoStore } from '../../../src/demo/write-demo-store.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { runCli } from '../run-cli.ts';
import { now } from '../sample-runs.ts';

const demo = (...words: readonly string[]) => ['demo', '--size', '30', ...words];

describe('demo without a terminal', () => {
  it('prints the table and one failed run, exits 0 and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-alone-'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    vi.stubEnv('TMPDIR', folder);
    const { code, out, err } = await runCli(demo(), { store: 'real', files: {}, isTalking: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^STATUS +NAME/);
    expect(out).toMatch(/\n\n[\w-]+ {2}✖ Failed {2}demo-failed/);
    expect(out).toContain('\nError');
    expect(err).toContain('in a terminal');
    expect(readdirSync(folder).filter(name => name.startsWith('runlens-demo-'))).toEqual([]);
  });

  it('shows the same runs for the same seed, and others for another', async () => {
    const once = await runCli(demo(), { store: 'real' });
    expect((await runCli(demo(), { store: 'real' })).out).toBe(once.out);
    expect((await runCli(demo('--seed', '2'), { store: 'real' })).out).not.toBe(once.out);
  });

  it("never touches a project's own store", async () => {
    const home = createHome();
    await runCli(demo(), { store: 'real', home });
    expect(existsSync(home.path('project/.runlens'))).toBe(false);
  });
});

describe('demo --out', () => {
  it('writes a store that can be opened', async () => {
    const home = createHome();
    const { code, out, err } = await runCli(demo('--out', 'sample.db'), { home });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toBe('30 runs are in sample.db: "runlens sample.db" shows them\n');
    const listed = await runCli(['history', 'list', '--target', 'sample.db', '--limit', '1000'], {
      store: 'real',
      home,
    });
    expect(JSON.parse(listed.out).data).toHaveLength(30);
  });

  it.each([
    ['project/sample.db', 'sample.db exists already', 'sample.db'],
    ['project/.runlens/x', 'is the store of a project', '.runlens/runs.db'],
  ])('refuses to write over %s', async (file, message, out) => {
    const { code, err } = await runCli(demo('--out', out), { files: { [file]: 'mine' } });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('removes the unfinished file when it is interrupted', async () => {
    const home = createHome();
    const ending = new AbortController();
    ending.abort(new EndedEarly('ended by SIGINT', 130));
    const { code } = await runCli(demo('--out', 'sample.db'), { home, signal: ending.signal });
    expect(code).toBe(130);
    expect(readdirSync(home.cwd)).toEqual([]);
  });

  it('shows a bar on a terminal once it takes more than a second', async () => {
    let at = now;
    const tick = () => {
      at += 2000;
      return at;
    };
    const { err } = await runCli(demo('--out', 'sample.db'), { files: {}, isTalking: true, now: tick });
    expect(err).toMatch(/\r\u001B\[Kwriting runs \[#+\] 30 of 30/);
  });

  it.each(['0', '-1', '1.5', 'many'])('refuses a size of %s', async size => {
    expect((await runCli(['demo', '--size', size])).code).toBe(2);
  });
});

describe('the process in which the runs of the demo go on', () => {
  it('records until it is disconnected, then removes the folder that nobody else can', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'runs.db');
    await writeDemoStore({ path, size: 20, now: Date.now() });
    const info = { name: 'demo', kind: 'sqlite', location: path, reason: 'test' };
    const store = await openSqliteStore({ path, target: info });
    const child = fork(resolve('bin/runlens.js'), ['__demo-runs', path], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const watching = new AbortController();
    for await (const _ of store.changes(watching.signal)) {
      if (((await store.counts())?.total ?? 0) > 20) watching.abort();
    }
    await store.close();
    const gone = once(child, 'exit');
    child.disconnect();
    expect(await gone).toEqual([0, null]);
    expect(existsSync(folder)).toBe(false);
  });
});
