import type { SqlFlavor } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';

/** What DataFusion says as PostgreSQL or SQLite do, or otherwise. */
export const restateFlavor: SqlFlavor = {
  isAmong: (value, texts) =>
    texts.length === 0
      ? raw('false')
      : sql`${value} IN (${joinSql(
          texts.map(text => sql`${text}`),
          ', ',
        )})`,
  greatest: raw('greatest'),
  lower: text => sql`lower(${text})`,
};

/** A statement with its values as literals: the query endpoint has no parameters. */
export function renderSql({ strings, values }: Sql): string {
  return strings.reduce((text, part, at) => `${text}${sqlLiteral(values[at - 1])}${part}`);
}

/** A fraction would be read as a decimal, of which not every number is one. */
function sqlLiteral(value: unknown): string {
  if (typeof value !== 'number') return sqlText(String(value));
  return Number.isSafeInteger(value) ? String(value) : `cast(${sqlText(String(value))} as double)`;
}

/** A string literal, whose only escape is the doubled quote. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlTexts(texts: readonly string[]): string {
  return texts.map(sqlText).join(', ');
}

/** The server sends sorted rows in one piece; a second piece can wait 40 ms for an acknowledgement. */
export const orderedInOnePiece = 'order by id, index';
