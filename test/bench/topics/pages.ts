import Database from 'better-sqlite3';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { measureInTurn, timeOf } from '../measure.ts';
import { compareRow, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const rounds = 300;
const limit = 50;
const mostTimes = 5;

type Page = {
  readonly what: string;
  readonly filter: string;
  readonly cursor?: string;
  /** The same rows by one statement over one index. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
};

export const pagesTopic: Topic = {
  name: 'pages',
  async measure(bench) {
    const path = await bench.store();
    const store = await openForBench(path);
    const raw = new Database(path, { readonly: true });
    try {
      const deep = await walkTo(store, Math.floor(bench.options.runs * 0.7));
      const rows: Row[] = [];
      for (const page of pagesOf(deep)) rows.push(await measurePage(store, raw, page));
      return rows;
    } finally {
      raw.close();
      await store.close();
    }
  },
};

function pagesOf(deep: { readonly cursor: string; readonly createdAt: number }): readonly Page[] {
  const newest = 'ORDER BY key DESC LIMIT 50';
  return [
    {
      what: 'page of 50: newest',
      filter: '',
      sql: `SELECT * FROM runs ${newest}`,
      parameters: [],
    },
    {
      what: 'page of 50: `status:failed`',
      filter: 'status:failed',
      sql: `SELECT * FROM runs INDEXED BY runs_status WHERE status = ? AND kind = ? ${newest}`,
      parameters: ['failed', 'workflow'],
    },
    {
      what: 'page of 50: `workflow:signup-pipeline`',
      filter: 'workflow:signup-pipeline',
      sql: `SELECT * FROM runs INDEXED BY runs_name WHERE name = ? AND status = ? ${newest}`,
      parameters: ['signup-pipeline', 'success'],
    },
    {
      what: 'page of 50: deep cursor',
      filter: '',
      cursor: deep.cursor,
      sql: `SELECT * FROM runs WHERE key < ? ${newest}`,
      parameters: [deep.createdAt * 1_024],
    },
  ];
}

async function measurePage(store: RunStore, raw: Database.Database, page: Page): Promise<Row> {
  const query = parseQuery(page.filter);
  const lookup = raw.prepare(page.sql);
  const now = Date.now();
  const measured = await measureInTurn(rounds, {
    page: () => timeOf(() => store.listRuns(query, { sort: newestFirst, limit, cursor: page.cursor, now })),
    lookup: () => timeOf(() => lookup.all(...page.parameters)),
  });
  return compareRow({
    what: page.what,
    values: measured.page,
    floor: { name: 'its rows by one indexed statement', values: measured.lookup },
    times: mostTimes,
  });
}

/** The cursor after so many rows. */
async function walkTo(store: RunStore, count: number) {
  const query = parseQuery('');
  let cursor: string | undefined;
  let read = 0;
  for (;;) {
    const page = await store.listRuns(query, { sort: newestFirst, limit: 500, cursor, now: Date.now() });
    read += page.runs.length;
    const last = page.runs.at(-1);
    cursor = page.nextCursor;
    if (!last || cursor === undefined) throw new Error(`the store ends after ${read} rows`);
    if (read >= count) return { cursor, createdAt: last.createdAt };
  }
}
