import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { inTime } from '../in-time.ts';
import { type Answering, answerBackground } from '../pty/answer-background.ts';
import type { Program, ProgramOptions } from '../pty/program.ts';
import { isThorough, someOf } from '../trials.ts';
import { shareRecording } from './shared-recording.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

const white = () => 'rgb:ffff/ffff/ffff';
const black = () => '#000000';

/** The green of `live ●`. */
const green = { own: 2, light: 22, dark: 114 } as const;

const location = shareRecording();

type Opened = { readonly program: Program; readonly asked: () => number };

async function open(place: Workplace, answering: Answering, options: ProgramOptions = {}): Promise<Opened> {
  const program = place.open({ args: [location], columns: 140, rows: 30, ...options });
  return { program, ...answerBackground(program, answering) };
}

function liveColor(program: Program): ReturnType<Program['cells']>[number][number]['foreground'] {
  return program.cells()[0]?.find(({ text }) => text === '●')?.foreground;
}

async function waitForColor(program: Program, color: number): Promise<void> {
  await program.waitFor(() => liveColor(program) === color);
}

async function expectToQuit(program: Program): Promise<void> {
  program.send('q');
  expect(await program.exited).toMatchObject({ exitCode: 0 });
  expect(program.rawOutput()).toContain('\u001B[?2031l');
}

/** Opens the filter bar and shows that nothing but what is typed is in it. */
async function expectNothingTyped(program: Program): Promise<void> {
  program.send('/sig');
  await program.waitFor(/^ \/ sig/mu);
  program.send('\u001B');
  await program.waitFor('q quit');
}

describe.concurrent('the colours suit the background that the terminal answers', () => {
  test("where there is no answer, they are the terminal's own", async ({ place }) => {
    const { program, asked } = await open(place, {});
    await program.waitFor('✖ Failed');
    await expectNothingTyped(program);
    await waitForColor(program, green.own);
    expect(asked()).toBe(1);
    await expectToQuit(program);
  });

  test('a terminal that answers nothing at all delays nothing', async ({ place }) => {
    const { program, asked } = await open(place, { hasFence: false });
    await program.waitFor('✖ Failed');
    await expectNothingTyped(program);
    expect(asked()).toBe(1);
    await expectToQuit(program);
  });

  test('the first frame does not wait for an answer, and a late one repaints it', async ({ place }) => {
    const late: (() => void)[] = [];
    const { program } = await open(place, {
      color: white,
      deliver: (answer, send) => late.push(() => send(answer)),
    });
    await program.waitFor('✖ Failed');
    expect(liveColor(program)).toBe(green.own);
    program.send('/sig');
    await program.waitFor(/^ \/ sig/mu);
    for (const deliver of late) deliver();
    await waitForColor(program, green.light);
    program.send('x');
    await program.waitFor(/^ \/ sigx/mu);
    program.send('\u001B');
    await program.waitFor('q quit');
    await expectToQuit(program);
  });

  test('on a light one they are dark; an answer in pieces is not typed', async ({ place }) => {
    let sending = Promise.resolve();
    const { program } = await open(place, {
      color: white,
      deliver: (answer, send) => {
        sending = sending.then(async () => {
          for (const piece of answer.match(/.{1,3}/gsu) ?? []) {
            send(piece);
            await sleep(5);
          }
        });
      },
    });
    await waitForColor(program, green.light);
    // No key comes between the pieces of an answer: a terminal sends it whole, and lines keep the order.
    await sending;
    await expectNothingTyped(program);
    await expectToQuit(program);
  });

  test('on a dark one they are light; a change that the terminal reports is asked for, and repaints', async ({
    place,
  }) => {
    let color = black();
    const { program, asked } = await open(place, { color: () => color });
    await waitForColor(program, green.dark);
    color = white();
    program.send('\u001B[?997;2n');
    await waitForColor(program, green.light);
    expect(asked()).toBe(2);
    color = black();
    program.send('\u001B[?997;1n');
    await waitForColor(program, green.dark);
    await expectToQuit(program);
  });

  test.runIf(isThorough)('a report counts where the terminal tells no colour', async ({ place }) => {
    const { program } = await open(place, {});
    await program.waitFor('✖ Failed');
    program.send('\u001B[?997;2n');
    await waitForColor(program, green.light);
    await expectToQuit(program);
  });

  test('the detail and its dialogs change as well', async ({ place }) => {
    let color = black();
    const { program } = await open(place, { color: () => color });
    await waitForColor(program, green.dark);
    program.send('e\r');
    await program.waitFor('▾ Error');
    color = white();
    program.send('\u001B[?997;2n');
    await program.waitFor(() => {
      const codes = program.cells().flatMap(cells => cells.map(({ foreground }) => foreground));
      return codes.includes(green.light) && !codes.includes(green.dark);
    });
    program.send('q');
    await expectToQuit(program);
  });
});

describe('nobody else reads the answer', () => {
  const script =
    '"$NODE" "$PROGRAM" "$LOCATION"; echo "ended with $?"; read -r line; echo "the shell read $(printf %s "$line" | wc -c) bytes"';

  const openInShell = (place: Workplace, answering: Answering) =>
    open(place, answering, {
      command: 'sh',
      args: ['-c', script],
      env: { NODE: process.execPath, PROGRAM: builtProgram, LOCATION: location },
    });

  /** Ends the shell's line once every answer was sent. */
  async function expectNothingRead(program: Program, end: string, isDelivered: () => boolean): Promise<void> {
    await program.waitFor(end);
    while (!isDelivered()) await sleep(10);
    program.send('\r');
    await program.waitFor(/the shell read \d+ bytes/u);
    expect(program.screen().join('\n')).toContain('the shell read 0 bytes');
  }

  test('of a program that ^C has ended before its first frame', inTime, async ({ place }) => {
    let isDelivered = false;
    const { program } = await openInShell(place, {
      color: white,
      deliver: async (answer, send) => {
        if (answer.includes(']11;')) {
          send('\u0003');
          return;
        }
        // The screen is given back before the answer is there.
        await program.waitFor(() => !program.modes().isAlternate);
        send(`\u001B]11;${white()}\u001B\\${answer}`);
        isDelivered = true;
      },
    });
    await expectNothingRead(program, 'ended with 130', () => isDelivered);
  });

  test('of a shell between ^Z and fg', async ({ place }) => {
    const { program, asked } = await open(
      place,
      { color: white },
      {
        command: 'bash',
        args: ['--norc', '-i'],
        env: { PS1: 'shell> ', PROGRAM: `${process.execPath} ${builtProgram} ${location}` },
      },
    );
    await program.waitFor('shell> ');
    program.send('$PROGRAM\r');
    await waitForColor(program, green.light);
    program.send('\u001A');
    await program.waitFor('Stopped');
    expect(program.rawOutput()).toContain('\u001B[?2031l');
    program.send('fg\r');
    await waitForColor(program, green.light);
    await program.waitFor(() => asked() === 2);
    program.send('q');
    await program.waitFor(screen => screen.findLast(line => line !== '')?.trim() === 'shell>');
    expect(program.rawOutput()).not.toContain('rgb:');
  });

  test('of a pager, and afterwards the terminal is asked again', async ({ place }) => {
    const { program, asked } = await open(
      place,
      { color: white },
      { env: { PAGER: 'sh -c "cat; read x </dev/tty"' } },
    );
    await waitForColor(program, green.light);
    program.send('e\r');
    await program.waitFor('▾ Error');
    program.send('o');
    await program.waitFor(() => program.rawOutput().includes('\u001B[?2031l'));
    // Before the pager has written, the terminal may still be read by keys, where Enter ends no line.
    const isPaged = (screen: readonly string[]) => screen.some(line => line.startsWith('{'));
    await program.waitFor(screen => !program.modes().isAlternate && isPaged(screen));
    expect(asked()).toBe(1);
    program.send('\r');
    await program.waitFor('q back');
    expect(asked()).toBe(2);
    expect(program.rawOutput().split('\u001B[?2031h')).toHaveLength(3);
    program.send('q');
    await expectToQuit(program);
  });
});

describe.concurrent('the terminal is not asked', () => {
  const reasons: readonly Readonly<Record<string, string>>[] = [
    { NO_COLOR: '1' },
    { RUNLENS_THEME: 'dark' },
    { TERM: 'linux' },
    { RUNLENS_THEME: 'light' },
    { STY: '1.screen', TERM: 'screen-256color' },
  ];

  test.for(someOf(reasons, 5))('with %j', async (variables, { place }) => {
    const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const { program, asked } = await open(
      place,
      { color: white },
      {
        command: 'env',
        args: [...given, process.execPath, builtProgram, location],
      },
    );
    await program.waitFor('✖ Failed');
    await expectNothingTyped(program);
    program.send('q');
    await program.exited;
    expect(asked()).toBe(0);
    expect(program.rawOutput()).not.toContain('2031');
  });

  test('by a command that prints', async ({ place }) => {
    const { program, asked } = await open(
      place,
      { color: white },
      {
        args: ['history', 'list', '--target', location],
      },
    );
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(asked()).toBe(0);
  });

  test('when the theme that was named does not exist, and the terminal is left alone', async ({ place }) => {
    const { program } = await open(place, { color: white }, { env: { RUNLENS_THEME: 'solar' } });
    expect(await program.exited).toMatchObject({ exitCode: 2 });
    expect(program.screen().join('\n')).toContain('there is no theme "solar"');
    expect(program.rawOutput()).not.toContain('1049');
  });
});
