import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { patienceMs } from '../../in-time.ts';
import { type Program, type ProgramOptions, startProgram } from '../../pty/program.ts';
import { someOf } from '../../trials.ts';

const node = process.execPath;
const size = { columns: 60, rows: 12 };
const ours = { isAlternate: true, isCursorHidden: true, isPasteBracketed: true, isWrapping: false };
const restored = {
  isAlternate: false,
  isCursorHidden: false,
  isPasteBracketed: false,
  isWrapping: true,
  isMouseTracked: false,
};

const started: Program[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(program => program.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/**
 * The names by which a shell knows what it starts: a path may hold what means something to a shell. And a
 * terminal that shows progress.
 */
const inShell = { NODE: node, FIXTURE: fixturePath('device-program.ts'), WT_SESSION: 'any' };
const shellLine = '"$NODE" "$FIXTURE"';

function start(options: ProgramOptions): Program {
  const program = startProgram({ ...size, ...options, env: { ...inShell, ...options.env } });
  started.push(program);
  return program;
}

/** In a shell that afterwards tells how the program ended and whether the terminal takes lines again. */
function startInShell(program = shellLine): Program {
  const script = `echo before; ${program}; echo "ended with $?"; stty -a | grep -o -e '-*icanon'; stty -a | grep -o -e '-*echo '`;
  return start({ command: 'sh', args: ['-c', script], columns: 160, rows: 24 });
}

/** In an interactive shell, which stops and continues jobs. */
async function startAsJob(line = shellLine): Promise<Program> {
  const program = start({ command: 'bash', args: ['--norc', '-i'], env: { PS1: 'shell> ' } });
  await program.waitFor('shell> ');
  program.send(`${line}\r`);
  await program.waitFor('keys');
  return program;
}

function fixturePid(program: Program): number {
  return Number(/pid (\d+)/.exec(program.screen().join('\n'))?.[1]);
}

async function expectRestored(program: Program, code: number): Promise<string> {
  const screen = (await program.waitFor(/icanon\n-*echo/)).join('\n');
  expect(screen).toContain(`ended with ${code}\nicanon\necho`);
  expect(screen).toMatch(/^before\n/);
  expect(screen).not.toContain('row 0');
  expect(program.modes()).toEqual(restored);
  expect(progressOf(program)).toEqual(['1;40', '0;0']);
  return screen;
}

/** The states and percents of OSC 9;4 that the terminal was sent. */
function progressOf(program: Program): readonly string[] {
  return [...program.rawOutput().matchAll(/\u001B\]9;4;(\d+;\d+)\u0007/gu)].map(([, sent = '']) => sent);
}

describe('the end of the program', () => {
  const signals = [
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;

  test.each(someOf(signals, 3))('gives the terminal back on %s and exits with %i', async (signal, code) => {
    const program = startInShell();
    await program.waitFor('keys');
    expect(program.modes()).toMatchObject(ours);
    process.kill(fixturePid(program), signal);
    await expectRestored(program, code);
  });

  test('gives the terminal back when the program ends by itself', async () => {
    const program = startInShell();
    await program.waitFor('keys');
    program.send('\u0003');
    await expectRestored(program, 0);
  });

  test('gives the terminal back on process.exit', async () => {
    const program = startInShell();
    await program.waitFor('keys');
    program.send('X');
    await expectRestored(program, 7);
  });

  test.each([
    ['an exception', 'E', 'Error: nobody caught this'],
    ['a rejection', 'R', 'Error: nobody caught this promise'],
  ])('gives the terminal back before it shows the stack of %s', async (_what, key, message) => {
    const program = startInShell();
    await program.waitFor('keys');
    program.send(key);
    const screen = await expectRestored(program, 1);
    expect(screen).toContain(message);
    expect(screen).toMatch(/at .*device-program\.ts/);
  });

  test('ends when the terminal vanishes, also without a signal', async ({ skip }) => {
    skip(process.platform !== 'linux', 'setsid is a program of Linux');
    const folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
    folders.push(folder);
    const codeFile = join(folder, 'code');
    const script = `trap '' HUP; setsid --wait ${shellLine}; echo "code $?" > "${codeFile}"`;
    const program = start({ command: 'sh', args: ['-c', script] });
    await program.waitFor('keys');
    program.hangUp();
    await vi.waitFor(() => expect(readFileSync(codeFile, 'utf8')).toBe('code 129\n'), patienceMs);
  });
});

describe('stopping', () => {
  test('Ctrl-Z gives the terminal to the shell, fg takes it back and paints all', async () => {
    const program = await startAsJob();
    program.send('a\u001A');
    await program.waitFor('Stopped');
    expect(program.modes()).toMatchObject({ ...restored, isPasteBracketed: expect.anything() });
    expect(program.screen().join('\n')).not.toContain('row 0');
    expect(progressOf(program)).toEqual(['1;40', '0;0']);
    program.send('fg\r');
    await program.waitFor(/^pid \d+\nsize 60x12\nkeys a\nrow 0\n/);
    expect(program.modes()).toMatchObject(ours);
    program.send('b');
    await program.waitFor('keys ab');
    expect(program.rawOutput().split('\u001B[?1049h')).toHaveLength(3);
  });

  test('Ctrl-Z also stops what the program was started by, such as npm', async () => {
    const program = await startAsJob(`sh -c '${shellLine}; echo wrapper'`);
    program.send('\u001A');
    await program.waitFor('Stopped');
    program.send('fg\r');
    await program.waitFor(/^pid \d+\nsize/);
  });

  test.each(['SIGTSTP', 'SIGSTOP'] as const)('paints all again after %s from outside', async signal => {
    const program = await startAsJob();
    const pid = fixturePid(program);
    // The key comes after the terminal's answers, which nobody could take from the shell after a SIGSTOP.
    program.send('a');
    await program.waitFor('keys a');
    process.kill(pid, signal);
    await program.waitFor('Stopped');
    program.send('fg\r');
    await program.waitFor(/^pid \d+\nsize 60x12\nkeys a\s*\nrow 0\n/);
    expect(program.modes()).toMatchObject(ours);
    expect(program.isRaw()).toBe(true);
  });

  test('takes the size that the terminal got meanwhile', async () => {
    const program = await startAsJob();
    program.send('\u001A');
    await program.waitFor('Stopped');
    program.resize(50, 10);
    program.send('fg\r');
    await program.waitFor('size 50x10');
  });

  test('Ctrl-Z where no shell could continue the program resumes it after a moment', async () => {
    const program = start({ command: node, args: [fixturePath('device-program.ts')] });
    await program.waitFor('keys');
    program.send('\u001A');
    program.send('a');
    await program.waitFor('keys a');
    expect(program.modes()).toMatchObject(ours);
  });
});

describe('keys', () => {
  test('typed while the program is busy arrive afterwards, each once and in order', async () => {
    const program = start({ command: node, args: [fixturePath('device-program.ts')] });
    await program.waitFor('keys');
    program.send('S');
    for (const key of 'abcdefgh') program.send(key);
    await program.waitFor(/keys abcdefgh\s*$/m);
  });
});

describe('resizing', () => {
  test('paints all again when the terminal was small for a moment only', async () => {
    const program = start({ command: node, args: [fixturePath('device-program.ts')] });
    await program.waitFor(/row 7\nx{60}$/);
    program.resize(30, 5);
    program.resize(60, 12);
    await program.waitFor(/^pid \d+\nsize 60x12\nkeys\s*\nrow 0\n[\s\S]*row 7\nx{60}$/);
  });
});

describe('lending the terminal', () => {
  function startWithPager(script: string): Program {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
    folders.push(folder);
    const pager = join(folder, 'pager');
    writeFileSync(pager, `#!/bin/bash\n${script}\n`);
    chmodSync(pager, 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}`, PAGER: 'pager' };
    return start({ command: node, args: [fixturePath('device-program.ts')], env });
  }

  test('the child gets every key, and the screen is whole afterwards', async () => {
    const program = startWithPager(
      'cat; echo; read -r line < /dev/tty; echo "read $line"; read -r _ < /dev/tty',
    );
    await program.waitFor('keys');
    program.send('aP');
    await program.waitFor('text of the pager');
    expect(program.modes()).toEqual(restored);
    expect(program.isRaw()).toBe(false);
    program.send('typed to the child\r');
    await program.waitFor('read typed to the child');
    program.resize(40, 10);
    program.send('\r');
    await program.waitFor(/^pid \d+\nsize 40x10\nkeys a\s*\nrow 0\n/);
    program.send('b');
    await program.waitFor(/keys ab\s*$/m);
    expect(program.modes()).toMatchObject(ours);
  });

  test("Ctrl-C is the child's", async () => {
    const program = startWithPager(
      `trap 'echo interrupted; trap - INT' INT; cat; for _ in 1 2 3; do read -r _ < /dev/tty; done`,
    );
    await program.waitFor('keys');
    program.send('P');
    await program.waitFor('text of the pager');
    // A shell that is interrupted just before it reads runs its trap only once it has read a line.
    program.send('\u0003');
    program.send('\r');
    await program.waitFor('interrupted');
    program.send('\r\r\r');
    await program.waitFor(/^pid \d+\nsize/);
  });
});

describe('Ink on the device', () => {
  test('draws, takes keys typed before it was there, follows a resize and leaves', async () => {
    const program = start({ command: node, args: [fixturePath('ink-program.ts')] });
    // A busy machine shows it together with what Ink paints over it.
    await program.waitFor(() => program.rawOutput().includes('early paint'));
    program.send('ab');
    await program.waitFor('keys: ab');
    expect(program.modes()).toMatchObject(ours);
    program.send('c');
    await program.waitFor('keys: abc');
    expect(program.cells()[1]?.[0]).toMatchObject({ text: 'k', bold: true, foreground: 1 });
    program.resize(40, 8);
    await program.waitFor(/^ink is here\nkeys: abc\n\s+40x8\s*$/m);
    program.send('q');
    await program.waitFor('the end');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(program.modes()).toEqual(restored);
  });
});
