/** What changes how a program draws or where it copies to; a test that wants one of these sets it itself. */
const takenAway = [
  'CI',
  'NO_COLOR',
  'FORCE_COLOR',
  'FORCE_HYPERLINK',
  'COLORFGBG',
  'RUNLENS_THEME',
  'COLUMNS',
  'LINES',
  'TMUX',
  'TMUX_PANE',
  'STY',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'SSH_CONNECTION',
  'SSH_TTY',
  'WSL_DISTRO_NAME',
  'PAGER',
  'EDITOR',
  'VISUAL',
  'LC_ALL',
  'NODE_OPTIONS',
  'VITEST',
];

const fixed = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', TZ: 'UTC' };

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process, without what would make a program's screen differ between machines. */
export function isolatedEnvironment(
  extra: Environment = {},
  from: Environment = process.env,
): Record<string, string> {
  const kept = Object.entries(from).filter(([name]) => !takenAway.includes(name));
  const merged = { ...Object.fromEntries(kept), ...fixed, ...extra };
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(merged)) {
    if (value !== undefined) env[name] = value;
  }
  return env;
}
