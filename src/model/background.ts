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

/** Red, green and blue from 0 to 1. */
type Color = readonly [red: number, green: number, blue: number];

const componentColor = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/iu;
const hashColor = /^#(?:[\da-f]{3}|[\da-f]{6}|[\da-f]{9}|[\da-f]{12})$/iu;

/** A colour as X11's XParseColor takes it: `rgb:ffff/ffff/ffff`, `rgba:…`, `#ffffff`. */
export function parseColor(text: string): Color | undefined {
  const components = componentColor.exec(text)?.slice(1, 4);
  if (components !== undefined) return toColor(components);
  if (!hashColor.test(text)) return undefined;
  const length = (text.length - 1) / 3;
  return toColor([0, 1, 2].map(part => text.slice(1 + part * length, 1 + (part + 1) * length)));
}

function toColor([red = '', green = '', blue = '']: readonly string[]): Color {
  const share = (digits: string) => Number.parseInt(digits, 16) / (16 ** digits.length - 1);
  return [share(red), share(green), share(blue)];
}

/** The luminance at which black and white text have the same contrast (WCAG 2). */
const middle = 0.179;

export function toBackground(color: Color): Background {
  return luminance(color) > middle ? 'light' : 'dark';
}

/** The relative luminance of WCAG 2, from 0 (black) to 1 (white). */
function luminance([red, green, blue]: Color): number {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
