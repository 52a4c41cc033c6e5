import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect } from 'vitest';
import { isRunning } from '../../src/programs/process-identity.ts';
import { waitFor as until } from '../contract/reading.ts';
import { writeSample } from '../program/sample-store.ts';
import { builtProgram, test, type Workplace } from '../program/workplace.ts';
import type { Program } from '../pty/program.ts';
import { someOf } from '../trials.ts';

const given = { isAlternate: false, isCursorHidden: false, isPasteBracketed: false, isWrapping: true };

/** Writes down its process, what it started and its file, and obeys no signal that can be ignored. */
const stubborn = `trap '' TERM HUP INT; sleep 60 & echo "$$ $! $1" > "$OUT"; for _ in 1 2 3 4 5 6; do sleep 10; done`;

type Started = { readonly pids: readonly number[]; readonly file: string };

/** The screen over some runs, with an own command on # and an editor that are stubborn. */
async function openStubborn(place: Workplace, script = stubborn): Promise<Program> {
  const config = place.path('home/config/runlens/config.yaml');
  for (const folder of [dirname(config), place.path('tmp')]) mkdirSync(folder, { recursive: true });
  const commands = [
    { key: '#', name: 'hang', run: [place.path('hang'), '{file}'] },
    { name: 'in a shell', run: [`"${place.path('hang')}" "$1"; :`, '{file}'], shell: true },
  ];
  writeFileSync(config, JSON.stringify({ commands }));
  writeFileSync(place.path('hang'), `#!/bin/sh\n${script}\n`);
  chmodSync(place.path('hang'), 0o755);
  await writeSample(place.path('runs.db'), { count: 3 });
  const program = place.open({
    args: [place.path('runs.db')],
    env: { TMPDIR: place.path('tmp'), OUT: place.path('out'), EDITOR: place.path('hang') },
  });
  await program.waitFor(/▌.*flow-0003/u);
  return program;
}

async function startHanging(place: Workplace, { send }: Program, keys = '#'): Promise<Started> {
  send(keys);
  const read = () => (existsSync(place.path('out')) ? readFileSync(place.path('out'), 'utf8') : '');
  await until(() => read().endsWith('\n'));
  const [own, other, file = ''] = read().trim().split(' ');
  expect(existsSync(file)).toBe(true);
  return { pids: [Number(own), Number(other)], file };
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

const ends: Readonly<Record<string, (program: Program) => void>> = {
  SIGTERM: ({ kill }) => kill('SIGTERM'),
  SIGHUP: ({ kill }) => kill('SIGHUP'),
  SIGINT: ({ kill }) => kill('SIGINT'),
  'a closed pane': ({ hangUp }) => hangUp(),
  'a closed pane, of which it is told twice': ({ hangUp, kill }) => {
    hangUp();
    kill('SIGHUP');
  },
  'Ctrl-C': ({ send }) => send('\u0003'),
  q: ({ send }) => send('q'),
  SIGUSR2: ({ kill }) => kill('SIGUSR2'),
};

describe.concurrent('a command of the user and its file end with the inspector', () => {
  const someEnds = someOf(Object.entries(ends), 4);

  test.for(someEnds)('at %s', async ([, end], { place }) => {
    const program = await openStubborn(place);
    const { pids } = await startHanging(place, program);
    end(program);
    await program.exited;
    await until(() => !pids.some(isRunning));
    expect(readdirSync(place.path('tmp'))).toEqual([]);
  });

  test('which has the time to tidy up, also below a shell that has none', async ({ place }) => {
    const tidying = `trap 'sleep 0.3; : > "$OUT.tidy"; exit' TERM; echo "$PPID $$ $1" > "$OUT"; while :; do sleep 0.1; done`;
    const program = await openStubborn(place, tidying);
    const { pids } = await startHanging(place, program, ':in a shell\r');
    program.kill('SIGTERM');
    await program.exited;
    expect(existsSync(place.path('out.tidy'))).toBe(true);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test('an editor, too, at SIGTERM', async ({ place }) => {
    const program = await openStubborn(place);
    const { pids } = await startHanging(place, program, 'O');
    program.kill('SIGTERM');
    await program.exited;
    expect(pids.slice(0, 1).filter(isRunning)).toEqual([]);
    expect(readdirSync(place.path('tmp'))).toEqual([]);
    process.kill(pids[1] ?? 0);
  });

  test('at the next start after SIGKILL, but not those of one that runs', async ({ place }) => {
    const killed = await openStubborn(place);
    const left = await startHanging(place, killed);
    killed.kill('SIGKILL');
    await killed.exited;
    expect(existsSync(left.file)).toBe(true);
    for (const pid of left.pids) process.kill(pid, 'SIGKILL');
    writeFileSync(place.path('out'), '');
    const other = await openStubborn(place);
    await until(() => !existsSync(dirname(left.file)));
    const kept = await startHanging(place, other);
    await openStubborn(place);
    expect(existsSync(kept.file)).toBe(true);
    other.kill('SIGTERM');
    await other.exited;
  });
});

const ending = [
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGXCPU',
  'SIGQUIT',
  'SIGABRT',
  'SIGVTALRM',
  'SIGPWR',
  'SIGSYS',
] as const;

describe.concurrent('a signal that ends a program', () => {
  test.for(someOf(ending, ending.length))(
    '%s gives the terminal back as it was',
    async (signal, { place }) => {
      await writeSample(place.path('runs.db'), { count: 3 });
      const script =
        '"$NODE" "$PROGRAM" "$STORE"; echo "ended with $?"; stty -a | tr " ;" "\\n" | grep -x -e -*icanon -e -*echo; sleep 60';
      const { waitFor, pid, modes, close } = place.open({
        command: 'sh',
        args: ['-c', script],
        env: { NODE: process.execPath, PROGRAM: builtProgram, STORE: place.path('runs.db') },
      });
      await waitFor(/▌.*flow-0003/u);
      process.kill(childOf(pid), signal);
      const screen = await waitFor(/ended with 1\d\d[\s\S]*echo/u);
      expect(screen.filter(line => line !== '').slice(-2)).toEqual(['icanon', 'echo']);
      expect(modes()).toMatchObject(given);
      expect(screen.join('\n')).not.toContain('Debugger');
      await close();
    },
  );
});

describe.concurrent('a signal that stops a program', () => {
  test.for(someOf(['SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const, 3))(
    '%s gives the terminal to the shell, and fg brings the screen back',
    async (signal, { place }) => {
      await writeSample(place.path('runs.db'), { count: 3 });
      const { send, waitFor, screen, modes, pid } = place.open({
        command: 'bash',
        args: ['--norc', '--noprofile', '-i'],
        rows: 20,
        env: { PS1: 'SHELL> ', NODE: process.execPath, PROGRAM: builtProgram, STORE: place.path('runs.db') },
      });
      await waitFor('SHELL>');
      send('"$NODE" "$PROGRAM" "$STORE"\r');
      await waitFor(/▌.*flow-0003/u);
      const stopped = childOf(pid);
      process.kill(stopped, signal);
      await waitFor(/Stopped[\s\S]*\nSHELL> /u);
      expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false, isWrapping: true });
      // Neither in the background nor on its way there does it need the processor.
      send('bg\r');
      await waitFor(/bg[\s\S]*SHELL> /u);
      // The shell is told only once every thread has stopped.
      await until(() => {
        send("jobs -s | sed 's/^/again /'\r");
        return screen().some(line => /^again .*Stopped/u.test(line));
      });
      send('clear\rfg\r');
      await waitFor(/▌.*flow-0003/u);
      // A key that is pressed while the terminal changes hands may be the shell's.
      await until(() => {
        send('j');
        return screen().some(line => /▌.*flow-0001/u.test(line));
      });
      expect(modes()).toMatchObject({ isAlternate: true, isCursorHidden: true, isPasteBracketed: true });
      send('q');
      await waitFor('SHELL>');
      expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
    },
  );
});
