import { type RecordedColumn, toFinite } from '../../runs/events/recorded-columns.ts';

/** `a, b, …` */
export function namesOf(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** `?, ?, …` */
export function placeholders(count: number): string {
  return Array(count).fill('?').join(', ');
}

/** The values of a row in the order of the columns. */
export function bindColumns<Row>(columns: readonly RecordedColumn<Row>[], row: Row): unknown[] {
  return columns.map(column => toBound(column, row));
}

function toBound<Row>(column: RecordedColumn<Row>, row: Row): unknown {
  switch (column.type) {
    case 'text':
      return column.of(row);
    case 'number':
      return toFinite(column.of(row));
    case 'list':
      return toJson(column.of(row));
  }
}

function toJson(list: readonly string[] | null | undefined): string | undefined {
  return list ? JSON.stringify(list) : undefined;
}
