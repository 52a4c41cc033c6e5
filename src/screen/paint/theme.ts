import { type Background, hasColors, inheritedBackground, namedTheme } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';
import type { RunStatus } from '../../model/status.ts';
import { linkText } from '../../model/text/text-styles.ts';
import { colorDepth, ownColors, type ThemeColors, themeColors } from './theme-colors.ts';

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

const attribute =
  (open: number, close: number): Paint =>
  text =>
    text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`;

const colorEnd = '\u001B[39m';

/** After a text of another colour inside of it, the rest has this colour again. */
function color(parameters: string): Paint {
  const begin = `\u001B[${parameters}m`;
  return text => (text === '' ? '' : `${begin}${text.replaceAll(colorEnd, colorEnd + begin)}${colorEnd}`);
}

const same: Paint = text => text;

type Styles = {
  readonly attribute: typeof attribute;
  readonly color: typeof color;
};

function createTheme(colors: ThemeColors, { attribute, color }: Styles): Theme {
  const paint = (parameters: string) => (parameters === '' ? same : color(parameters));
  const statusPaints = new Map(Object.entries(colors.status).map(([name, code]) => [name, paint(code)]));
  return {
    dim: colors.dim === undefined ? attribute(2, 22) : paint(colors.dim),
    bold: attribute(1, 22),
    inverse: attribute(7, 27),
    accent: paint(colors.accent),
    error: paint(colors.error),
    warning: paint(colors.warning),
    success: paint(colors.success),
    info: paint(colors.info),
    key: paint(colors.key),
    string: paint(colors.string),
    number: paint(colors.number),
    match: attribute(7, 27),
    currentMatch: text => attribute(7, 27)(attribute(1, 22)(attribute(4, 24)(text))),
    links: { hasFiles: false },
    status: (status, text) => statusPaints.get(status)?.(text) ?? text,
  };
}

const createColorTheme = (colors: ThemeColors) => createTheme(colors, { attribute, color });

/** The terminal's own 16 colours, for a background that is not known. */
export const colorTheme: Theme = createColorTheme(ownColors);

/** For `NO_COLOR`: bold, dim and inverse are not colours. */
export const monochromeTheme: Theme = createTheme(ownColors, { attribute, color: () => same });

/** Without escape sequences, for text files and tests. */
export const plainTheme: Theme = createTheme(ownColors, { attribute: () => same, color: () => same });

/** The colours for the background that the terminal answered, unless the user named a theme. */
export function chooseTheme(env: Environment, answered?: Background): Theme {
  if (!hasColors(env)) return monochromeTheme;
  const background = namedTheme(env) ?? answered ?? inheritedBackground(env) ?? 'terminal';
  return background === 'terminal' ? colorTheme : createColorTheme(themeColors[background][colorDepth(env)]);
}

/** For a terminal that shows links. */
export function withLinks(theme: Theme, links: { readonly hasFiles: boolean }): Theme {
  return { ...theme, links: { ...links, text: linkText } };
}
