import { type HeadlessTerminal, type ScreenCell, screenCells } from './headless.ts';
import { darkSvgTheme, indexedColor, mixColors, type SvgTheme } from './svg-theme.ts';

export type SvgOptions = { readonly theme?: SvgTheme; readonly title?: string };

type Look = { readonly ink: string; readonly paper: string | undefined; readonly cell: ScreenCell };
type Run = Look & { readonly column: number; readonly text: string; readonly columns: number };

const fontSize = 14;
const cellWidth = 8.4;
const cellHeight = 17;
const baseline = 13;
const margin = 12;
const titleHeight = 28;
const fonts = "'DejaVu Sans Mono', Menlo, Consolas, monospace";

/** How much of a cell these fill from the left; drawn as shapes, so that they touch from row to row. */
const leftBlocks: Readonly<Record<string, number>> = {
  '█': 1,
  '▉': 7 / 8,
  '▊': 6 / 8,
  '▋': 5 / 8,
  '▌': 4 / 8,
  '▍': 3 / 8,
  '▎': 2 / 8,
  '▏': 1 / 8,
};

/** From below, as bars are made of them. */
const lowerBlocks = '▁▂▃▄▅▆▇';

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toLook(cell: ScreenCell, theme: SvgTheme): Look {
  const color = (value: ScreenCell['foreground']) =>
    typeof value === 'number' ? indexedColor(value, theme) : value;
  const foreground = color(cell.foreground) ?? theme.foreground;
  const background = color(cell.background);
  const paper = cell.inverse ? foreground : background;
  const ink = cell.inverse ? (background ?? theme.background) : foreground;
  return { ink: cell.dim ? mixColors(ink, paper ?? theme.background, 0.4) : ink, paper, cell };
}

function isSameLook(one: Look, other: Look): boolean {
  return (
    one.ink === other.ink &&
    one.paper === other.paper &&
    one.cell.bold === other.cell.bold &&
    one.cell.italic === other.cell.italic &&
    one.cell.underline === other.cell.underline
  );
}

/**
 * Only plain text is drawn as a whole; what another font may draw wider or narrower stands exactly over its
 * cells.
 */
function canJoin(run: Run, cell: ScreenCell): boolean {
  if (run.columns !== run.text.length || cell.width !== 1) return false;
  const isPlain = (text: string) => /^[ -~]+$/.test(text);
  if (isPlain(run.text)) return isPlain(cell.text) && (cell.text === ' ' || !run.text.endsWith('  '));
  return run.text.startsWith(cell.text) && cell.text === '─';
}

/** Cells of one look side by side. */
function toRuns(cells: readonly ScreenCell[], theme: SvgTheme): Run[] {
  const runs: Run[] = [];
  let column = 0;
  for (const cell of cells) {
    const look = toLook(cell, theme);
    const last = runs.at(-1);
    if (last && canJoin(last, cell) && isSameLook(last, look)) {
      runs[runs.length - 1] = { ...last, text: last.text + cell.text, columns: last.columns + 1 };
    } else {
      runs.push({ ...look, column, text: cell.text, columns: cell.width });
    }
    column += cell.width;
  }
  return runs;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function drawRectangle(x: number, y: number, width: number, color: string, height = cellHeight): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${color}" shape-rendering="crispEdges"/>`;
}

function drawText(run: Run, y: number): string {
  const text = run.text.trim();
  if (text === '' && !run.cell.underline) return '';
  const shown = run.cell.underline ? run.text : text;
  const skipped = run.cell.underline ? 0 : run.text.indexOf(text);
  const columns = run.text.length === run.columns ? shown.length : run.columns;
  const attributes = [
    `x="${round(margin + (run.column + skipped) * cellWidth)}"`,
    `y="${round(y + baseline)}"`,
    `textLength="${round(columns * cellWidth)}"`,
    `fill="${run.ink}"`,
    ...(run.cell.bold ? ['font-weight="bold"'] : []),
    ...(run.cell.italic ? ['font-style="italic"'] : []),
    ...(run.cell.underline ? ['text-decoration="underline"'] : []),
  ];
  return `<text ${attributes.join(' ')}>${escapeXml(shown)}</text>`;
}

function drawBlock({ text, ink }: Run, x: number, y: number): string | undefined {
  const left = leftBlocks[text];
  if (left !== undefined) return drawRectangle(x, y, left * cellWidth, ink);
  const height = (cellHeight * (lowerBlocks.indexOf(text) + 1)) / 8;
  return height === 0 ? undefined : drawRectangle(x, y + cellHeight - height, cellWidth, ink, height);
}

function drawRun(run: Run, y: number): string[] {
  const x = margin + run.column * cellWidth;
  return [
    ...(run.paper === undefined ? [] : [drawRectangle(x, y, run.columns * cellWidth, run.paper)]),
    drawBlock(run, x, y) ?? drawText(run, y),
  ].filter(shape => shape !== '');
}

function drawWindow(width: number, height: number, theme: SvgTheme, title: string): string[] {
  const dots = ['#ef6a5e', '#f4be4f', '#61c454'].map(
    (color, index) => `<circle cx="${18 + index * 18}" cy="${titleHeight / 2}" r="5.5" fill="${color}"/>`,
  );
  const half = round(width / 2);
  const ink = mixColors(theme.foreground, theme.frame, 0.3);
  return [
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.background}" stroke="${theme.frame}"/>`,
    `<path d="M0.5 ${titleHeight} V8.5 a8 8 0 0 1 8 -8 H${width - 8.5} a8 8 0 0 1 8 8 V${titleHeight} Z" fill="${theme.frame}"/>`,
    ...dots,
    `<text x="${half}" y="${titleHeight / 2 + 4.5}" text-anchor="middle" font-size="12.5" fill="${ink}">${escapeXml(title)}</text>`,
  ];
}

type PictureSize = { readonly width: number; readonly height: number };

export function pictureSize({ cols, rows }: Pick<HeadlessTerminal, 'cols' | 'rows'>): PictureSize {
  return {
    width: Math.ceil(cols * cellWidth + 2 * margin),
    height: titleHeight + rows * cellHeight + 2 * margin,
  };
}

/** The shapes of each row of a screen. */
export function drawRows(screen: readonly (readonly ScreenCell[])[], theme: SvgTheme): readonly string[] {
  const top = titleHeight + margin;
  return screen.map((cells, row) =>
    toRuns(cells, theme)
      .flatMap(run => drawRun(run, top + row * cellHeight))
      .join('\n'),
  );
}

/** The window around the rows; `shapes` are what it shows. */
export function drawPicture(
  { width, height }: PictureSize,
  shapes: readonly string[],
  { theme = darkSvgTheme, title = '' }: SvgOptions,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${fonts}" font-size="${fontSize}" xml:space="preserve">`,
    ...drawWindow(width, height, theme, title),
    ...shapes.filter(shape => shape !== ''),
    '</svg>',
    '',
  ].join('\n');
}

/**
 * The screen as a picture of a window: every character exactly over its cells, whichever monospace font draws
 * it.
 */
export function screenToSvg(terminal: HeadlessTerminal, options: SvgOptions = {}): string {
  const { theme = darkSvgTheme } = options;
  return drawPicture(pictureSize(terminal), drawRows(screenCells(terminal), theme), options);
}
