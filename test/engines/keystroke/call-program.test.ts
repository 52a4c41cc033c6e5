import { tmpdir } from 'node:os';
import { expect, it, onTestFinished, vi } from 'vitest';
import { callProgram } from '../../../src/engines/keystroke/call-program.ts';

const program = { file: process.execPath, cwd: tmpdir(), env: {}, timeoutMs: 5_000 };

it('says that the folder is none in which a program could run', async () => {
  const called = callProgram({ ...program, cwd: process.execPath }, ['--version']);
  await expect(called).rejects.toMatchObject({ kind: 'unreachable' });
});

it('leaves alone what it may not end', async () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  onTestFinished(() => kill.mockRestore());
  const called = callProgram({ ...program, timeoutMs: 50 }, ['-e', 'setTimeout(() => {}, 300)']);
  await expect(called).rejects.toMatchObject({ kind: 'timeout' });
});
