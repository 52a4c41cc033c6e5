import { describe, expect, test } from 'vitest';
import { createProgressSign, hasProgress } from '../../../src/terminal/known-terminals.ts';

describe('the progress in the terminal', () => {
  test('is shown by whole percents, and taken away at the end', () => {
    const written: string[] = [];
    const sign = createProgressSign({ env: { WT_SESSION: 'x' }, write: text => written.push(text) });
    for (const part of [0, 0.001, 0.5, 1, undefined]) sign.show(part);
    expect(written).toEqual([
      '\u001B]9;4;1;0\u0007',
      '\u001B]9;4;1;50\u0007',
      '\u001B]9;4;1;100\u0007',
      '\u001B]9;4;0;0\u0007',
    ]);
    expect(sign.end()).toBe('');
  });

  test('is taken away when the program ends in the middle', () => {
    const sign = createProgressSign({ env: { TERM_PROGRAM: 'ghostty' }, write: () => {} });
    sign.show(0.4);
    expect(sign.end()).toBe('\u001B]9;4;0;0\u0007');
    expect(sign.end()).toBe('');
  });

  test.each([
    [{ WT_SESSION: 'x' }, true],
    [{ ConEmuANSI: 'ON' }, true],
    [{ TERM: 'xterm-ghostty' }, true],
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.6.6' }, true],
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.10.0' }, true],
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.14' }, false],
    [{ TERM: 'xterm-kitty' }, false],
    [{ TERM: 'xterm-256color' }, false],
    [{ WT_SESSION: 'x', TMUX: '/tmp/tmux-0/default,1,0', TERM_PROGRAM: 'tmux' }, false],
  ])('is not written to a terminal that may take it for a message: %o', (env, isKnown) => {
    expect(hasProgress(env)).toBe(isKnown);
    const written: string[] = [];
    createProgressSign({ env, write: text => written.push(text) }).show(0.5);
    expect(written).toHaveLength(isKnown ? 1 : 0);
  });
});
