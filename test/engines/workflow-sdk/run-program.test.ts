import { tmpdir } from 'node:os';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runProgram } from '../../../src/engines/workflow-sdk/run-program.ts';

const run = (code: string, options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}) =>
  runProgram(process.execPath, ['-e', code], { cwd: tmpdir(), ...options });

it("gives the project's programs none of our tokens", async () => {
  for (const name of ['RUNLENS_TOKEN', 'RESTATE_AUTH_TOKEN', 'OTHER']) vi.stubEnv(name, `value of ${name}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const code = 'console.error(Object.values(process.env).join())';
  const { errorText } = await runProgram(process.execPath, ['-e', code], {
    cwd: tmpdir(),
    env: { MORE: 'more' },
  });
  expect(errorText).toContain('value of OTHER');
  expect(errorText).toContain('more');
  expect(errorText).not.toMatch(/value of R/);
});

it('does not wait for what a program leaves behind', async () => {
  const child = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' })`;
  const started = performance.now();
  const { code, errorText } = await run(
    `const left = ${child}; console.error(left.pid); left.unref(); process.exitCode = 3; process.exit()`,
  );
  expect(code).toBe(3);
  expect(performance.now() - started).toBeLessThan(10_000);
  process.kill(Number(errorText));
});

const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;

it('ends a program that takes too long, whatever it thinks of that, and says so', async () => {
  expect(await run(stubborn, { timeoutMs: 300 })).toEqual({
    code: null,
    errorText: 'it did not end within 0.3 s',
  });
});

it('ends a program when nobody waits for it any more', async () => {
  const ending = new AbortController();
  const ended = run(stubborn, { signal: ending.signal });
  setTimeout(() => ending.abort(new Error('left')), 200);
  await expect(ended).rejects.toThrow('left');
});

it('says why a program cannot be started', async () => {
  const { code, errorText } = await runProgram('/nowhere/workflow', [], { cwd: tmpdir() });
  expect(code).toBeNull();
  expect(errorText).toContain('ENOENT');
  expect((await runProgram('a\0b', [], { cwd: tmpdir() })).errorText).toMatch(/null bytes/);
});
