import { endOf } from './quoted-text.ts';

export type Place = { readonly start: number; readonly end: number };

export type TableFormat = {
  /** Between cells; `aligned` stands for two blanks or more, with each cell below its name. */
  readonly separator: string;
  /** Whether a separator begins and ends each line. */
  readonly isFramed: boolean;
  /** Whether a line of dashes follows the names. */
  readonly isRuled: boolean;
  /** Whether a blank follows each separator of CSV: then cells have none inside. */
  readonly isSpaced: boolean;
  /** The names, without what stands before them in their line. */
  readonly header: Place;
  /** Where the names begin, counted from the start of their line, in an aligned table. */
  readonly offsets: readonly number[];
};

const frame = /^\s*([|\u2502\u2503\u2551]).*\1\s*$/;
const aligned = /\S+(?: \S+)*/g;

/** How the line may separate the names of columns; `undefined` where it cannot. */
export function tableFormat(text: string, line: Place, isRuled: boolean): TableFormat | undefined {
  const words = text.slice(line.start, line.end);
  const format = { isFramed: false, isRuled, isSpaced: false, header: line, offsets: [] };
  const [, framed] = frame.exec(words) ?? [];
  if (framed) return isInside(text, line) ? undefined : { ...format, isFramed: true, separator: framed };
  if (words.includes('\t')) return { ...format, separator: '\t' };
  if (isRuled && /[|\u2502\u2503\u2551]/.test(words))
    return { ...format, separator: /[|\u2502\u2503\u2551]/.exec(words)?.[0] ?? '|' };
  const isAligned = /\S {2,}\S/.test(words) && (isRuled || words === words.toUpperCase());
  if (isAligned)
    return {
      ...format,
      separator: 'aligned',
      offsets: Array.from(words.matchAll(aligned), ({ index }) => index),
    };
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

/** Whether a line of a framed table stands above it. */
function isInside(text: string, { start }: Place): boolean {
  const above = lineAt(text, start - 1);
  const isRuled = start > 0 && isRule(text, above);
  const line = isRuled ? lineAt(text, above.start - 1) : above;
  return line.end < start && line.end > 0 && frame.test(text.slice(line.start, line.end));
}

const longestRule = 2_000;

/** Whether a line between a table's rows has nothing but dashes and corners. */
export function isRule(text: string, { start, end }: Place): boolean {
  const line = text.slice(start, Math.min(end, start + longestRule));
  return /[=\-\u2500-\u257f]{2}/.test(line) && /^[\s|+=:\-\u2500-\u257f]+$/.test(line);
}

/** The line that a place is in; empty before the first one. */
export function lineAt(text: string, at: number): Place {
  if (at < 0) return { start: 0, end: 0 };
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const feed = text.indexOf('\n', at);
  return { start, end: feed < 0 ? text.length : feed };
}

/** The length of what stands before the first name: of a message, or of the JSON that the table is in. */
function before(words: string, separator: string): number {
  const first = words.slice(0, words.indexOf(separator));
  if (/^\s*"[^"]*"\s*$/.test(first)) return 0;
  return (/^.*(?:["'`>]|: *)(?=[^"'`>:]*$)/.exec(first)?.[0] ?? '').length;
}

const mostColumns = 500;

/** The cells of a line, without blanks and quotes around them. */
export function cellsOf(text: string, line: Place, format: TableFormat): readonly Place[] {
  if (format.separator === 'aligned') return alignedCells(text, line, format.offsets);
  const cells: Place[] = [];
  let at = line.start;
  for (;;) {
    const quoted = quotedCell(text, at, line.end, format.separator);
    const found = text.indexOf(format.separator, quoted?.end ?? at);
    const end = found < 0 || found > line.end ? line.end : found;
    cells.push(quoted ? { start: quoted.start, end: quoted.end - 1 } : trimmed(text, at, end));
    if (end === line.end || cells.length > mostColumns) break;
    at = end + format.separator.length;
  }
  if (format.isFramed) return cells.slice(1, -1);
  return isRow(text, line, cells, format) ? cells : [];
}

const openingQuote = /[ ]*"/y;
const quotedRest = /(?:[^"\n]|"")*"/y;

/** A cell of CSV in quotes, which has two for each that it contains. */
function quotedCell(text: string, from: number, last: number, separator: string): Place | undefined {
  const opening = endOf(openingQuote, text, from);
  const end = opening === undefined ? undefined : endOf(quotedRest, text, opening);
  if (opening === undefined || end === undefined || end > last) return undefined;
  const next = text.slice(end, last).trimStart();
  return next === '' || next.startsWith(separator) ? { start: opening, end } : undefined;
}

/** An unquoted cell; the last one may be followed by the end of the text that the table is in. */
function trimmed(text: string, from: number, to: number): Place {
  const cell = text.slice(from, to);
  const start = from + (cell.length - cell.trimStart().length);
  const quote = /^(['"])(.*)\1\s*$/.exec(text.slice(start, to));
  if (quote) return { start: start + 1, end: start + 1 + (quote[2] ?? '').length };
  const words = cell.trim();
  const quoteAt = words.search(/\\*["'`]/);
  return { start, end: start + (quoteAt > 0 ? quoteAt : words.length) };
}

/** In CSV, whether the blanks after separators are as in the line of names. */
function isRow(text: string, { start, end }: Place, cells: readonly Place[], format: TableFormat): boolean {
  const { separator, isSpaced } = format;
  if (separator !== ',' && separator !== ';') return true;
  if (isSpaced) return cells.every(cell => !/\s/.test(text.slice(cell.start, cell.end)));
  return !text
    .slice(start, end)
    .replace(/"[^"]*"/g, '')
    .includes(`${separator} `);
}

function alignedCells(text: string, line: Place, offsets: readonly number[]): readonly Place[] {
  const words = text.slice(line.start, line.end);
  const isBelow = offsets.every(offset => offset === 0 || /^\s?$/.test(words.charAt(offset - 1)));
  if (words.trim() === '' || !isBelow) return [];
  return offsets.map((offset, index) =>
    trimmed(
      text,
      line.start + Math.min(offset, words.length),
      line.start + Math.min(offsets[index + 1] ?? words.length, words.length),
    ),
  );
}
