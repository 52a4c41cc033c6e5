import type { Environment } from '../model/environment.ts';
import type { RunStatus } from '../model/status.ts';
import { linkText } from '../model/text/links.ts';

type Paint = (text: string) => string;

/** How links are written; without `text` there are none. */
export type Links = {
  readonly text?: (text: string, address: string) => string;
  /** Whether paths are those of this machine, so that they lead to its files. */
  readonly hasFiles: boolean;
};

/** Every function closes the styles that it opens, so styled texts can be joined freely. */
export type Theme = {
  readonly dim: Paint;
  readonly bold: Paint;
  readonly inverse: Paint;
  /** The chosen tab, the prompt, the mark of the cursor. */
  readonly accent: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly success: Paint;
  readonly info: Paint;
  readonly key: Paint;
  readonly string: Paint;
  readonly number: Paint;
  readonly match: Paint;
  /** The match that the search is at. */
  readonly currentMatch: Paint;
  readonly status: (status: RunStatus, text: string) => string;
  readonly links: Links;
};

const sgr =
  (open: number, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

const same: Paint = text => text;

const statusColors: Readonly<Record<RunStatus, number | undefined>> = {
  queued: undefined,
  running: 36,
  sleeping: 34,
  waiting: 35,
  success: 32,
  failed: 31,
  canceled: 33,
  unknown: 35,
};

function createTheme(style: typeof sgr, color: (code: number) => Paint): Theme {
  return {
    dim: style(2, 22),
    bold: style(1, 22),
    inverse: style(7, 27),
    accent: color(36),
    error: color(31),
    warning: color(33),
    success: color(32),
    info: color(34),
    key: color(36),
    string: color(32),
    number: color(33),
    match: style(7, 27),
    currentMatch: text => style(7, 27)(style(1, 22)(style(4, 24)(text))),
    links: { hasFiles: false },
    status: (status, text) => {
      const code = statusColors[status];
      return code === undefined ? text : color(code)(text);
    },
  };
}

/** Uses only the terminal's own 16 colours, which suit its light or dark background. */
export const colorTheme: Theme = createTheme(sgr, code => sgr(code, 39));

/** For `NO_COLOR`: bold, dim and inverse are not colours. */
export const monochromeTheme: Theme = createTheme(sgr, () => same);

/** Without escape sequences, for text files and tests. */
export const plainTheme: Theme = createTheme(
  () => same,
  () => same,
);

/** No colours if `NO_COLOR` is not empty or the terminal is dumb. */
export function chooseTheme(env: Environment): Theme {
  if (env.NO_COLOR || env.TERM === 'dumb') return monochromeTheme;
  return colorTheme;
}

/** For a terminal that shows links. */
export function withLinks(theme: Theme, links: { readonly hasFiles: boolean }): Theme {
  return { ...theme, links: { ...links, text: linkText } };
}
