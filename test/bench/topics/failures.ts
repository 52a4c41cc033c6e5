import Database from 'better-sqlite3';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { runColumns } from '../../../src/database/postgres/read/postgres-run-row.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { signed } from '../../../src/database/runs/failures/sign-row.ts';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { createFailureIdReader } from '../../../src/operations/failures/failure-votes.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { median, p95, timeOf } from '../measure.ts';
import { measureForAWhile } from '../measure-for-a-while.ts';
import {
  blockRow,
  compareRow,
  formatMs,
  formatNumber,
  formatSpread,
  longestBlockMs,
  type Row,
} from '../row.ts';
import { openBareSql } from '../stores/bare-sql.ts';
import { findFailingSqlite, openFailingPostgres } from '../stores/failing-stores.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const longest = { firstMs: 50, wholeMs: 300, blockMs: longestBlockMs.moving, pageTimes: 3 };
const blockRounds = 7;

/** Statements that somebody who knows the schema would write. */
type Bare = {
  readonly count: () => Promise<unknown>;
  /** The newest runs of a group in two ways: the quicker one is the floor. */
  readonly pages: (group: string) => readonly [() => Promise<unknown>, () => Promise<unknown>];
};

const counted = (from: string) => `SELECT count(*) AS id FROM ${from} WHERE ${signed}`;
const ofGroup = (group: string) => `${signed} AND r.failure >= '${group}' AND r.failure < '${group}/'`;

export const failuresTopic: Topic = {
  name: 'failures',
  part: 'failures',
  async measure({ options, say }) {
    const path = await findFailingSqlite(options.runs, say);
    const raw = new Database(path, { readonly: true });
    const store = await openForBench(path);
    const count = raw.prepare(counted('runs r INDEXED BY runs_failure'));
    const page = (index: string, group: string) => {
      const statement = raw.prepare(
        `SELECT * FROM runs r ${index} WHERE ${ofGroup(group)} ORDER BY r.key DESC LIMIT 50`,
      );
      return async () => statement.all();
    };
    const rows = await measureStore('SQLite', store, {
      count: async () => count.get(),
      pages: group => [page('INDEXED BY runs_failure', group), page('NOT INDEXED', group)],
    });
    await store.close();
    raw.close();
    return [...rows, ...(await measurePostgres(options.runs))];
  },
};

async function measurePostgres(runs: number): Promise<readonly Row[]> {
  const { url, stop } = await openFailingPostgres(runs);
  const store = await openPostgresStore({
    url,
    target: { name: 'bench', kind: 'postgres', location: url, reason: 'bench' },
  });
  const bare = await openBareSql(url);
  const page = (text: string) => () =>
    bare.ids({ text: `${text} ORDER BY r.created_at DESC, r.id DESC LIMIT 50`, isPrepared: true });
  const columns = runColumns.sql;
  const rowsOf = (group: string) => `SELECT ${columns} FROM runs r WHERE ${ofGroup(group)}`;
  try {
    return await measureStore('PostgreSQL', store, {
      count: () => bare.ids({ text: counted('runs r'), isPrepared: true }),
      pages: group => [
        page(rowsOf(group)),
        page(`WITH r AS MATERIALIZED (${rowsOf(group)}) SELECT ${columns} FROM r`),
      ],
    });
  } finally {
    await bare.close();
    await store.close();
    await stop();
  }
}

async function measureStore(name: string, store: RunStore, bare: Bare): Promise<readonly Row[]> {
  const failed = parseQuery('status:failed');
  const page = await store.listRuns(failed, { sort: newestFirst, limit: 50, now: Date.now() });
  // The store may have been made long ago.
  const now = (page.runs[0]?.createdAt ?? 0) + 1;
  const hour = parseQuery('since:1h');
  const taken = await measureForAWhile({
    first: () => timeOf(() => readGroups(store, emptyQuery, now, true)),
    whole: () => timeOf(() => readGroups(store, emptyQuery, now)),
    hour: () => timeOf(() => readGroups(store, hour, now)),
    votes: () => timeOf(() => createFailureIdReader(store, { now }).read(page.runs)),
    floor: () => timeOf(bare.count),
  });
  const row = (what: string, values: readonly number[], mostMs?: number): Row => ({
    what: `${name}: ${what}`,
    figure: formatSpread(values),
    floor: `count(*) over the index: ${formatMs(median(taken.floor))}`,
    ratio: median(values) / median(taken.floor),
    ...(mostMs !== undefined && { bar: `<= ${mostMs} ms`, isMet: p95(values) <= mostMs }),
    samples: values.length,
  });
  return [
    row('first groups of failures', taken.first, longest.firstMs),
    row('all groups of failures', taken.whole, longest.wholeMs),
    row('groups of the last hour', taken.hour),
    row('groups of a page of 50 runs', taken.votes),
    ...(await pageRows(name, store, bare, now)),
    await blockedRow(name, () => readGroups(store, emptyQuery, now)),
  ];
}

/** The runs of the largest and of the smallest group. */
async function pageRows(name: string, store: RunStore, bare: Bare, now: number): Promise<readonly Row[]> {
  const groups = (await readGroups(store, emptyQuery, now)).toSorted((a, b) => b.count - a.count);
  const rows: Row[] = [];
  for (const group of [groups[0], groups.at(-1)]) {
    if (!group) continue;
    const query = parseQuery(`failure:${group.id}`);
    const [one, other] = bare.pages(group.id);
    const { page, ...floors } = await measureForAWhile({
      page: () => timeOf(() => store.listRuns(query, { sort: newestFirst, limit: 50, now })),
      one: () => timeOf(one),
      other: () => timeOf(other),
    });
    const quicker = median(floors.one) <= median(floors.other) ? floors.one : floors.other;
    rows.push(
      compareRow({
        what: `${name}: page of 50 of \`failure:\`, a group of ${formatNumber(group.count)}`,
        values: page,
        floor: { name: 'one statement', values: quicker },
        times: longest.pageTimes,
      }),
    );
  }
  return rows;
}

async function readGroups(store: RunStore, query: typeof emptyQuery, now: number, isFirst = false) {
  const groups = createFailureGroups();
  for await (const { tallies } of readFailures(store, query, { now, bucketMs: bucketLengths.day })) {
    groups.add(tallies);
    if (isFirst && tallies.length > 0) break;
  }
  return groups.groups();
}

async function blockedRow(name: string, work: () => Promise<unknown>): Promise<Row> {
  const blocks: Block[] = [];
  for (let round = 0; round < blockRounds; round += 1) blocks.push(await longestBlock(work));
  return blockRow(`${name}: thread blocked by all groups of failures`, blocks, longest.blockMs);
}
