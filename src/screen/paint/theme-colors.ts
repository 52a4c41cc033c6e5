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

type Hues = {
  readonly dim: string | undefined;
  readonly red: string;
  readonly green: string;
  readonly yellow: string;
  readonly blue: string;
  readonly magenta: string;
  readonly cyan: string;
};

function createColors({ dim, red, green, yellow, blue, magenta, cyan }: Hues): ThemeColors {
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
export const ownColors: ThemeColors = createColors({
  dim: undefined,
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
});

/**
 * The colours by background and depth. Colours from 16 on are the same in every terminal; the first 16 are
 * defined by each terminal, and these are readable with the palettes of xterm and the PC: on white, green,
 * cyan and yellow are not.
 */
export const themeColors = {
  dark: {
    256: createColors({
      dim: '38;5;247',
      red: '38;5;210',
      green: '38;5;114',
      yellow: '38;5;179',
      blue: '38;5;111',
      magenta: '38;5;177',
      cyan: '38;5;80',
    }),
    16: createColors({
      dim: '37',
      red: '91',
      green: '32',
      yellow: '93',
      blue: '96',
      magenta: '95',
      cyan: '36',
    }),
  },
  light: {
    256: createColors({
      dim: '38;5;241',
      red: '38;5;124',
      green: '38;5;22',
      yellow: '38;5;94',
      blue: '38;5;26',
      magenta: '38;5;90',
      cyan: '38;5;24',
    }),
    16: createColors({
      dim: '',
      red: '31',
      green: '34',
      yellow: '35',
      blue: '34',
      magenta: '35',
      cyan: '34',
    }),
  },
} as const;

const manyColors = /256|direct|^(?:xterm-(?:kitty|ghostty)|alacritty|foot|contour|wezterm|rio)(?:-|$)/u;

/** How many colours the terminal is known to have. */
export function colorDepth({ TERM: term = '', COLORTERM: colors, WT_SESSION }: Environment): 16 | 256 {
  return colors || WT_SESSION || manyColors.test(term) ? 256 : 16;
}
