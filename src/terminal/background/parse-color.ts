import type { Background } from '../../model/background.ts';

/** Red, green and blue from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number];

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
