import type { Environment } from '../../model/environment.ts';
import type { RunStatus } from '../../model/status.ts';

/** SGR parameters that set the colour of a text, such as `31` or `38;5;124`; empty for the terminal's own. */
export type ThemeColors = {
  /** `undefined` where the terminal's own dim (SGR 2) is meant. */
  readonly dim: string | undefined;
  readonly accent: string;
  readonly error: string;
  readonly warning: string;
  readonly success: string;
  readonly info: string;
  readonly key: string;
  readonly string: string;
  readonly number: string;
  readonly status: Readonly<Record<RunStatus, string>>;
};

type Hues = readonly [
  ...[dim: string | undefined, red: string, green: string, yellow: string],
  ...[blue: string, magenta: string, cyan: string],
];

function createColors(...[dim, red, green, yellow, blue, magenta, cyan]: Hues): ThemeColors {
  return {
    dim,
    accent: cyan,
    error: red,
    warning: yellow,
    success: green,
    info: blue,
    key: cyan,
    string: green,
    number: yellow,
    status: {
      queued: '',
      running: cyan,
      sleeping: blue,
      waiting: magenta,
      success: green,
      failed: red,
      canceled: yellow,
      unknown: magenta,
    },
  };
}

/** The terminal's own colours, whose author chose them for its background, which nobody told. */
export const ownColors: ThemeColors = createColors(undefined, '31', '32', '33', '34', '35', '36');

/**
 * The colours by background and depth. Colours from 16 on are the same in every terminal; the first 16 are
 * defined by each terminal, and these are readable with the palettes of xterm and the PC: on white, green,
 * cyan and yellow are not.
 */
export const themeColors = {
  dark: {
    256: createColors('38;5;247', '38;5;210', '38;5;114', '38;5;179', '38;5;111', '38;5;177', '38;5;80'),
    16: createColors('37', '91', '32', '93', '96', '95', '36'),
  },
  light: {
    256: createColors('38;5;241', '38;5;124', '38;5;22', '38;5;94', '38;5;26', '38;5;90', '38;5;24'),
    16: createColors('', '31', '34', '35', '34', '35', '34'),
  },
} as const;

const manyColors = /256|direct|^(?:xterm-(?:kitty|ghostty)|alacritty|foot|contour|wezterm|rio)(?:-|$)/u;

/** How many colours the terminal is known to have. */
export function colorDepth({ TERM: term = '', COLORTERM: colors, WT_SESSION }: Environment): 16 | 256 {
  return colors || WT_SESSION || manyColors.test(term) ? 256 : 16;
}
