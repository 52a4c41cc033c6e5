import type { Environment } from './environment.ts';
import { InspectorError } from './errors.ts';

/** What the terminal's background is, as far as the choice of colours depends on it. */
export type Background = 'light' | 'dark';

/** `terminal`: the terminal's own 16 colours, whatever its background is. */
type ThemeName = Background | 'terminal';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'terminal'];

/** The theme that the user named with `RUNLENS_THEME`. */
export function namedTheme({ RUNLENS_THEME: named }: Environment): ThemeName | undefined {
  if (!named || named === 'auto') return undefined;
  const theme = themeNames.find(name => name === named);
  if (theme !== undefined) return theme;
  throw new InspectorError('usage', `RUNLENS_THEME: there is no theme "${named}"`, {
    hint: 'set it to light, dark, terminal or auto',
  });
}

/** Whether the screen has colours: `NO_COLOR` is empty, and the terminal is not dumb. */
export function hasColors({ NO_COLOR, TERM }: Environment): boolean {
  return !NO_COLOR && TERM !== 'dumb';
}

/** What `COLORFGBG` says, as rxvt and Konsole set it: `15;0`, `0;15`, `0;default;15`. */
export function inheritedBackground({ COLORFGBG: colors = '' }: Environment): Background | undefined {
  const last = /;(\d{1,2})$/u.exec(colors)?.[1];
  if (last === undefined) return undefined;
  const index = Number(last);
  if (index > 15) return undefined;
  return index === 7 || index > 8 ? 'light' : 'dark';
}
