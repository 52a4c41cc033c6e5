import Database from 'better-sqlite3';

const runsAtOnce = 200;
const tables = ['runs', 'inputs', 'outputs', 'details', 'steps', 'spans', 'logs', 'unindexed'] as const;

type Values = readonly unknown[];

/**
 * How long it takes, in ms, to insert the rows of a store into another one, without anything but the
 * statements for it.
 */
export function timeRawInserts(from: string, to: string): number {
  const source = new Database(from, { readonly: true });
  const target = new Database(to);
  target.pragma('journal_mode = WAL');
  target.pragma('synchronous = NORMAL');
  const isText = "name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow'))";
  const sqls = source
    .prepare<[], { sql: string }>(
      `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND ${isText} ORDER BY rowid`,
    )
    .all();
  for (const { sql } of sqls) target.exec(sql);
  const keys = source.prepare<[], { key: number }>('SELECT key FROM runs ORDER BY key').all();
  const batches: (readonly [Database.Statement, readonly Values[]])[][] = [];
  for (let first = 0; first < keys.length; first += runsAtOnce) {
    const [from = 0, until = 0] = [
      keys[first]?.key,
      keys[Math.min(first + runsAtOnce, keys.length) - 1]?.key,
    ];
    batches.push(
      tables.flatMap(table => {
        const column = isPart(table) ? 'run' : 'key';
        const rows = source
          .prepare(`SELECT * FROM ${table} WHERE ${column} BETWEEN ? AND ?`)
          .raw()
          .all(from, until) as Values[];
        const [row] = rows;
        if (!row) return [];
        const places = row.map(() => '?').join(', ');
        return [[target.prepare(`INSERT INTO ${table} VALUES (${places})`), rows] as const];
      }),
    );
  }
  const insert = target.transaction((batch: (typeof batches)[number]) => {
    for (const [statement, rows] of batch) for (const row of rows) statement.run(...row);
  });
  const start = performance.now();
  for (const batch of batches) insert.immediate(batch);
  const ms = performance.now() - start;
  source.close();
  target.close();
  return ms;
}

function isPart(table: (typeof tables)[number]): boolean {
  return table === 'steps' || table === 'spans' || table === 'logs';
}
