import { existsSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Program } from '../pty/program.ts';
import { oneIn, someOf } from '../trials.ts';
import { writeSample } from './sample-store.ts';
import { shareRecording } from './shared-recording.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

const given = { isAlternate: false, isCursorHidden: false, isPasteBracketed: false, isWrapping: true };

const recorded = shareRecording();

/** One of the runs goes on, so that there is something to cancel. */
async function openRecorded(place: Workplace): Promise<Program> {
  const program = place.open({ args: [recorded], columns: 100, rows: 30 });
  await program.waitFor(/▌.*long-job/u);
  return program;
}

const overlays: readonly (readonly [string, string, string | RegExp])[] = [
  ['the table', '', 'q quit'],
  ['the filter bar', '/sta', '/ sta'],
  ['the help', '?', '│ Keys'],
  ['the palette', ':', '│ Commands'],
  ['a menu', 's', /│ (?:Order|Sort)/u],
  ['the detail', '\r', '[1 Overview]'],
  ['the search of the detail', '\r/abc', '/ abc'],
  ['the copy menu', 'Y', '│ Copy'],
  ['the question before a cancel', 'x', 'Cancel long-job?'],
];

const someOverlays = overlays.filter((_, at) => (at + 1) % oneIn(1, 3) === 0);
/** Outside CI an overlay is left in one of both ways. */
const isTried = (name: string, way: number) =>
  (overlays.findIndex(([one]) => one === name) + way) % oneIn(1, 2) === 0;

describe.concurrent.each(someOverlays)('from %s', (name, keys, shown) => {
  test('q and Ctrl-C give the terminal back, and the exit code says which it was', async ({ place }) => {
    const ways: readonly (readonly [number, (program: Program) => Promise<void>])[] = [
      [0, program => leaveByQ(program, name)],
      [130, async program => program.send('\u0003')],
    ];
    await Promise.all(
      ways
        .filter((_, way) => isTried(name, way))
        .map(async ([exitCode, end]) => {
          const program = await openRecorded(place);
          for (const key of keys) program.send(key);
          await program.waitFor(shown);
          await end(program);
          expect(await program.exited).toMatchObject({ exitCode });
          expect(program.modes()).toMatchObject(given);
          expect(program.screen().join('')).toBe('');
        }),
    );
  });
});

/** As a user would: q quits at the table only; elsewhere it is a letter, closes a dialog or goes back. */
async function leaveByQ({ send, waitFor }: Program, name: string): Promise<void> {
  const waitForHint = (hint: string) => waitFor(screen => screen.at(-1)?.endsWith(hint) === true);
  send('q');
  if (name === 'the table') return;
  if (name !== 'the detail') send('\u001B');
  if (name === 'the search of the detail') {
    await waitForHint('q back');
    send('q');
  }
  await waitForHint('q quit');
  send('q');
}

describe.concurrent('signals and hang-ups', () => {
  const exits = [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGQUIT', 131],
  ] as const;

  test.for(someOf(exits, 4))('%s exits with %i', async ([signal, exitCode], { place }) => {
    const { kill, exited, modes } = await openRecorded(place);
    kill(signal);
    expect(await exited).toMatchObject({ exitCode });
    expect(modes()).toMatchObject(given);
  });

  test('a terminal that is taken away ends the program', async ({ place }) => {
    const { pid, hangUp, exited } = await openRecorded(place);
    hangUp();
    expect(await exited).toMatchObject({ exitCode: 129 });
    expect(existsSync(`/proc/${pid}`) && !/\) Z/u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))).toBe(
      false,
    );
  });

  test('a signal before the first frame leaves nothing behind', async ({ place }) => {
    const location = place.path('runs.db');
    await writeSample(location);
    for (const waitMs of someOf([60, 0, 30, 90, 120], 3)) {
      const { kill, exited, modes } = place.open({ args: [location] });
      await new Promise(resolve => setTimeout(resolve, waitMs));
      kill('SIGTERM');
      const { exitCode, signal } = await exited;
      expect(exitCode === 143 || signal === 15, `${waitMs} ms: ${exitCode}, ${signal}`).toBe(true);
      expect(modes()).toMatchObject(given);
    }
  });
});

describe.concurrent('Ctrl-Z in a shell', () => {
  test('gives the shell its terminal, and fg brings the same screen back', async ({ place }) => {
    const location = place.path('runs.db');
    await writeSample(location);
    const { send, waitFor, modes, resize } = place.open({
      command: 'bash',
      args: ['--norc', '--noprofile', '-i'],
      columns: 100,
      rows: 20,
      env: { PS1: 'SHELL> ', NODE: process.execPath, PROGRAM: builtProgram, STORE: location },
    });
    await waitFor('SHELL>');
    send('"$NODE" "$PROGRAM" "$STORE"\r');
    await waitFor(/▌.*flow-0040/u);
    send('jj');
    await waitFor(/▌.*flow-0038/u);
    for (const keys of ['', '/flow']) {
      send(keys);
      if (keys !== '') await waitFor('/ flow');
      send('\u001A');
      await waitFor(/Stopped[\s\S]*\nSHELL> /u);
      expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false, isWrapping: true });
      send('clear; stty -a | tr " " "\\n" | grep -c -x -e icanon -e echo\r');
      await waitFor(/^2\n/u);
      resize(keys === '' ? 110 : 90, 22);
      send('fg\r');
      // Thin while the filter bar has the focus.
      await waitFor(/[▌▏].*flow-0038/u);
      expect(modes()).toMatchObject({ isAlternate: true, isCursorHidden: true, isPasteBracketed: true });
    }
    await waitFor('/ flow');
    send('\u001B');
    await waitFor('q quit');
    send('q');
    await waitFor('SHELL>');
    expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
  });
});
