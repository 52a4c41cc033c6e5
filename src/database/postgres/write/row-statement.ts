import type { ClientBase } from 'pg';
import { type RecordedColumn, toFinite } from '../../runs/events/recorded-columns.ts';
import { arrayText, integerArray, numberArray, textArray } from '../binary-array.ts';
import { encodeText } from '../text-codec.ts';

type Value = {
  /** Encoded by `text-codec.ts`. */
  readonly text: string | null | undefined;
  /** Stored unencoded; must not contain U+0000. */
  readonly plain: string | null | undefined;
  readonly number: number | null | undefined;
  readonly integer: number | null | undefined;
};

type ColumnOf<Row, Type extends keyof Value> = {
  readonly name: string;
  readonly type: Type;
  readonly of: (row: Row) => Value[Type];
  /** The stored expression, where it is not `u.name`. */
  readonly as?: string;
};

/** A parameter of a statement for each row. */
export type Column<Row> = { readonly [Type in keyof Value]: ColumnOf<Row, Type> }[keyof Value];

/** Columns that all databases have, of a part of each row. */
export function recordedColumns<Row, Part>(
  columns: readonly RecordedColumn<Part>[],
  partOf: (row: Row) => Part,
): readonly Column<Row>[] {
  return columns.map(column => toColumn(column, partOf));
}

function toColumn<Row, Part>(column: RecordedColumn<Part>, partOf: (row: Row) => Part): Column<Row> {
  const { name } = column;
  switch (column.type) {
    case 'text':
      return { name, type: 'text', of: row => column.of(partOf(row)) };
    case 'number':
      return { name, type: 'number', of: row => toFinite(column.of(partOf(row))) };
    case 'list':
      return { name, type: 'text', of: row => toArrayText(column.of(partOf(row))), as: `u.${name}::text[]` };
  }
}

function toArrayText(list: readonly string[] | null | undefined): string | undefined {
  return list ? arrayText(list) : undefined;
}

const arrayTypes = { text: 'text[]', plain: 'text[]', number: 'float8[]', integer: 'int8[]' } as const;

export type RowStatement<Row> = {
  /** Runs the statement once for all rows. Without rows it does nothing. */
  readonly run: <Result extends object = Record<string, never>>(
    client: ClientBase,
    rows: readonly Row[],
  ) => Promise<readonly Result[]>;
};

/** A statement over any number of rows, passed as one array per column. `write` reads them as table `u`. */
export function createRowStatement<Row>(
  name: string,
  columns: readonly Column<Row>[],
  write: (rows: string) => string,
): RowStatement<Row> {
  const params = columns.map(({ type }, at) => `$${at + 1}::${arrayTypes[type]}`).join(', ');
  const text = write(`unnest(${params}) AS u(${columns.map(column => column.name).join(', ')})`);
  return {
    async run<Result extends object>(client: ClientBase, rows: readonly Row[]) {
      if (rows.length === 0) return [];
      const values = columns.map(column => toArray(column, rows));
      return (await client.query<Result>({ name, text, values })).rows;
    },
  };
}

/** An `INSERT` of all columns; `conflict` says what happens to existing rows. */
export function createInsert<Row>(
  table: string,
  columns: readonly Column<Row>[],
  conflict = '',
): RowStatement<Row> {
  const names = columns.map(column => column.name).join(', ');
  const values = columns.map(column => column.as ?? `u.${column.name}`).join(', ');
  return createRowStatement(
    `insert-${table}`,
    columns,
    rows => `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${rows} ${conflict}`,
  );
}

function toArray<Row>(column: Column<Row>, rows: readonly Row[]): Buffer {
  switch (column.type) {
    case 'text':
      return textArray(rows.map(row => encodeGiven(column.of(row))));
    case 'plain':
      return textArray(rows.map(column.of));
    case 'number':
      return numberArray(rows.map(column.of));
    case 'integer':
      return integerArray(rows.map(column.of));
  }
}

function encodeGiven(text: string | null | undefined): string | null | undefined {
  return typeof text === 'string' ? encodeText(text) : text;
}
