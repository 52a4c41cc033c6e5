import { setTimeout as delay } from 'node:timers/promises';
import { newestFirst, type Sort } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { max, median, timeOf } from '../measure.ts';
import { formatMs, longestBlockMs, type Row } from '../row.ts';
import { makeBigRuns } from '../stores/big-runs.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const rounds = 7;

/** What the screen asks for. */
const asScreen = { include: { steps: true, messages: true, lazyPayloads: true } };

type Question = { readonly what: string; readonly ask: (store: RunStore) => Promise<unknown> };

export const blockedTopic: Topic = {
  name: 'blocked',
  async measure(bench) {
    const idle = await blocksOf(() => delay(250));
    const rows = await askAll(await bench.store(), questions, idle);
    const big = await makeBigRuns(bench.folder);
    const bigRows = await askAll(
      big.path,
      [
        { what: 'getTrace, pages of 100,000 spans', ask: store => readTrace(store, big.longTraceId) },
        { what: 'getRun, 2 MB payload', ask: store => store.getRun(big.mediumPayloadId, asScreen) },
        { what: 'getRun, 50 MB payload', ask: store => store.getRun(big.largePayloadId, asScreen) },
      ],
      idle,
    );
    return [...rows, ...bigRows];
  },
};

const questions: readonly Question[] = [
  list('newest', ''),
  list('indexed', 'status:failed workflow:signup-pipeline'),
  list('unindexed, few match', 'actor:nobody-at-all'),
  list('unindexed, some match', 'duration:>10m'),
  list('bare word, common', 'timeout'),
  list('bare word, matches nothing', 'zzyzzyva'),
  list('path', 'input.email:nobody@example.com'),
  list('path, number', 'output.total:>1000000'),
  list('sort by duration', '', { field: 'duration', descending: true }),
  list('slower than usual', 'duration:>3x'),
  list('slower than usual, few match', 'duration:>1000x'),
  list('sort by slowness', '', { field: 'slow', descending: true }),
  {
    what: 'newest 500, with what is usual',
    ask: store => store.listRuns(emptyQuery, { sort: newestFirst, limit: 500, now: Date.now(), usual: true }),
  },
  list('sort by cost, filtered', 'status:failed', { field: 'cost', descending: true }),
  { what: 'counts', ask: store => store.counts() },
  { what: 'workflows', ask: store => store.workflows() },
  { what: 'suggest actor', ask: store => store.suggest('actor', '') },
  { what: 'suggest id', ask: store => store.suggest('id', 'run_01') },
];

function list(what: string, filter: string, sort: Sort = newestFirst): Question {
  const query = parseQuery(filter);
  const shown = filter === '' ? '' : ` (\`${filter}\`)`;
  return {
    what: `${what}${shown}`,
    ask: store => store.listRuns(query, { sort, limit: 50, now: Date.now() }),
  };
}

async function askAll(path: string, asked: readonly Question[], idle: readonly Block[]): Promise<Row[]> {
  const store = await openForBench(path);
  try {
    const rows: Row[] = [];
    for (const question of asked) rows.push(await measureBlock(store, question, idle));
    return rows;
  } finally {
    await store.close();
  }
}

async function measureBlock(store: RunStore, { what, ask }: Question, idle: readonly Block[]): Promise<Row> {
  const took: number[] = [];
  const blocks = await blocksOf(async () => {
    took.push(await timeOf(() => ask(store)));
  });
  const ms = blocks.map(block => block.ms);
  return {
    what: `thread blocked: ${what}`,
    figure: `${formatMs(median(ms))} (max ${formatMs(max(ms))}, working ${formatMs(workingMs(blocks))}; answer in ${formatMs(median(took))})`,
    floor: `asked nothing: ${formatMs(median(idle.map(block => block.ms)))}, working ${formatMs(workingMs(idle))}`,
    bar: `<= ${longestBlockMs.moving} ms`,
    isMet: median(ms) <= longestBlockMs.moving,
    samples: blocks.length,
  };
}

function workingMs(blocks: readonly Block[]): number {
  return median(blocks.map(({ cpuMs }) => cpuMs));
}

async function blocksOf(work: () => Promise<unknown>): Promise<readonly Block[]> {
  await work();
  const blocks: Block[] = [];
  for (let round = 0; round < rounds; round += 1) blocks.push(await longestBlock(work));
  return blocks;
}

async function readTrace(store: RunStore, id: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.getTrace(id, { cursor });
    cursor = page?.nextCursor;
  } while (cursor !== undefined);
}
