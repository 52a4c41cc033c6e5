import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/database/sqlite/store/open-sqlite-store.ts';
import { startProgram } from '../pty/program.ts';
import { isThorough } from '../trials.ts';

async function startDemo() {
  const temp = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  const program = startProgram({
    args: ['demo', '--size', '30'],
    cwd: temp,
    env: { TMPDIR: temp, HOME: temp },
  });
  onTestFinished(async () => {
    await program.close();
    rmSync(temp, { recursive: true, force: true });
  });
  const folders = () => readdirSync(temp).filter(name => name.startsWith('runlens-demo-'));
  await program.waitFor('signup-pipeline');
  await liveRun(join(temp, folders()[0] ?? '', 'runs.db'));
  return { program, folders };
}

/** Waits until the other process has recorded a run of its own. */
async function liveRun(path: string): Promise<void> {
  const store = await openSqliteStore({
    path,
    target: { name: 'demo', kind: 'sqlite', location: path, reason: 'test' },
  });
  const enough = new AbortController();
  for await (const _ of store.changes(enough.signal)) {
    if (((await store.counts())?.total ?? 0) > 30) enough.abort();
  }
  await store.close();
}

async function untilGone(folders: () => readonly string[]): Promise<void> {
  while (folders().length > 0) await pause(20);
}

/** Outside CI, of these ends the one that `test/program/demo.test.ts` does not try. */
describe('the demo in a real terminal', () => {
  it.runIf(isThorough)('lives while it is shown, and leaves nothing behind after q', async () => {
    const { program, folders } = await startDemo();
    program.send('q');
    expect((await program.exited).exitCode).toBe(0);
    expect(folders()).toEqual([]);
  });

  it.runIf(isThorough)('leaves nothing behind after a signal', async () => {
    const { program, folders } = await startDemo();
    program.kill('SIGTERM');
    expect((await program.exited).exitCode).toBe(143);
    await untilGone(folders);
  });

  it('leaves nothing behind when it is killed, because its other process tidies up', async () => {
    const { program, folders } = await startDemo();
    program.kill('SIGKILL');
    await program.exited;
    await untilGone(folders);
  });
});
