import type pg from 'pg';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { setup } from '../../engines/install-hosts.ts';
import { longestBlock } from '../longest-block.ts';
import { max, measureInTurn, median, timeOf } from '../measure.ts';
import { processorMs } from '../processor-time.ts';
import { blockRow, formatMs, formatNumber, formatSpread, longestBlockMs, type Row } from '../row.ts';
import { type KeptPostgres, openKeptPostgres } from '../stores/kept-postgres.ts';
import type { Topic } from '../topic.ts';
import { insertJobs, makePgBossTables, openBuiltPgBoss } from './fill-pg-boss.ts';
import { connectBare, pageSize } from './filled-engine.ts';

const jobs = 5_000_000;
const jobsAtOnce = 250_000;
const rounds = 15;
const longestPageMs = 500;
const watchedMs = 20_000;
/** The share of one of the database's cores. */
const mostShare = 0.01;

/** A page that may be short ends where the store stops to look. */
type LargePage = { readonly what: string; readonly filter: string; readonly mayBeShort?: boolean };

const pages: readonly LargePage[] = [
  { what: 'first page', filter: '' },
  { what: 'failed ones', filter: 'status:failed' },
  { what: 'running ones', filter: 'status:running', mayBeShort: true },
  { what: 'one queue', filter: 'workflow:alert' },
  { what: 'failed ones of one queue', filter: 'workflow:quick status:failed' },
  { what: 'until two days ago', filter: 'until:2d' },
  { what: 'a word, of which there is none', filter: 'zzyzzyva', mayBeShort: true },
];

/** Rows that are inserted into a table which pg-boss made, and kept in a folder of their own. */
export const largePgBossTopic: Topic = {
  name: 'pg-boss-large',
  part: 'engines',
  async measure({ options, say }) {
    await setup();
    // By default benchmarks have a million runs; this table is larger.
    const size = options.runs === 1_000_000 ? jobs : options.runs;
    const postgres = await openLarge(size, say);
    const store = await openBuiltPgBoss(postgres.url);
    const client = await connectBare(postgres.url);
    try {
      const what = `pg-boss, ${formatNumber(size)} jobs`;
      const rows: Row[] = [];
      for (const page of pages) rows.push(await measurePage(what, store, page));
      const blocks = [await longestBlock(() => readPages(store))];
      rows.push(blockRow(`${what}, thread blocked: ten pages and counts`, blocks, longestBlockMs.moving));
      if (process.platform === 'linux') rows.push(await measurePolling(what, store, client));
      return rows;
    } finally {
      await store.close();
      await client.end();
      await postgres.stop();
    }
  },
};

function openLarge(size: number, say: (text: string) => void): Promise<KeptPostgres> {
  const fill = async (url: string) => {
    const client = await connectBare(url);
    try {
      for (let from = 0; from < size; from += jobsAtOnce) {
        await insertJobs(client, from, Math.min(size, from + jobsAtOnce), size);
        say(`inserted ${formatNumber(from + jobsAtOnce)} jobs`);
      }
    } finally {
      await client.end();
    }
  };
  return openKeptPostgres(`pg-boss-${size}`, fill, { version: String(insertJobs), make: makePgBossTables });
}

async function measurePage(what: string, store: RunStore, page: LargePage): Promise<Row> {
  const { filter, mayBeShort = false } = page;
  const { times } = await measureInTurn(rounds, {
    times: () =>
      timeOf(async () => {
        const options = { sort: newestFirst, limit: pageSize, now: Date.now() };
        const { runs } = await store.listRuns(parseQuery(filter), options);
        if (runs.length !== pageSize && !mayBeShort) throw new Error(`${filter}: ${runs.length} jobs`);
      }),
  });
  return {
    what: `${what}, ${page.what}`,
    figure: `${formatSpread(times)}, at most ${formatMs(max(times))}`,
    bar: `<= ${longestPageMs} ms`,
    isMet: median(times) <= longestPageMs,
    samples: times.length,
  };
}

async function readPages(store: RunStore): Promise<void> {
  let cursor: string | undefined;
  for (let page = 0; page < 10; page += 1) {
    const options = { sort: newestFirst, limit: pageSize, cursor, now: Date.now() };
    ({ nextCursor: cursor } = await store.listRuns(parseQuery(''), options));
  }
  await store.counts();
}

/** How much the server's processes for the store work while it waits for changes, and nothing happens. */
async function measurePolling(what: string, store: RunStore, client: pg.Client): Promise<Row> {
  const following = new AbortController();
  const followed = follow(store, following.signal);
  await client.query('SELECT pg_sleep(2)');
  const { rows: processes } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'`,
  );
  const worked = () => processes.reduce((sum, { pid }) => sum + processorMs(pid), 0);
  const before = worked();
  await client.query('SELECT pg_sleep($1)', [watchedMs / 1_000]);
  const share = (worked() - before) / watchedMs;
  following.abort();
  await followed;
  return {
    what: `${what}, polling: the share of a core of the database`,
    figure: `${(share * 100).toFixed(2)}%, in ${watchedMs / 1_000} s`,
    bar: `<= ${mostShare * 100}%`,
    isMet: share <= mostShare,
    samples: 1,
  };
}

async function follow(store: RunStore, signal: AbortSignal): Promise<void> {
  for await (const change of store.changes(signal)) if (change.type === 'error') throw change.error;
}
