import { isHarmless } from './harmless-value.ts';
import type { Report } from './secret-assignments.ts';
import { isCount, isSecretKey } from './secret-keys.ts';
import {
  cellsOf,
  contentOf,
  isRule,
  lineAt,
  type Place,
  type TableFormat,
  tableFormat,
  wordsOf,
} from './table-cells.ts';

/**
 * A part of every name of a secret that can head a column, with the rest of the name up to a separator or the
 * end of the line.
 */
const secretName =
  /(?:pass|pwd|secret|token|key|auth|cookie|credential|jwt|bearer|connection|resume|mnemonic|phrase|recovery)[\w .#/()-]{0,80}\\{0,15}["']?[ ]*(?:[,;\t|\u2502\u2503\u2551\r\n\\]|$)/gi;
const longestHeader = 2_000;
const longestRecord = 4_000;

/** Finds what stands below the name of a secret in a table: in CSV, in Markdown, in what databases print. */
export function findColumns(text: string, report: Report): void {
  for (const line of headersIn(text)) {
    const table = tableBelow(text, line);
    if (!table?.format.isRuled) findInRecord(text, line, report);
    if (table) secretName.lastIndex = findInRows(text, line.end + 1, table, report);
  }
}

/** The first line of a text that heads a column of secrets, which may go on far below it. */
export function secretHeaderOf(text: string): string | undefined {
  for (const line of headersIn(text)) {
    if (tableBelow(text, line)) return text.slice(line.start, line.end);
  }
  return undefined;
}

/** The lines that may name columns of secrets, from where `secretName` was left on. */
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
};

const columnName = /^[A-Za-z_][\w .#/()-]{0,60}$|^\(\w+\)$/;

/** The first column, of numbers of rows, may have no name. */
function isColumnName(name: string, index: number): boolean {
  return columnName.test(name) || (index === 0 && name === '');
}

/** `undefined` where the line names no column of secrets. */
function tableBelow(text: string, line: Place): Table | undefined {
  const next = lineAt(text, line.end + 1);
  const isRuled = line.end < text.length && isRule(text, next);
  const format = tableFormat(text, line, isRuled);
  if (!format) return undefined;
  const names: string[] = [];
  const cells = cellsOf(text, format.header, format, (cell, index) => {
    const name = wordsOf(text, cell);
    names.push(name);
    return isColumnName(name, index);
  });
  const isPlain = cells.length >= 3 || format.isRuled || names.every(name => !name.includes(' '));
  if (cells.length < 2 || !isPlain) return undefined;
  const secrets = names.map((name, index) => ({ name, index })).filter(({ name }) => isSecretKey(name));
  return secrets.length > 0 ? { format, size: cells.length, secrets } : undefined;
}

/** Returns where the table ends: at a line that has not as many cells. */
function findInRows(text: string, from: number, { format, size, secrets }: Table, report: Report): number {
  const isCell = (_: Place, index: number) => index < size;
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    if (!isRule(text, line)) {
      const cells = cellsOf(text, line, format, isCell);
      if (cells.length !== size) break;
      for (const { index, name } of secrets) {
        const cell = cells[index];
        if (!cell) continue;
        const { start, end } = contentOf(text, cell);
        if (!isHarmless(text, start, end) && !isCount(name, text.slice(start, end))) report(start, end);
      }
    }
    at = line.end + 1;
  }
  return Math.min(at, text.length);
}

/** `| api_key | abc |`; in what `psql` prints of a record, `api_key | abc`. */
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
