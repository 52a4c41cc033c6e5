import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copiedTexts } from '../pty/copied-texts.ts';
import { type Program, startProgram } from '../pty/program.ts';
import { oneIn } from '../trials.ts';
import { type Recording, startRecording } from './recording.ts';
import { homeOf } from './workplace.ts';

let folder: string;
let recording: Recording | undefined;
let program: Program | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-story-'));
});

afterEach(async () => {
  await program?.close();
  await recording?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The key that chooses an item of the open menu, as it is shown before it. */
function numberInMenu(screen: readonly string[], label: string): string {
  const [, number = ''] = screen.join('\n').match(new RegExp(`(\\d) ${label}`, 'u')) ?? [];
  return number;
}

const sizes = [
  { columns: 200, rows: 50 },
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
];

describe.each(sizes.filter((_, at) => at % oneIn(1, 3) === 0))(
  'in a terminal of $columns×$rows',
  ({ columns, rows }) => {
    test('from the shell to the failure, its parts, a copy, a cancel, and out again', async () => {
      const location = join(folder, 'runs.db');
      recording = startRecording(location);
      await recording.said('recorded');
      const env = { ...homeOf(folder), TMUX: undefined, DISPLAY: undefined };
      program = startProgram({ args: [location], columns, rows, env });
      const { send, waitFor, resize } = program;

      await waitFor('long-job');
      send('/status:failed\r');
      await waitFor(screen => screen.join('\n').includes('1–1 of 1'));
      send('\r');
      await waitFor('mail provider refused');
      send('2');
      await waitFor('[2 Metadata]');
      send('3');
      await waitFor(
        screen => screen.join('\n').includes('[3 Trace]') && screen.join('\n').includes('send-email'),
      );
      resize(columns + 20, rows + 5);
      await waitFor(screen => screen.length === rows + 5 && screen.join('\n').includes('[3 Trace]'));
      resize(columns, rows);
      send('1');
      await waitFor('[1 Overview]');
      send('f');
      await waitFor('json  YAML');
      send('f');
      await waitFor('JSON  yaml');

      send('Y');
      send(numberInMenu(await waitFor('error as JSON'), 'error as JSON'));
      await waitFor(/sent error as JSON.*masked/u);
      const masked: unknown = JSON.parse(copiedTexts(program.rawOutput()).at(-1) ?? '');
      expect(masked).toMatchObject({ code: 'EREFUSED' });
      expect(JSON.stringify(masked)).not.toContain('abc123secret');
      send('u');
      await waitFor(screen => screen.join('\n').includes('abc123secret'));
      send('Y');
      send(numberInMenu(await waitFor('error as JSON'), 'error as JSON'));
      await waitFor(screen => /sent error as JSON(?!.*masked)/u.test(screen.join('\n')));
      const whole: unknown = JSON.parse(copiedTexts(program.rawOutput()).at(-1) ?? '');
      expect(whole).toMatchObject({ message: 'mail provider refused ?token=abc123secret', code: 'EREFUSED' });

      send('\u001B');
      await waitFor('1–1 of 1');
      if (columns >= 130) send('\u001B');
      send('/\u0015workflow:long-job\r');
      await waitFor('● Running');
      send('x');
      await waitFor('Cancel long-job?');
      const asked = Date.now();
      send('y');
      expect((await recording.said('signal fired')) - asked).toBeLessThan(1000);
      await waitFor('⊘ Canceled');

      send('q');
      expect((await program.exited).exitCode).toBe(0);
      expect(program.modes()).toMatchObject({
        isAlternate: false,
        isCursorHidden: false,
        isPasteBracketed: false,
      });
      await recording.said('closed');
    });
  },
);
