import type { Environment } from './environment.ts';
import { InspectorError } from './errors.ts';

export type Background = 'light' | 'dark';

/** `terminal` uses the terminal's own 16 colours on any background. */
type ThemeName = Background | 'terminal';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'terminal'];

export function namedTheme({ RUNLENS_THEME: named }: Environment): ThemeName | undefined {
  if (!named || named === 'auto') return undefined;
  const theme = themeNames.find(name => name === named);
  if (theme !== undefined) return theme;
  throw new InspectorError('usage', `RUNLENS_THEME: there is no theme "${named}"`, {
    hint: 'set it to light, dark, terminal or auto',
  });
}

/** Whether `NO_COLOR` is empty and the terminal is not dumb. */
export function hasColors({ NO_COLOR, TERM }: Environment): boolean {
  return !NO_COLOR && TERM !== 'dumb';
}

/** The background by `COLORFGBG`, which rxvt and Konsole set: `15;0`, `0;15`, `0;default;15`. */
export function inheritedBackground({ COLORFGBG: colors = '' }: Environment): Background | undefined {
  const last = /;(\d{1,2})$/u.exec(colors)?.[1];
  if (last === undefined) return undefined;
  const index = Number(last);
  if (index > 15) return undefined;
  return index === 7 || index > 8 ? 'light' : 'dark';
}
