import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect } from 'vitest';
import { answerBackground } from '../pty/answer-background.ts';
import type { Program } from '../pty/program.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** The built program in tmux with this `allow-passthrough`, in a terminal with this background. */
async function openInTmux(place: Workplace, color: string | undefined, passthrough: 'on' | 'off') {
  const location = place.path('runs.db');
  await place.record(location).said('recorded');
  const socket = place.path('tmux');
  const command = `${process.execPath} ${builtProgram} ${location}; echo ended; cat`;
  const program = place.open({
    command: 'tmux',
    args: [
      '-S',
      socket,
      '-f',
      '/dev/null',
      'set',
      '-g',
      'allow-passthrough',
      passthrough,
      ';',
      'new',
      command,
    ],
    columns: 140,
    rows: 30,
  });
  answerBackground(program, { color: () => color });
  const close = () => execFileSync('tmux', ['-S', socket, 'kill-server']);
  return { program, close };
}

/** The color of a failed run's mark, which is dim until its list has been read. */
function failedColor(program: Program): number | string | undefined {
  const row = program.screen().findIndex(line => line.includes('✖ Failed'));
  return program.cells()[row]?.find(({ text }) => text === '✖')?.foreground;
}

describe.skipIf(!hasTmux)('in tmux (skipped where it is not installed)', () => {
  test.for([
    ['rgb:ffff/ffff/ffff', 'on'],
    ['rgb:ffff/ffff/ffff', 'off'],
    [undefined, 'on'],
    [undefined, 'off'],
  ] as const)(
    'around which the background is %s, with passthrough %s, nothing is typed',
    async ([color, passthrough], { place }) => {
      const { program, close } = await openInTmux(place, color, passthrough);
      try {
        await program.waitFor('✖ Failed');
        program.send('/sig');
        await program.waitFor(/^ \/ sig/mu);
        program.send('\u001B');
        await program.waitFor('q quit');
        await expect.poll(() => failedColor(program)).toBe(color === undefined ? 1 : 124);
        program.send('q');
        await program.waitFor(/^ended *$/mu);
        expect(program.screen().join('\n')).not.toContain('rgb:');
      } finally {
        close();
      }
    },
  );
});
