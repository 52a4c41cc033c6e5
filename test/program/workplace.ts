import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, test as base, beforeAll } from 'vitest';
import { patienceMs } from '../in-time.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { type Program, type ProgramOptions, startProgram } from '../pty/program.ts';
import { type Recording, startRecording } from './recording.ts';

export type Ended = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** A folder and a home for one test; what is started in it has ended when the test has. */
export type Workplace = {
  readonly folder: string;
  /** A path in the folder. */
  readonly path: (name: string) => string;
  /** The built program in a terminal. */
  readonly open: (options: ProgramOptions) => Program;
  /** The built program without a terminal, until it ends. */
  readonly run: (...args: readonly string[]) => Promise<Ended>;
  readonly record: (location: string, program?: string) => Recording;
};

export const builtProgram = fileURLToPath(new URL('../../bin/runlens.js', import.meta.url));

/** Nothing of the person who runs the tests: no remembered filters, no configuration, no clipboard. */
export function homeOf(folder: string): Readonly<Record<string, string | undefined>> {
  const home = join(folder, 'home');
  return {
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    RUNLENS_TARGET: undefined,
  };
}

/** A test with a workplace of its own, so that tests can run side by side. */
export const test = base.extend('place', async ({ task }, { onCleanup }): Promise<Workplace> => {
  const { place, leave } = createWorkplace(task.id);
  onCleanup(leave);
  return place;
});

/**
 * One workplace for all tests of a suite, for instance with a program whose screen each leaves as it found
 * it. It is there once `prepare` has been called with it.
 */
export function shareWorkplace(prepare: (place: Workplace) => Promise<void>): void {
  let leave: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const created = createWorkplace('shared');
    leave = created.leave;
    await prepare(created.place);
  });
  afterAll(async () => await leave?.());
}

function createWorkplace(id: string): { readonly place: Workplace; readonly leave: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), `runlens-program-${id}-`));
  const programs: Program[] = [];
  const recordings: Recording[] = [];
  const place: Workplace = {
    folder,
    path: name => join(folder, name),
    open: options => {
      const program = startProgram({ ...options, env: { ...homeOf(folder), ...options.env } });
      programs.push(program);
      return program;
    },
    run: (...args) => runPlain(args, folder),
    record: (location, program) => {
      const recording = startRecording(location, program);
      recordings.push(recording);
      return recording;
    },
  };
  const leave = async () => {
    await Promise.all(programs.map(program => program.close()));
    await Promise.all(recordings.map(recording => recording.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  return { place, leave };
}

function runPlain(args: readonly string[], folder: string): Promise<Ended> {
  const env = isolatedEnvironment(homeOf(folder));
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [builtProgram, ...args],
      { cwd: folder, env, encoding: 'utf8', maxBuffer: 1e9, timeout: patienceMs, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        resolve({ exitCode: typeof code === 'number' ? code : -1, stdout, stderr });
      },
    ).stdin?.end();
  });
}
