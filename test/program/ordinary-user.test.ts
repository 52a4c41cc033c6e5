import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { ordinaryUser, whyNotOrdinary } from '../ordinary-user/ordinary-user.ts';
import { makeReachableFolder } from '../ordinary-user/reachable-folder.ts';
import { makeReachableProgram, type ReachableProgram } from '../ordinary-user/reachable-program.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { startProgram } from '../pty/program.ts';
import { writeSample } from './sample-store.ts';
import { type Ended, homeOf } from './workplace.ts';

const told = /^runlens: (?!this is a bug).+\n(?: {2}.+\n)*$/u;

let program: ReachableProgram;
let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(() => {
  program = makeReachableProgram();
});
afterAll(() => program.remove());
beforeEach(({ skip }) => {
  skip(whyNotOrdinary !== undefined, whyNotOrdinary);
  folder = makeReachableFolder('runlens-ordinary-');
});
afterEach(() => {
  if (existsSync(path('shut'))) chmodSync(path('shut'), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

/** Nobody but who made it may enter; an ordinary user's own folder is shut by its mode alone. */
function makeShutFolder(): string {
  mkdirSync(path('shut'), { mode: ordinaryUser.uid === undefined ? 0 : 0o700 });
  return path('shut');
}

function run(
  args: readonly string[],
  env = isolatedEnvironment(homeOf(folder)),
  cwd = folder,
): Promise<Ended> {
  return new Promise(resolve => {
    execFile(
      program.node,
      [program.program, ...args],
      { ...ordinaryUser, cwd, env, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        resolve({ exitCode: typeof code === 'number' ? code : -1, stdout, stderr });
      },
    ).stdin?.end();
  });
}

test('a store in a folder that may not be entered is told in words', async () => {
  const { exitCode, stderr } = await run([join(makeShutFolder(), 'runs.db')]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(told);
});

test('a folder that may not be entered is told, and not that it holds no store', async () => {
  const { exitCode, stderr } = await run([makeShutFolder()]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(told);
  expect(stderr).toContain('permission denied');
});

// Another user than root cannot begin there.
test.skipIf(ordinaryUser.uid === undefined)(
  'below a folder that may not be entered, no store is found',
  async () => {
    const inner = join(makeShutFolder(), 'inner');
    mkdirSync(inner);
    const { exitCode, stderr } = await run(['history', 'list'], undefined, inner);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no runs found')]);
  },
);

test('an exported history that may not be read is told in words', async () => {
  const location = path('order.json');
  writeFileSync(location, '[]', { mode: ordinaryUser.uid === undefined ? 0 : 0o600 });
  const { exitCode, stderr } = await run(['history', 'list', '--target', `temporal:${location}`]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`cannot read ${location}: this user may not read it`);
});

test('a store in a folder that cannot be written is told in words', async () => {
  const location = path('sealed/runs.db');
  await writeSample(location);
  chmodSync(location, 0o444);
  chmodSync(path('sealed'), 0o555);
  const screen = startProgram({
    command: program.node,
    args: [program.program, location],
    cwd: folder,
    env: homeOf(folder),
    user: ordinaryUser,
  });
  const plain = await run(['workflows', 'list', '--target', location]);
  expect(await screen.exited).toMatchObject({ exitCode: 1 });
  await screen.close();
  chmodSync(path('sealed'), 0o755);
  expect(plain).toMatchObject({ exitCode: 1, stdout: '' });
  for (const text of [screen.rawOutput().replaceAll('\r', ''), plain.stderr]) {
    expect(text).toMatch(told);
    expect(text).toContain(`${location} is in a folder that cannot be written`);
  }
});

test('a store that can be read but not written is listed, and says why it cancels nothing', async () => {
  const location = path('runs.db');
  await using recorder = await openRecorder({ location });
  const { id } = recorder.start({ workflow: 'nightly' });
  await recorder.flush();
  for (const suffix of ['', '-wal', '-shm']) chmodSync(location + suffix, 0o444);
  chmodSync(folder, 0o755);
  const listed = await run(['workflows', 'runs', 'list', '--target', location, '-o', 'tsv']);
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(listed.stdout).toContain(id);
  const canceled = await run(['workflows', 'runs', 'cancel', id, '--target', location, '-o', 'table']);
  expect(canceled).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^not kept for "runlens acts": cannot write \S+ \(EACCES\)\n$/),
  });
  expect(canceled.stdout).toContain(`${id}  cancel refused: ${location} cannot be written`);
});

test('a user without a home and a name can look at a store', async () => {
  const location = path('runs.db');
  await writeSample(location);
  for (const name of [folder, location]) chmodSync(name, 0o777);
  const listed = await run(['workflows', 'list', '--target', location], {});
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
});

test.for(['the temporary folder', 'the named file'])(
  'a demo that cannot write to %s says so',
  async where => {
    const shut = makeShutFolder();
    const args = ['demo', '--size', '131'];
    const { exitCode, stderr } =
      where === 'the named file'
        ? await run([...args, '--out', join(shut, 'x.db')])
        : await run(args, isolatedEnvironment({ ...homeOf(folder), TMPDIR: shut }));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(told);
  },
);
