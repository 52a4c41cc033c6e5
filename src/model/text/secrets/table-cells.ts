import { matchEnd } from './secret-value.ts';

export type Place = { readonly start: number; readonly end: number };

export type TableFormat = {
  /** Separates cells; `aligned` means two or more blanks, with each cell below its name. */
  readonly separator: string;
  /** Whether lines begin and end with a separator. */
  readonly isFramed: boolean;
  /** Whether a line of dashes follows the header. */
  readonly isRuled: boolean;
  /** Whether lines of CSV may be prose, as with blanks after separators, so that cells have none. */
  readonly isSpaced: boolean;
  /** The part of the line with the names. */
  readonly header: Place;
  /** Where names begin in an aligned table, from the start of the line. */
  readonly offsets: readonly number[];
};

const bars = /[|\u2502\u2503\u2551]/;
const frame = /^\s*([|\u2502\u2503\u2551]).*\1\s*$/;
/** At least three names of one word, which cannot be prose. */
const alignedWords = /^ *[\w-]+(?: {2,}[\w-]+){2,} *$/;
/** `id|api_key|created`, as `psql -A` and SQLite print. */
const tightWords = /^\w[\w .-]*(?:\|\w[\w .-]*)+$/;
const aligned = /\S+(?: \S+)*/g;

/** `undefined` for a line that cannot be a header. */
export function tableFormat(text: string, line: Place, isRuled: boolean): TableFormat | undefined {
  const words = text.slice(line.start, line.end);
  const format = { isFramed: false, isRuled, isSpaced: false, header: line, offsets: [] };
  const [bar] = bars.exec(words) ?? [];
  if (bar !== undefined && frame.test(words))
    return isInside(text, line) ? undefined : { ...format, isFramed: true, separator: bar };
  if (words.includes('\t')) return { ...format, separator: '\t' };
  if (isRuled && bar !== undefined) return { ...format, separator: bar };
  const isAligned = words.includes('  ') && /\S {2,}\S/.test(words);
  if (isAligned && (isRuled || words === words.toUpperCase() || alignedWords.test(words)))
    return {
      ...format,
      separator: 'aligned',
      offsets: Array.from(words.matchAll(aligned), ({ index }) => index),
    };
  if (bar === '|' && tightWords.test(words)) return { ...format, separator: bar };
  const separator = [',', ';'].find(sign => words.includes(sign));
  if (separator === undefined) return undefined;
  const isSpaced = words.includes(`${separator} `);
  return {
    ...format,
    separator,
    isSpaced,
    header: { ...line, start: line.start + before(words, separator) },
  };
}

/** Whether the line above belongs to a framed table. */
function isInside(text: string, { start }: Place): boolean {
  const above = lineAt(text, start - 1);
  const isRuled = start > 0 && isRule(text, above);
  const line = isRuled ? lineAt(text, above.start - 1) : above;
  return line.end < start && line.end > 0 && frame.test(text.slice(line.start, line.end));
}

const longestRule = 2_000;

/** Whether a line consists of dashes and corners. */
export function isRule(text: string, { start, end }: Place): boolean {
  const line = text.slice(start, Math.min(end, start + longestRule));
  return /^[\s|+=:\-\u2500-\u257f]+$/.test(line) && /[=\-\u2500-\u257f]{2}/.test(line);
}

/** The line around an index; empty before the first. */
export function lineAt(text: string, at: number): Place {
  if (at < 0) return { start: 0, end: 0 };
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const feed = text.indexOf('\n', at);
  return { start, end: feed < 0 ? text.length : feed };
}

/** The length of a message, or of JSON, before the first name. */
function before(words: string, separator: string): number {
  const first = words.slice(0, words.indexOf(separator));
  if (!/["'`>:]/.test(first) || /^\s*"[^"]*"\s*$/.test(first)) return 0;
  return (/^.*(?:["'`>]|: *)(?=[^"'`>:]*$)/.exec(first)?.[0] ?? '').length;
}

const mostColumns = 500;

export type Cell = Place & { readonly isQuoted: boolean };

type IsCell = (cell: Cell, index: number) => boolean;

/** The cells of a line; none if one cannot be in its column. */
export function cellsOf(text: string, line: Place, format: TableFormat, isCell: IsCell): readonly Cell[] {
  if (format.separator !== 'aligned' && !format.isFramed) return separatedCells(text, line, format, isCell);
  const cells = format.isFramed
    ? separatedCells(text, line, format, () => true).slice(1, -1)
    : alignedCells(text, line, format.offsets);
  return cells.every(isCell) ? cells : [];
}

/** Splits a line; in CSV, blanks after separators must be as in the header. */
function separatedCells(text: string, line: Place, format: TableFormat, isCell: IsCell): readonly Cell[] {
  const { separator, isSpaced } = format;
  const cells: Cell[] = [];
  for (let at = line.start; cells.length <= mostColumns; at += separator.length) {
    const quoted = quotedCell(text, at, line.end, separator);
    const found = text.indexOf(separator, quoted?.end ?? at);
    const end = found < 0 || found > line.end ? line.end : found;
    const cell = quoted
      ? { start: quoted.start, end: quoted.end - 1, isQuoted: true }
      : { start: at, end, isQuoted: false };
    if (!isCell(cell, cells.length) || (isSpaced && /\s/.test(cellText(text, cell)))) return [];
    cells.push(cell);
    if (end === line.end) break;
    at = end;
  }
  const isCsv = separator === ',' || separator === ';';
  return isCsv && !isSpaced && hasBlankAfter(text.slice(line.start, line.end), separator) ? [] : cells;
}

/** The range without blanks and quotes around. */
export function contentOf(text: string, cell: Cell): Place {
  return cell.isQuoted ? cell : trimmed(text, cell.start, cell.end);
}

export function cellText(text: string, cell: Cell): string {
  const { start, end } = contentOf(text, cell);
  return text.slice(start, end);
}

function hasBlankAfter(line: string, separator: string): boolean {
  const words = line.includes('"') ? line.replace(/"[^"]*"/g, '') : line;
  return words.includes(`${separator} `);
}

const openingQuote = /[ ]*"/y;
const quotedRest = /(?:[^"\n]|"")*"/y;

/** A quoted cell of CSV, in which quotes are doubled. */
function quotedCell(text: string, from: number, last: number, separator: string): Place | undefined {
  if (!/[ "]/.test(text.charAt(from))) return undefined;
  const opening = matchEnd(openingQuote, text, from);
  const end = opening === undefined ? undefined : matchEnd(quotedRest, text, opening);
  if (opening === undefined || end === undefined || end > last) return undefined;
  const next = text.slice(end, last).trimStart();
  return next === '' || next.startsWith(separator) ? { start: opening, end } : undefined;
}

/** Most cells: no blank at an end, no quote. */
const plainCell = /^(?:[\w.:/@+=-](?:[\w.:/@+= -]{0,100}[\w.:/@+=-])?)?$/;

/** An unquoted cell; the end of a surrounding text may follow the last one. */
function trimmed(text: string, from: number, to: number): Place {
  const cell = text.slice(from, to);
  if (plainCell.test(cell)) return { start: from, end: to };
  const start = from + (cell.length - cell.trimStart().length);
  const quote = /^(['"])(.*)\1\s*$/.exec(text.slice(start, to));
  if (quote) return { start: start + 1, end: start + 1 + (quote[2] ?? '').length };
  const words = cell.trim();
  const quoteAt = words.search(/\\*["'`]/);
  return { start, end: start + (quoteAt > 0 ? quoteAt : words.length) };
}

function alignedCells(text: string, line: Place, offsets: readonly number[]): readonly Cell[] {
  const words = text.slice(line.start, line.end);
  const isBelow = offsets.every(offset => offset === 0 || /^\s?$/.test(words.charAt(offset - 1)));
  if (words.trim() === '' || !isBelow) return [];
  return offsets.map((offset, index) => ({
    start: line.start + Math.min(offset, words.length),
    end: line.start + Math.min(offsets[index + 1] ?? words.length, words.length),
    isQuoted: false,
  }));
}
