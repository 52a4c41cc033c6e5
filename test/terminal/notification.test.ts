import { describe, expect, test } from 'vitest';
import { notificationSequence } from '../../src/terminal/known-terminals.ts';

const bell = '\u0007';
const osc9 = `${bell}\u001B]9;runlens: signup failed\u0007`;
const osc777 = `${bell}\u001B]777;notify;runlens;signup failed\u0007`;

describe('a notification', () => {
  test.each([
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, osc9],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, osc9],
    [{ TERM: 'xterm-kitty' }, osc9],
    [{ TERM: 'xterm-ghostty' }, osc9],
    [{ TERM: 'foot-extra' }, osc777],
    [{ TERM: 'rxvt-unicode-256color' }, osc777],
    [{ TERM: 'xterm-256color', VTE_VERSION: '7600' }, osc777],
    [{ TERM: 'xterm-256color' }, bell],
    [{ TERM: 'xterm-256color', WT_SESSION: 'x' }, bell],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'toString' }, bell],
    [{ TERM: 'tmux-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', VTE_VERSION: '7600' }, bell],
    [{ TERM: 'screen', STY: 'x', TERM_PROGRAM: 'iTerm.app' }, bell],
    [{ TERM: 'linux', VTE_VERSION: '7600' }, bell],
    [{ TERM: 'dumb', TERM_PROGRAM: 'ghostty' }, bell],
    [{}, bell],
  ])('is what the terminal is known to have, and the bell: %j', (env, sequence) => {
    expect(notificationSequence('signup failed', env)).toBe(sequence);
  });

  test.each([
    ['an end of the sequence', 'a\u0007b\u001B\\c\u009Cd', 'abcd'],
    ['another sequence', 'a\u001B]52;c;aGFjaw==\u0007b\u001B[2Jc\u009B2Jd', 'abcd'],
    ['an unfinished sequence', 'a\u001B]0;title', 'a0,title'],
    ['fields of OSC 777', 'a;b;notify;c', 'a,b,notify,c'],
    ['several lines', 'a\r\nb\u2028c', 'a b c'],
    ['another direction', 'a\u202Eb', 'ab'],
    ['a secret', 'no answer for token=hunter22222', 'no answer for token=••••••'],
  ])('holds nothing that a terminal would obey: %s', (_, text, shown) => {
    const form = { TERM: 'foot' };
    expect(notificationSequence(text, form)).toBe(`${bell}\u001B]777;notify;runlens;${shown}\u0007`);
  });

  test('is cut where an error is long', () => {
    const sequence = notificationSequence('x'.repeat(100_000), { TERM: 'xterm-kitty' });
    expect(sequence).toBe(`${bell}\u001B]9;runlens: ${'x'.repeat(199)}…\u0007`);
  });
});
