import { isCount, isSecretKey } from './secret-keys.ts';
import { isHarmless, type Report } from './secret-value.ts';
import {
  type Cell,
  cellsOf,
  cellText,
  contentOf,
  isRule,
  lineAt,
  type Place,
  type TableFormat,
  tableFormat,
} from './table-cells.ts';

/**
 * A part of every secret name that can head a column, or a heading of values, then the rest up to a separator
 * or the end of the line.
 */
const secretName =
  /(?:pass|pwd|secret|token|key|auth|cookie|credential|jwt|bearer|connection|resume|mnemonic|phrase|recovery|values?(?![a-z]))[\w .#/()-]{0,80}[*_`]{0,3}\\{0,15}["']?[ ]*(?:[,;\t|\u2502\u2503\u2551\r\n\\]|$)/gi;
const longestHeader = 2_000;
const longestRecord = 4_000;

/** Finds values below secret names in tables: CSV, Markdown, output of databases. */
export function findColumns(text: string, report: Report): void {
  for (const line of headersIn(text)) {
    const table = tableBelow(text, line);
    if (!table?.format.isRuled) findInRecord(text, line, report);
    if (table) secretName.lastIndex = findInRows(text, line.end + 1, table, report);
  }
}

/** The first header with a secret column, whose rows may go on far below. */
export function secretHeaderOf(text: string): string | undefined {
  for (const line of headersIn(text)) {
    const table = tableBelow(text, line);
    if (table)
      return text.slice(line.start, table.format.isRuled ? lineAt(text, line.end + 1).end : line.end);
  }
  return undefined;
}

/** Lines that may have secret names, from the last match of `secretName` on. */
function* headersIn(text: string): Generator<Place> {
  secretName.lastIndex = 0;
  for (let found = secretName.exec(text); found; found = secretName.exec(text)) {
    const line = lineAt(text, found.index);
    secretName.lastIndex = Math.max(line.end, found.index + 1);
    if (line.end - line.start <= longestHeader) yield line;
  }
}

type SecretColumn = { readonly index: number; readonly name: string };
type Table = {
  readonly format: TableFormat;
  readonly size: number;
  readonly secrets: readonly SecretColumn[];
  /** The columns of names and of values in a table of settings. */
  readonly pair: readonly [name: number, value: number] | undefined;
};

const columnName = /^(?:[\p{L}_]|\d{1,3}\p{L})[\p{L}\p{N}\w .#/()%$?-]{0,60}$|^\(\w+\)$/u;

/** The first column, of row numbers, may have no name; an unbalanced bracket is code. */
function isColumnName(name: string, index: number): boolean {
  if (name === '') return index === 0;
  return columnName.test(name) && !/[()]/.test(name.replace(/\([^()]*\)/g, ''));
}

function tableBelow(text: string, line: Place): Table | undefined {
  const next = lineAt(text, line.end + 1);
  const isRuled = line.end < text.length && isRule(text, next);
  const format = tableFormat(text, line, isRuled);
  if (!format) return undefined;
  const names: string[] = [];
  const cells = cellsOf(text, format.header, format, (cell, index) => {
    const name = withoutSigns(cellText(text, cell));
    names.push(name);
    return isColumnName(name, index);
  });
  const isProse = cells.length < 3 && !isRuled && names.some(name => name.includes(' '));
  if (cells.length < 2 || (isProse && format.isSpaced)) return undefined;
  const secrets = names.map((name, index) => ({ name, index })).filter(({ name }) => isSecretKey(name));
  const pair = pairOf(names);
  if (secrets.length === 0 && !pair) return undefined;
  return { format: isProse ? { ...format, isSpaced: true } : format, size: cells.length, secrets, pair };
}

/** The text without Markdown marks around it. */
function withoutSigns(words: string): string {
  return words.replace(/^[*_`]{1,3}(?=[^*_`])(.*[^*_`])[*_`]{1,3}$/, '$1');
}

const headOfNames = /^(?:name|key|field|header|param|parameter|variable|property|attribute|setting|option)$/i;

function pairOf(names: readonly string[]): Table['pair'] {
  const name = names.findIndex(one => headOfNames.test(one));
  const value = names.findIndex(one => /^values?$/i.test(one));
  return name < 0 || value < 0 ? undefined : [name, value];
}

/** Lines inside a table that are no rows: of a text with several lines, comments, cut rows. */
const mostMisfits = 8;
const mostMore = 8;

function findInRows(text: string, from: number, table: Table, report: Report): number {
  const { format, size } = table;
  const isCell = (_: Place, index: number) => index < size + mostMore;
  const isStrict = format.isSpaced || format.separator === 'aligned';
  let end = from;
  let misfits: readonly (readonly Cell[])[] = [];
  for (let at = from; at < text.length; ) {
    const line = lineAt(text, at);
    at = line.end + 1;
    const isFit = isRule(text, line);
    const cells = isFit ? [] : cellsOf(text, line, format, isCell);
    if (isFit || cells.length === size) {
      for (const row of misfits) findInRow(text, row, table, report);
      findInRow(text, cells, table, report);
      misfits = [];
      end = at;
    } else if (isStrict || line.start === line.end || misfits.length === mostMisfits) break;
    else misfits = [...misfits, cells];
  }
  return Math.min(end, text.length);
}

/** In a row with too many cells, several may belong to one name. */
function findInRow(text: string, row: readonly Cell[], { size, secrets, pair }: Table, report: Report): void {
  const more = Math.max(0, row.length - size);
  const read = (name: string, cell: Cell) => {
    const { start, end } = contentOf(text, cell);
    if (!isHarmless(text, start, end) && !isCount(name, text.slice(start, end))) report(start, end);
  };
  for (const { index, name } of secrets) {
    for (const cell of row.slice(index, index + 1 + more)) read(name, cell);
  }
  const [name, value] = pair?.map(index => row[index]) ?? [];
  if (!name || !value) return;
  const named = withoutSigns(cellText(text, name));
  if (isColumnName(named, 1) && isSecretKey(named)) read(named, value);
}

/** `| api_key | abc |`, or `api_key | abc` in a record of `psql`. */
const record =
  /^\s*(?:(?<frame>[|\u2502\u2503\u2551])\s*)?(?<name>[\w.-]{1,80})\s*[|\u2502\u2503\u2551]\s*(?<value>\S+)(?:\s*\k<frame>)?\s*$/d;

function findInRecord(text: string, line: Place, report: Report): void {
  const words = text.slice(line.start, line.end);
  if (!/[|\u2502\u2503\u2551]/.test(words)) return;
  const { groups = {}, indices } = record.exec(words) ?? {};
  const [start = 0, end = 0] = indices?.groups?.value?.map(at => line.start + at) ?? [];
  if (groups.name === undefined || !isSecretKey(groups.name) || isHarmless(text, start, end)) return;
  const above = text.slice(Math.max(0, line.start - longestRecord), line.start);
  if (groups.frame !== undefined || above.includes('-[ RECORD ')) report(start, end);
}
