import { afterEach, describe, expect, test } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import { isolatedEnvironment } from './isolated-environment.ts';
import { type Program, startProgram } from './program.ts';

const started: Program[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(program => program.close()));
});

function startShell(script: string): Program {
  const program = startProgram({ command: 'sh', args: ['-c', script], columns: 40, rows: 6 });
  started.push(program);
  return program;
}

describe('a program in a pseudo-terminal', () => {
  test('shows what it writes, gets what is typed, and tells how it ended', async () => {
    const program = startShell(
      'printf "\\033[1;32mname? \\033[0m"; read -r name; echo "hello $name"; exit 3',
    );
    await program.waitFor('name?');
    expect(program.cells()[0]?.[0]).toMatchObject({ text: 'n', bold: true, foreground: 2 });
    program.send('ada\r');
    expect(await program.waitFor(/hello (\w+)/)).toContain('hello ada');
    expect(await program.exited).toMatchObject({ exitCode: 3 });
    expect(program.rawOutput()).toContain('\u001B[1;32mname? ');
  });

  test('shows the screen when what was awaited does not come', async () => {
    const program = startShell('echo something else; cat');
    await program.waitFor('something');
    const awaited = program.waitFor('the answer', { timeoutMs: 50 });
    await expect(awaited).rejects.toThrow(/waited for the answer.*50 ms[\s\S]*\|something else/);
  });

  test('does not wait for a program that ended', async () => {
    const program = startShell('echo bye; exit 2');
    const start = performance.now();
    await expect(program.waitFor('never')).rejects.toThrow(/the program ended with 2[\s\S]*\|bye/);
    expect(performance.now() - start).toBeLessThan(scaleToLoad(5_000));
  });

  test('tells the modes it switched', async () => {
    const program = startShell(
      'stty raw -echo; printf "\\033[?1049h\\033[?25l\\033[?2004h\\033[?7lready"; cat',
    );
    await program.waitFor('ready');
    expect(program.modes()).toEqual({
      isAlternate: true,
      isCursorHidden: true,
      isPasteBracketed: true,
      isWrapping: false,
      isMouseTracked: false,
    });
    expect(program.isRaw()).toBe(true);
  });

  test('follows a resize', async () => {
    const program = startShell('trap "stty size" WINCH; echo ready; while :; do sleep 0.02; done');
    await program.waitFor('ready');
    program.resize(50, 9);
    await program.waitFor('9 50');
    expect(program.screen()).toHaveLength(9);
  });
});

test('the environment of a program holds nothing that changes how it draws, unless the test sets it', () => {
  const from = {
    PATH: '/bin',
    CI: 'true',
    NO_COLOR: '1',
    TMUX: 'x',
    TERM: 'dumb',
    COLUMNS: '7',
    LC_ALL: 'de_DE',
  };
  expect(isolatedEnvironment({ NO_COLOR: '1', PATH: undefined }, from)).toEqual({
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
  });
});
