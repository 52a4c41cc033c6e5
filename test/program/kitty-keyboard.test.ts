import { describe, expect } from 'vitest';
import { answerBackground } from '../pty/answer-background.ts';
import type { Program, ProgramOptions } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { shareRecording } from './shared-recording.ts';
import { builtProgram, shareWorkplace, test, type Workplace } from './workplace.ts';

const push = '\u001B[>1u';
const pop = '\u001B[<u';
/** Keys as the protocol sends them with flag 1. */
const keys = { escape: '\u001B[27u', altS: '\u001B[115;3u', ctrlC: '\u001B[99;5u', ctrlZ: '\u001B[122;5u' };

const location = shareRecording();

function open(place: Workplace, hasKeyboard: boolean, options: ProgramOptions = {}): Program {
  const program = place.open({ args: [location], columns: 140, rows: 30, ...options });
  answerBackground(program, { hasKeyboard });
  return program;
}

const countOf = (program: Program, sequence: string) => program.rawOutput().split(sequence).length - 1;

describe('a terminal that has the Kitty keyboard protocol', () => {
  /** One program for the tests that leave it open. */
  let program: Program;
  shareWorkplace(async place => {
    const pager = 'sh -c "head -c 20; echo reads keys; read _ </dev/tty"';
    program = open(place, true, { env: { PAGER: pager } });
    await program.waitFor('✖ Failed');
    await program.waitFor(() => countOf(program, push) === 1);
  });

  test('gives it to the pager as it was, and takes it again afterwards', async () => {
    const before = { pushed: countOf(program, push), popped: countOf(program, pop) };
    program.send('o');
    await program.waitFor('reads keys');
    expect(countOf(program, pop)).toBe(before.popped + 1);
    program.send('\r');
    await program.waitFor(() => countOf(program, push) === before.pushed + 1);
    await program.waitFor('q quit');
  });

  test('tells Esc and Alt apart, and gets its keyboard back at the end', async () => {
    const popped = countOf(program, pop);
    program.send('/sig');
    await program.waitFor(/^ \/ sig/mu);
    // In a terminal without the protocol, this would be Esc, which closes the bar, and then `s`.
    program.send(`${keys.altS}n`);
    await program.waitFor(/^ \/ sign/mu);
    program.send(keys.escape);
    await program.waitFor('q quit');
    program.send('q');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(countOf(program, pop)).toBe(popped + 1);
    expect(countOf(program, push)).toBe(popped + 1);
    const output = program.rawOutput();
    expect(output.lastIndexOf(pop)).toBeLessThan(output.lastIndexOf('\u001B[?1049l'));
  });

  test('gets it back also at Ctrl-C', async ({ place }) => {
    const opened = open(place, true);
    await opened.waitFor('✖ Failed');
    await opened.waitFor(() => countOf(opened, push) === 1);
    opened.send(keys.ctrlC);
    expect(await opened.exited).toMatchObject({ exitCode: 130 });
    expect(countOf(opened, pop)).toBe(1);
  });
});

describe.concurrent('nothing changes', () => {
  test('where the terminal does not answer for it', async ({ place }) => {
    const program = open(place, false);
    await program.waitFor('✖ Failed');
    program.send('/sig');
    await program.waitFor(/^ \/ sig/mu);
    program.send('\u001B');
    await program.waitFor('q quit');
    program.send('q');
    await program.exited;
    expect([countOf(program, push), countOf(program, pop)]).toEqual([0, 0]);
  });

  test.for(someOf(['linux', 'screen'], 2))(
    'where TERM is %s, which is not asked',
    async (term, { place }) => {
      const args = ['-u', 'TMUX', `TERM=${term}`, process.execPath, builtProgram, location];
      const program = open(place, true, { command: 'env', args });
      await program.waitFor('Failed');
      program.send('q');
      await program.exited;
      expect(program.rawOutput()).not.toContain('\u001B[?u');
    },
  );
});
