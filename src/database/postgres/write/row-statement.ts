import type { ClientBase } from 'pg';
import { type RecordedColumn, toFinite } from '../../runs/events/recorded-columns.ts';
import { encodeValue } from '../text-codec.ts';

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
  readonly get: (row: Row) => Value[Type];
  /** The stored expression, where it is not `u.name`. */
  readonly as?: string;
};

export type Column<Row> = { readonly [Type in keyof Value]: ColumnOf<Row, Type> }[keyof Value];

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
      return { name, type: 'text', get: row => column.get(partOf(row)) };
    case 'number':
      return { name, type: 'number', get: row => toFinite(column.get(partOf(row))) };
    case 'list': {
      const get = (row: Row) => toArrayText(column.get(partOf(row)));
      return { name, type: 'text', get, as: `u.${name}::text[]` };
    }
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
      return textArray(rows.map(row => encodeValue(column.get(row))));
    case 'plain':
      return textArray(rows.map(column.get));
    case 'number':
      return fixedArray(oids.float8, rows.map(column.get), (buffer, value, at) =>
        buffer.writeDoubleBE(value, at),
      );
    case 'integer':
      return fixedArray(oids.int8, rows.map(column.get), (buffer, value, at) =>
        buffer.writeBigInt64BE(BigInt(value), at),
      );
  }
}

/** OIDs of built-in types are the same in every database (PostgreSQL's `pg_type.dat`). */
const oids = { text: 25, int8: 20, float8: 701 } as const;

const headBytes = 20;

/** An array parameter in binary format (`array_recv` in PostgreSQL's `arrayfuncs.c`). */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  let bytes = headBytes + 4 * values.length;
  const lengths = values.map(text => {
    const length = typeof text === 'string' ? Buffer.byteLength(text) : -1;
    if (length > 0) bytes += length;
    return length;
  });
  const buffer = startArray(bytes, oids.text, values.length);
  let at = headBytes;
  values.forEach((text, index) => {
    const length = lengths[index] ?? -1;
    at = buffer.writeInt32BE(length, at);
    if (typeof text === 'string' && length > 0) at += buffer.write(text, at, length, 'utf8');
  });
  return buffer;
}

function fixedArray(
  oid: number,
  values: readonly (number | null | undefined)[],
  write: (buffer: Buffer, value: number, at: number) => number,
): Buffer {
  const buffer = startArray(headBytes + 12 * values.length, oid, values.length);
  let at = headBytes;
  for (const value of values) {
    const isNull = value === null || value === undefined;
    at = buffer.writeInt32BE(isNull ? -1 : 8, at);
    if (!isNull) at = write(buffer, value, at);
  }
  return buffer.subarray(0, at);
}

function startArray(bytes: number, oid: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return length === 0 ? buffer.subarray(0, 12) : buffer;
}

export function arrayText(values: readonly string[]): string {
  return `{${values.map(value => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
