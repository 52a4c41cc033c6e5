import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import type { Context } from '../context/context.ts';
import type { Output } from '../options/define-command.ts';
import { outputColumns, writeLines, writeOut } from './write.ts';

export type ListShape<Row> = {
  readonly toJson: (row: Row) => Readonly<Record<string, unknown>>;
  /** The columns of `tsv`: headings, which are the keys of the data. */
  readonly tsv: readonly string[];
  readonly tsvValues?: Readonly<Record<string, (json: Readonly<Record<string, unknown>>) => unknown>>;
  readonly table:
    | readonly TextColumn<Row>[]
    | ((rows: readonly Row[], width: number) => Lines | Promise<Lines>);
};

type Lines = readonly string[];

type ListPrinter<Row> = {
  readonly add: (rows: readonly Row[]) => Promise<void>;
  readonly end: (ending?: ListEnd) => Promise<void>;
};

type ListEnd = { readonly nextCursor?: string; readonly missing?: readonly MissingTarget[] };

export async function printList<Row>(
  rows: readonly Row[],
  shape: ListShape<Row>,
  output: Output,
  context: Context,
  ending?: ListEnd,
): Promise<void> {
  const printer = createListPrinter(shape, output, context);
  await printer.add(rows);
  await printer.end(ending);
}

/** Prints the rows of a list as they arrive where the format allows it, else all of them at the end. */
export function createListPrinter<Row>(
  shape: ListShape<Row>,
  output: Output,
  context: Context,
): ListPrinter<Row> {
  const toData = (row: Row) => {
    const json = shape.toJson(row);
    return output.redact ? redactRecord(json) : json;
  };
  if (output.format === 'ndjson' || output.format === 'tsv')
    return streamRows(shape, output, context, toData);
  const { table } = shape;
  const rows: Row[] = [];
  return {
    add: async more => {
      for (const row of more) rows.push(row);
    },
    end: async ({ nextCursor, missing = [] } = {}) => {
      if (output.format === 'table') {
        const width = outputColumns(context);
        const lines = typeof table === 'function' ? table(rows, width) : textTable(rows, table, width);
        return writeLines(await lines, context);
      }
      const list = { data: rows.map(toData), nextCursor: nextCursor ?? null };
      const left = missing.map(({ target, error }) => ({ target, message: error.message }));
      await writeData(left.length > 0 ? { ...list, missing: redacted(left, output) } : list, output, context);
    },
  };
}

/** Prints one value as YAML, or for any other format as JSON, which `ndjson` writes on one line. */
export async function printData(value: unknown, output: Output, context: Context): Promise<void> {
  await writeData(redacted(value, output), output, context);
}

function redacted(value: unknown, { redact }: Output): unknown {
  return redact ? redactValue(value).value : value;
}

/** Masks nothing: a cursor may look like a secret, but a list goes on with it. */
async function writeData(value: unknown, { format }: Output, context: Context): Promise<void> {
  const { toJsonText, toYamlText } = await import('../../model/payload/payload-text.ts');
  const text =
    format === 'yaml' ? toYamlText(value) : toJsonText(value, { indent: format === 'ndjson' ? 0 : 2 });
  await writeOut(text.endsWith('\n') ? text : `${text}\n`, context);
}

function streamRows<Row>(
  shape: ListShape<Row>,
  output: Output,
  context: Context,
  toData: (row: Row) => Readonly<Record<string, unknown>>,
): ListPrinter<Row> {
  const isTsv = output.format === 'tsv';
  let isHeadingDue = isTsv && output.header;
  const toLine = (row: Row) => {
    const data = toData(row);
    return isTsv
      ? toTsvLine(shape.tsv.map(key => shape.tsvValues?.[key]?.(data) ?? data[key]))
      : JSON.stringify(data);
  };
  const add = async (rows: readonly Row[]) => {
    const lines = rows.map(toLine);
    if (isHeadingDue) lines.unshift(toTsvLine(shape.tsv));
    isHeadingDue = false;
    await writeLines(lines, context);
  };
  return { add, end: async () => add([]) };
}

function redactRecord(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { value } = redactValue(record);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** Joins values by tabs; escapes tab, newline, carriage return and backslash inside a value. */
export function toTsvLine(values: readonly unknown[]): string {
  return values.map(toTsvValue).join('\t');
}

function toTsvValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[\t\n\r\\]/g, char => escapes[char] ?? char);
}

export type TextColumn<Row> = {
  readonly title: string;
  readonly align?: 'start' | 'end';
  /** Left out where every row is empty. */
  readonly isOptional?: true;
  readonly text: (row: Row) => string;
};

const gap = '  ';
const narrowest = 8;

/** Masks secrets; where `width` is too small, the widest columns shrink. */
export function textTable<Row>(
  rows: readonly Row[],
  allColumns: readonly TextColumn<Row>[],
  width: number,
  toLine: (text: string) => string = safeLine,
): readonly string[] {
  if (rows.length === 0) return [];
  const columns = allColumns.filter(
    ({ isOptional, text }) => !isOptional || rows.some(row => text(row) !== ''),
  );
  const cells = rows.map(row => columns.map(column => toLine(column.text(row))));
  const lines = [columns.map(column => column.title), ...cells];
  const widths = shrink(
    columns.map((_, index) =>
      lines.reduce((most, line) => Math.max(most, displayWidth(line[index] ?? '')), 0),
    ),
    width - gap.length * (columns.length - 1),
  );
  return lines.map(line =>
    columns
      .map(({ align }, index) => fitText(line[index] ?? '', widths[index] ?? 0, { align }))
      .join(gap)
      .trimEnd(),
  );
}

function shrink(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  for (;;) {
    const over = widths.reduce((sum, width) => sum + width, 0) - room;
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (over <= 0 || width <= narrowest) return widths;
    widths[widest] = Math.max(narrowest, width - over);
  }
}
