import { hasColors, namedTheme } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';

/**
 * Whether the terminal can be asked for its background. The Linux console prints what it does not know, and
 * GNU screen passes the question on whenever a window is shown, so that the answer reaches any window.
 */
export function canAskBackground(env: Environment): boolean {
  const { TERM: term = '', STY, TMUX } = env;
  if (!hasColors(env) || namedTheme(env) !== undefined) return false;
  if (term === '' || term === 'linux' || STY) return false;
  return !term.startsWith('screen') || Boolean(TMUX);
}
