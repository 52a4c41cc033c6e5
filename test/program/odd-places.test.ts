import { execFile, execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { writeSample } from './sample-store.ts';
import { builtProgram, test } from './workplace.ts';

const told = /^runlens: (?!this is a bug).+\n(?: {2}.+\n)*$/u;

test.for(['loop.db', `${'a'.repeat(5_000)}.db`])(
  'so is a path that leads nowhere',
  async (name, { place }) => {
    symlinkSync('loop.db', place.path('loop.db'));
    const { exitCode, stderr } = await place.run(place.path(name));
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).toMatch(told);
  },
);

test('a named pipe is no store, and is not waited for', async ({ place }) => {
  execFileSync('mkfifo', [place.path('pipe.db')]);
  const child = spawn(process.execPath, [builtProgram, place.path('pipe.db')], { stdio: 'ignore' });
  const killer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const code = await new Promise(resolve => child.on('exit', resolve));
  clearTimeout(killer);
  expect(code).toBe(1);
});

test('a working folder that was deleted does not matter to a store that is named', async ({ place }) => {
  const location = place.path('runs.db');
  await writeSample(location);
  const script = `mkdir '${place.path('gone')}' && cd '${place.path('gone')}' && rmdir '${place.path('gone')}'`;
  const ran = await new Promise(resolve => {
    const args = ['-c', `${script} && "$0" "$1" '${location}'`, process.execPath, builtProgram];
    execFile('sh', args, (error, _out, stderr) => resolve({ code: error?.code ?? 0, stderr }));
  });
  expect(ran).toEqual({ code: 0, stderr: '' });
});
