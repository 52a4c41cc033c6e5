import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isRunning } from '../../src/programs/process-identity.ts';
import { type Program, runProgram } from '../../src/programs/run-program.ts';
import { patienceMs, scaleToLoad } from '../in-time.ts';

const run = (code: string, options: Partial<Program> = {}) =>
  runProgram({
    name: 'it',
    file: process.execPath,
    args: ['-e', code],
    cwd: tmpdir(),
    env: process.env,
    secretVariables: [],
    ...options,
  });

it('gives a program neither our tokens nor the secrets of engines', async () => {
  const names = ['RUNLENS_TOKEN', 'RESTATE_AUTH_TOKEN', 'RESTATE_AUTH_TOKEN_ORIGIN', 'PGPASSWORD'];
  const env = { ...Object.fromEntries(names.map(name => [name, 'secret'])), OTHER: 'other' };
  const { stdout } = await run('console.log(Object.values(process.env).join())', {
    env,
    secretVariables: ['RESTATE_AUTH_TOKEN', 'PGPASSWORD'],
  });
  expect(stdout).toContain('other');
  expect(stdout).not.toContain('secret');
});

it('gives a program its input, or none, whether it reads that or not', async () => {
  const length = `console.log(require('fs').readFileSync(0).length)`;
  expect((await run(length, { input: 'x'.repeat(1e6) })).stdout).toBe('1000000\n');
  expect((await run(length)).stdout).toBe('0\n');
  expect((await run('process.exit(3)', { input: 'x'.repeat(1e6) })).exitCode).toBe(3);
});

it('reads everything that a program prints', async () => {
  const { stdout, stderr, exitCode } = await run(
    `process.stdout.write('x'.repeat(3e6)); process.stderr.write('y'.repeat(3e4)); process.exitCode = 3`,
  );
  expect([stdout.length, stderr.length, exitCode]).toEqual([3_000_000, 16_384, 3]);
});

it('stops a program that prints without end', async () => {
  const endless = `const more = () => process.stdout.write('x'.repeat(1e6), more); more()`;
  await expect(run(endless)).rejects.toMatchObject({
    kind: 'unreadable',
    message: 'it printed more than 32 MB',
  });
});

it('does not wait for what a program leaves behind', async () => {
  const child = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' })`;
  const started = performance.now();
  const { exitCode, stderr } = await run(
    `const left = ${child}; console.error(left.pid); left.unref(); process.exitCode = 3; process.exit()`,
  );
  expect(exitCode).toBe(3);
  expect(performance.now() - started).toBeLessThan(scaleToLoad(10_000));
  process.kill(Number(stderr));
});

const stubborn = `process.on('SIGTERM', () => {}); console.error('up'); setInterval(() => {}, 1000)`;

it('stops a program that takes too long, and says so', async () => {
  await expect(run(stubborn, { timeoutMs: 300 })).rejects.toMatchObject({
    kind: 'timeout',
    message: 'it did not end within 0.3 s',
  });
});

it('stops a program when nobody waits for it any more', async () => {
  const ending = new AbortController();
  const ended = run(stubborn, { signal: ending.signal });
  setTimeout(() => ending.abort(new Error('left')), 200);
  await expect(ended).rejects.toThrow('left');
});

it('stops what a program has started, too, also where that obeys less than the program', async () => {
  const child = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: ['ignore', 'ignore', 'pipe'] })`;
  const file = join(mkdtempSync(join(tmpdir(), 'runlens-started-')), 'pid');
  const ending = new AbortController();
  const ended = run(
    `const left = ${child}; left.stderr.once('data', () => require('fs').writeFileSync(${JSON.stringify(file)}, String(left.pid))); setInterval(() => {}, 1000)`,
    { signal: ending.signal },
  );
  await vi.waitUntil(() => existsSync(file) && readFileSync(file, 'utf8') !== '', patienceMs);
  const pid = Number(readFileSync(file, 'utf8'));
  ending.abort(new Error('left'));
  await expect(ended).rejects.toThrow('left');
  await vi.waitUntil(() => !isRunning(pid), patienceMs);
});

it('says why a program cannot be started', async () => {
  await expect(run('', { file: '/nowhere/workflow' })).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'cannot start /nowhere/workflow: ENOENT',
  });
  await expect(run('', { file: 'a\0b' })).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(run('', { cwd: process.execPath })).rejects.toMatchObject({ kind: 'unreachable' });
});

it('leaves alone what it may not stop', async () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  onTestFinished(() => kill.mockRestore());
  const ended = run('setTimeout(() => {}, 300)', { timeoutMs: 50 });
  await expect(ended).rejects.toMatchObject({ kind: 'timeout' });
});
