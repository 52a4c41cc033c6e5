import { expect, test } from 'vitest';
import { hasHyperlinks } from '../../src/terminal/known-terminals.ts';

test.each([
  [{ TERM: 'xterm-kitty' }, true],
  [{ TERM: 'foot-extra' }, true],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, true],
  [{ TERM: 'xterm-256color', VTE_VERSION: '7600' }, true],
  [{ TERM: 'xterm-256color', VTE_VERSION: '4900' }, false],
  [{ TERM: 'xterm-256color', WT_SESSION: 'x' }, true],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'tmux-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4' }, true],
  [{ TERM: 'tmux-256color', TMUX: 'x', TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a' }, false],
  [{ TERM: 'tmux-256color', TMUX: 'x', VTE_VERSION: '7600' }, false],
  [{ TERM: 'screen', STY: 'x', VTE_VERSION: '7600' }, false],
  [{ TERM: 'linux', VTE_VERSION: '7600' }, false],
  [{ TERM: 'dumb', TERM_PROGRAM: 'vscode' }, false],
  [{}, false],
  [{ TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }, false],
  [{ TERM: 'xterm-256color', FORCE_HYPERLINK: '1' }, true],
] as const)('links are written where the terminal is known to have them: %j', (env, expected) => {
  expect(hasHyperlinks(env)).toBe(expected);
});
