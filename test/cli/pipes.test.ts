import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRunWriter } from '../../src/database/sqlite/write/open-run-writer.ts';
import { someOf } from '../trials.ts';
import { createHomeWithStore } from './real-store.ts';
import { createRun, now, runningRun } from './sample-runs.ts';

const manyRuns = Array.from({ length: 3000 }, (_, at) =>
  createRun({ id: `run_${at}`, createdAt: now - at * 1000, actor: 'a'.repeat(100) }),
);

/** The built program in a process of its own. */
function start(line: string, cwd: string, stdio: 'pipe' | 'inherit' = 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [resolve('bin/runlens.js'), ...line.split(' ')], {
    cwd,
    stdio: ['ignore', stdio, 'pipe'],
    env: { ...process.env, HOME: cwd, XDG_CONFIG_HOME: cwd, RUNLENS_TARGET: '' },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

describe('the program as a process', () => {
  it.each(someOf(['ndjson', 'json', 'table', 'tsv'], 2))(
    'exits 0 without a word when the reader of its %s closes the pipe early',
    async format => {
      const { cwd } = await createHomeWithStore(manyRuns);
      const child = start(`workflows runs list --limit 3000 -o ${format}`, cwd);
      const { stdout, stderr } = child;
      if (!stdout || !stderr) throw new Error('no pipes');
      const words = text(stderr);
      stdout.once('data', () => stdout.destroy());
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
      expect(await words).not.toMatch(/EPIPE|at /);
    },
  );

  it('writes everything into a pipe that is read slowly', async () => {
    const { cwd } = await createHomeWithStore(manyRuns);
    const child = start('workflows runs list --limit 3000 -o ndjson', cwd);
    const { stdout } = child;
    if (!stdout) throw new Error('no pipe');
    const lines = (await text(stdout)).trimEnd().split('\n');
    expect(lines).toHaveLength(3000);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ id: 'run_2999' });
  });

  it('exits 130 when it is interrupted', async () => {
    const { cwd } = await createHomeWithStore();
    const writer = await openRunWriter({ path: join(cwd, '.runlens', 'runs.db') });
    const { kind, name, trigger, createdAt } = runningRun;
    writer.write([
      { type: 'run-created', id: 'run_mine', kind, name, trigger, createdAt, status: 'running' },
    ]);
    await writer.flush();
    const asked = new Promise(resolve => writer.onCancelRequested(resolve));
    const child = start('workflows runs cancel run_mine --wait', cwd);
    const { stderr } = child;
    if (!stderr) throw new Error('no pipe');
    const words = text(stderr);
    expect(await asked).toEqual(['run_mine']);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
    expect(await words).toBe('waiting for 1 run to end; Ctrl-C stops waiting\n');
    await writer.close();
  });

  it('exits with the code of the error', async () => {
    const { cwd } = await createHomeWithStore();
    const [code] = await once(start('workflows runs get signup-pipeline run_x', cwd), 'exit');
    expect(code).toBe(3);
  });
});
