import { linkAddress, linkEnd } from '../../model/text/text-styles.ts';

const bold = 1;
const dim = 2;

/** The parameter that switches an attribute off, by the one that switches it on. */
const attributeEnds: ReadonlyMap<number, number> = new Map([
  [bold, 22],
  [dim, 22],
  [3, 23],
  [4, 24],
  [5, 25],
  [7, 27],
  [8, 28],
  [9, 29],
  [53, 55],
]);

type Style = {
  readonly attributes: readonly number[];
  /** The parameters that set the colour, such as `31` or `38;5;208`; empty for the terminal's own. */
  readonly foreground: string;
  readonly background: string;
  /** An address; empty for none. */
  readonly link: string;
};

export const plainStyle = 0;

const unstyled: Style = { attributes: [], foreground: '', background: '', link: '' };
const styles: Style[] = [unstyled];
const idsByParameters = new Map<string, number>([['', plainStyle]]);
const nextIds: Map<string, number>[] = [];
const changes = new Map<number, string>();

function styleOf(id: number): Style {
  return styles[id] ?? unstyled;
}

function toParameters(style: Style): string {
  return [...style.attributes, style.foreground, style.background].filter(part => part !== '').join(';');
}

function internStyle(style: Style): number {
  const key = style.link === '' ? toParameters(style) : `${toParameters(style)} ${style.link}`;
  const known = idsByParameters.get(key);
  if (known !== undefined) return known;
  const id = styles.push(style) - 1;
  idsByParameters.set(key, id);
  return id;
}

/** Reads `38;5;n` or `38;2;r;g;b`; `length` counts its parameters. */
function extendedColor(
  codes: readonly number[],
  index: number,
): { readonly text: string; readonly length: number } {
  const length = codes[index + 1] === 5 ? 3 : codes[index + 1] === 2 ? 5 : 1;
  const isWhole = length > 1 && index + length <= codes.length;
  return { text: isWhole ? codes.slice(index, index + length).join(';') : '', length };
}

function withAttribute(style: Style, code: number): Style {
  if (style.attributes.includes(code)) return style;
  return { ...style, attributes: [...style.attributes, code].sort((a, b) => a - b) };
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return unstyled;
  if (code >= linkEnd) return { ...style, link: linkAddress(code) ?? '' };
  if (attributeEnds.has(code)) return withAttribute(style, code);
  if (code === 39) return { ...style, foreground: '' };
  if (code === 49) return { ...style, background: '' };
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...style, foreground: String(code) };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107))
    return { ...style, background: String(code) };
  const attributes = style.attributes.filter(attribute => attributeEnds.get(attribute) !== code);
  return attributes.length === style.attributes.length ? style : { ...style, attributes };
}

function parseStyle(from: Style, parameters: string): Style {
  const codes = parameters.replaceAll(':', ';').split(';').map(Number);
  let style = from;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code !== 38 && code !== 48) {
      style = applyCode(style, code);
      continue;
    }
    const color = extendedColor(codes, index);
    if (color.text !== '') {
      style = code === 38 ? { ...style, foreground: color.text } : { ...style, background: color.text };
    }
    index += color.length - 1;
  }
  return style;
}

/** Returns the style after `CSI parameters m`; styles are numbers, equal when they look equal. */
export function applySgr(from: number, parameters: string): number {
  // The address of a link may change, so it is looked up each time.
  if (Number(parameters) >= linkEnd) return internStyle(parseStyle(styleOf(from), parameters));
  nextIds[from] ??= new Map();
  const known = nextIds[from].get(parameters);
  if (known !== undefined) return known;
  const id = internStyle(parseStyle(styleOf(from), parameters));
  nextIds[from].set(parameters, id);
  return id;
}

function additions(from: Style, to: Style): string[] {
  const parts: string[] = [];
  const ends = new Set(
    from.attributes.filter(code => !to.attributes.includes(code)).map(code => attributeEnds.get(code) ?? 0),
  );
  parts.push(...[...ends].map(String));
  for (const code of to.attributes) {
    const isLost = ends.has(attributeEnds.get(code) ?? -1);
    if (isLost || !from.attributes.includes(code)) parts.push(String(code));
  }
  if (from.foreground !== to.foreground) parts.push(to.foreground || '39');
  if (from.background !== to.background) parts.push(to.background || '49');
  return parts;
}

/** OSC 8. The id joins the parts of a link on several lines. */
function linkChange(from: Style, to: Style): string {
  if (from.link === to.link) return '';
  if (to.link === '') return '\u001B]8;;\u001B\\';
  return `\u001B]8;id=${hashText(to.link)};${to.link}\u001B\\`;
}

function hashText(text: string): string {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) >>> 0;
  return hash.toString(36);
}

/** The keys of more styles than this would collide. */
const mostStyles = 2 ** 26;

export function styleChange(from: number, to: number): string {
  if (from === to) return '';
  const key = from * mostStyles + to;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const change = linkChange(styleOf(from), styleOf(to)) + sgrChange(styleOf(from), styleOf(to));
  if (changes.size >= mostChanges) changes.clear();
  changes.set(key, change);
  return change;
}

const mostChanges = 20_000;

function sgrChange(from: Style, to: Style): string {
  const parameters = toParameters(to);
  if (toParameters(from) === parameters) return '';
  if (parameters === '') return '\u001B[m';
  const added = additions(from, to).join(';');
  const anew = `;${parameters}`;
  return `\u001B[${added.length <= anew.length ? added : anew}m`;
}
