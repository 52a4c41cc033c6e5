import { type Background, hasColors, inheritedBackground, namedTheme } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';
import type { RunStatus } from '../../model/status.ts';
import { linkText } from '../../model/text/text-styles.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';

export type Paint = (text: string) => string;

/** Without `text`, there are no links. */
export type Links = {
  readonly text?: (text: string, address: string) => string;
  /** Whether paths are those of this machine, so that they can be links. */
  readonly hasFiles: boolean;
};

/** Each function closes the styles that it opens, so that styled texts can be joined. */
export type Theme = {
  readonly dim: Paint;
  readonly bold: Paint;
  readonly inverse: Paint;
  readonly accent: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly success: Paint;
  readonly info: Paint;
  readonly key: Paint;
  readonly string: Paint;
  readonly number: Paint;
  readonly match: Paint;
  readonly currentMatch: Paint;
  readonly status: (status: RunStatus, text: string) => string;
  readonly links: Links;
};

/**
 * SGR parameters of colours, such as `31` or `38;5;124`; empty for the terminal's own colour. Without `dim`,
 * SGR 2 is used.
 */
type Hues = readonly [
  ...[dim: string | undefined, red: string, green: string, yellow: string],
  ...[blue: string, magenta: string, cyan: string],
];

/** The terminal's own colours, which suit its background, whatever that is. */
const ownColors: Hues = [undefined, '31', '32', '33', '34', '35', '36'];

/**
 * The colours by background and depth. Colours from 16 on are the same in every terminal. Each terminal
 * defines the first 16; these are readable in the palettes of xterm and the PC, where green, cyan and yellow
 * are not readable on white.
 */
const themeColors: Readonly<Record<'dark' | 'light', Readonly<Record<16 | 256, Hues>>>> = {
  dark: {
    256: ['38;5;247', '38;5;210', '38;5;114', '38;5;179', '38;5;111', '38;5;177', '38;5;80'],
    16: ['37', '91', '32', '93', '96', '95', '36'],
  },
  light: {
    256: ['38;5;241', '38;5;124', '38;5;22', '38;5;94', '38;5;26', '38;5;90', '38;5;24'],
    16: ['', '31', '34', '35', '34', '35', '34'],
  },
};

const manyColors = /256|direct|^(?:xterm-(?:kitty|ghostty)|alacritty|foot|contour|wezterm|rio)(?:-|$)/u;

function colorDepth({ TERM: term = '', COLORTERM: colors, WT_SESSION }: Environment): 16 | 256 {
  return colors || WT_SESSION || manyColors.test(term) ? 256 : 16;
}

const attribute =
  (open: number, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

const colorEnd = '\u001B[39m';

/** After a nested text of another colour, the rest has this colour again. */
function color(parameters: string): Paint {
  const begin = `\u001B[${parameters}m`;
  return text => (text === '' ? '' : `${begin}${text.replaceAll(colorEnd, colorEnd + begin)}${colorEnd}`);
}

const same: Paint = text => text;

type Styles = { readonly attribute: typeof attribute; readonly color: typeof color };

function createTheme(hues: Hues, { attribute, color }: Styles): Theme {
  const paint = (parameters: string) => (parameters === '' ? same : color(parameters));
  const [dim, ...colors] = hues;
  const [red = same, green = same, yellow = same, blue = same, magenta = same, cyan = same] =
    colors.map(paint);
  const inverse = attribute(7, 27);
  const statusPaints: Readonly<Record<RunStatus, Paint>> = {
    queued: same,
    running: cyan,
    sleeping: blue,
    waiting: magenta,
    success: green,
    failed: red,
    canceled: yellow,
    unknown: magenta,
  };
  return {
    ...{ bold: attribute(1, 22), inverse, match: inverse },
    dim: dim === undefined ? attribute(2, 22) : paint(dim),
    ...{ accent: cyan, error: red, warning: yellow, success: green, info: blue },
    ...{ key: cyan, string: green, number: yellow },
    currentMatch: text => inverse(attribute(1, 22)(attribute(4, 24)(text))),
    links: { hasFiles: false },
    status: (status, text) => statusPaints[status](text),
  };
}

const createColorTheme = (hues: Hues) => createTheme(hues, { attribute, color });

export const colorTheme: Theme = createColorTheme(ownColors);

/** For `NO_COLOR`: bold, dim and inverse are not colours. */
export const monochromeTheme: Theme = createTheme(ownColors, { attribute, color: () => same });

/** Without escape sequences, for text files and tests. */
export const plainTheme: Theme = createTheme(ownColors, { attribute: () => same, color: () => same });

export function chooseTheme(env: Environment, answered?: Background): Theme {
  if (!hasColors(env)) return monochromeTheme;
  const background = namedTheme(env) ?? answered ?? inheritedBackground(env) ?? 'terminal';
  return background === 'terminal' ? colorTheme : createColorTheme(themeColors[background][colorDepth(env)]);
}

export function withLinks(theme: Theme, links: { readonly hasFiles: boolean }): Theme {
  return { ...theme, links: { ...links, text: linkText } };
}

/** Sanitised text with its style. */
export type Piece = { readonly text: string; readonly paint?: Paint };

export function piecesWidth(pieces: readonly Pick<Piece, 'text'>[]): number {
  return pieces.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

export function joinPieces(pieces: readonly Piece[], width: number): string {
  return cutPieces(pieces, width)
    .map(({ text, paint }) => (paint ? paint(text) : text))
    .join('');
}

function cutPieces(pieces: readonly Piece[], width: number): readonly Piece[] {
  let left = width;
  const shown: Piece[] = [];
  for (const [index, { text, paint }] of pieces.entries()) {
    const columns = displayWidth(text);
    const isLast = pieces.slice(index + 1).every(piece => piece.text === '');
    const fits = columns < left || (columns === left && isLast);
    shown.push({ text: fits ? text : truncateText(`${text}${isLast ? '' : '  '}`, left), paint });
    if (!fits) break;
    left -= columns;
  }
  return shown;
}

/** Marks the cursor in the part with the focus; the thin mark is for the other part. */
export const cursorMark = '▌';
export const idleMark = '▏';

/** Puts two texts at the ends of a line; the left one is cut if both do not fit. */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}

export const markColumns = 2;

export function markedLine(line: string, theme: Theme): string {
  return `${theme.accent(cursorMark)} ${theme.inverse(line)}`;
}

export function markedLines(
  lines: readonly string[],
  isSelected: boolean,
  width: number,
  theme: Theme,
): readonly string[] {
  if (!isSelected) return lines.map(line => `  ${line}`);
  const fitted = lines.map(line => fitText(line, width - markColumns));
  return fitted.map((line, at) => (at === 0 ? markedLine(line, theme) : `  ${theme.inverse(line)}`));
}
