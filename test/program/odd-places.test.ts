import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { writeSample } from './sample-store.ts';
import { builtProgram, test } from './workplace.ts';

const isRoot = process.getuid?.() === 0;
const told = /^runlens: (?!this is a bug).+\n(?: {2}.+\n)*$/u;

function asNobody(script: string): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const user = isRoot ? ['setpriv', '--reuid=12345', '--regid=12345', '--clear-groups'] : ['env'];
  const args = [...user.slice(1), 'sh', '-c', script, process.execPath, builtProgram];
  return new Promise(resolve => {
    execFile(user[0] ?? '', args, { encoding: 'utf8' }, (error, _out, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test('a store in a folder that may not be entered is told in words', async ({ place }) => {
  mkdirSync(place.path('shut'));
  chmodSync(place.path('shut'), isRoot ? 0o700 : 0);
  chmodSync(place.folder, 0o755);
  const { code, stderr } = await asNobody(`"$0" "$1" '${place.path('shut/runs.db')}'`);
  expect(code).toBe(1);
  expect(stderr).toMatch(told);
});

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
  const killer = setTimeout(() => child.kill('SIGKILL'), 3_000);
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

test.skipIf(!isRoot)('a user without a home and a name can look at a store', async ({ place }) => {
  const location = place.path('runs.db');
  await writeSample(location);
  for (const path of [place.folder, location]) chmodSync(path, 0o777);
  const ran = await asNobody(`env -i "$0" "$1" workflows list --target '${location}'`);
  expect(ran).toEqual({ code: 0, stderr: '' });
});

test('a demo that has nowhere to write says so', async ({ place }) => {
  const shut = place.path('shut');
  mkdirSync(shut);
  chmodSync(shut, isRoot ? 0o700 : 0o500);
  chmodSync(place.folder, 0o755);
  for (const line of [
    `TMPDIR='${shut}' "$0" "$1" demo --size 131`,
    `"$0" "$1" demo --size 131 --out '${shut}/x.db'`,
  ]) {
    const { code, stderr } = await asNobody(line);
    expect(code).toBe(1);
    expect(stderr).toMatch(told);
  }
});
