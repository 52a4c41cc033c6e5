import type { StoreCheck } from '../contract/target-info.ts';
import { type Sql, sql } from './sql-template.ts';

export type CheckedTables = {
  readonly schema: string;
  readonly tables: readonly string[];
  /** Those of `tables` that acts write. */
  readonly written: readonly string[];
};

export type TablesRow = {
  readonly server: string;
  /** Epoch ms. */
  readonly at: number;
  readonly tables: readonly string[];
  readonly reads: boolean;
  readonly acts: boolean;
};

/** Selects a `TablesRow` from PostgreSQL, without reading the tables. */
export function checkTablesSql({ schema, tables, written }: CheckedTables): Sql {
  const allowed = (right: string) => sql`has_table_privilege(c.oid, ${right})`;
  const isWritten = sql`c.relname = ANY(${[...written]}::text[])`;
  return sql`SELECT current_setting('server_version') AS server,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at,
    coalesce(array_agg(concat(n.nspname, '.', c.relname) ORDER BY c.relname), '{}')::text[] AS tables,
    coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE') AND ${allowed('SELECT')}), false) AS reads,
    NOT pg_is_in_recovery() AND coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE')
      AND ${allowed('INSERT')} AND ${allowed('UPDATE')}) FILTER (WHERE ${isWritten}), false) AS acts
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${schema} AND c.relname = ANY(${[...tables]}::text[]) AND c.relkind IN ('r', 'p')`;
}

/** `asked` and `answered` are this machine's times around the statement, in epoch ms. */
export function toStoreCheck(
  row: TablesRow | undefined,
  { asked, answered, own }: { readonly asked: number; readonly answered: number; readonly own?: string },
): StoreCheck {
  if (!row) throw new Error('no answer');
  const { server, at, tables, reads, acts } = row;
  return {
    versions: [`PostgreSQL ${/^\S+/.exec(server)?.[0] ?? server}`, ...(own === undefined ? [] : [own])],
    tables,
    rights: { read: reads, act: acts },
    clockSkewMs: Math.round(at - (asked + answered) / 2),
  };
}
