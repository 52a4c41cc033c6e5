export type SvgTheme = {
  readonly background: string;
  readonly foreground: string;
  readonly frame: string;
  /** The terminal's sixteen colours, dark ones first. */
  readonly palette: readonly string[];
};

export const darkSvgTheme: SvgTheme = {
  background: '#16181d',
  foreground: '#d5d8de',
  frame: '#2b2f37',
  palette: [
    '#30343d',
    '#f07178',
    '#8fc98a',
    '#e5b567',
    '#6ea8fe',
    '#c99aef',
    '#5fc9c9',
    '#c8ccd4',
    '#6b7280',
    '#ff8f95',
    '#a9e0a3',
    '#f5cd85',
    '#93c1ff',
    '#dbb7fa',
    '#85e0e0',
    '#ffffff',
  ],
};

export const lightSvgTheme: SvgTheme = {
  background: '#fbfbfa',
  foreground: '#24272d',
  frame: '#dcdfe4',
  palette: [
    '#24272d',
    '#c0262d',
    '#2b7a34',
    '#9a6700',
    '#1f5fc4',
    '#8039b3',
    '#0b7a80',
    '#8a9099',
    '#5b6169',
    '#d9383f',
    '#3a9144',
    '#b57b00',
    '#3474dd',
    '#964fc9',
    '#178f95',
    '#ffffff',
  ],
};

const cubeSteps = [0, 95, 135, 175, 215, 255];

function toHex(red: number, green: number, blue: number): string {
  return `#${[red, green, blue].map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** One of the terminal's 256 colours: the theme's sixteen, the 6×6×6 cube, the greys. */
export function indexedColor(index: number, theme: SvgTheme): string {
  const named = theme.palette[index];
  if (named !== undefined) return named;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return toHex(grey, grey, grey);
  }
  const cube = index - 16;
  const step = (place: number) => cubeSteps[Math.floor(cube / place) % 6] ?? 0;
  return toHex(step(36), step(6), step(1));
}

/** A colour between two others; 0 is the first. */
export function mixColors(first: string, second: string, share: number): string {
  const part = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = (at: number) => part(first, at) * (1 - share) + part(second, at) * share;
  return toHex(mixed(1), mixed(3), mixed(5));
}
