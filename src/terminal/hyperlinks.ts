import type { Environment } from '../model/environment.ts';

const terms = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|contour|wezterm|rio)(?:-|$)/;
const programs: ReadonlySet<string> = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'Hyper',
  'Tabby',
  'rio',
  'WarpTerminal',
  'zed',
]);

/** Whether the terminal is known to have links (OSC 8). `FORCE_HYPERLINK` decides, where it is set. */
export function hasHyperlinks(env: Environment): boolean {
  const { FORCE_HYPERLINK: forced, TERM: term = '', TERM_PROGRAM: program = '' } = env;
  if (forced) return forced !== '0' && forced !== 'false';
  if (term === '' || term === 'dumb' || term === 'linux' || env.STY) return false;
  // tmux draws the links itself, whatever is around it.
  if (env.TMUX) return program === 'tmux' && Number.parseFloat(env.TERM_PROGRAM_VERSION ?? '') >= 3.4;
  if (terms.test(term) || programs.has(program)) return true;
  return Boolean(env.WT_SESSION || env.DOMTERM) || Number(env.VTE_VERSION) >= 5000;
}
