import { setTimeout as delay } from 'node:timers/promises';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { measureInTurn, timeOf } from '../measure.ts';
import { measureForAWhile } from '../measure-for-a-while.ts';
import { residentBytes } from '../resident-memory.ts';
import { blockRow, compareRow, formatNumber, formatSpread, longestBlockMs, type Row } from '../row.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { startTimed } from '../terminal/timed-program.ts';
import { type FilledEngine, pageSize } from './filled-engine.ts';

const rounds = { opened: 5, blocks: 7 } as const;
const mostTimes = 2;
const mostBytes = 250_000_000;

/** Pages beside the bare reads of the same rows, blocks of the screen's thread, and memory. */
export async function measureEngine(engine: FilledEngine): Promise<readonly Row[]> {
  const store = await engine.open();
  try {
    await checkRuns(engine, store);
    return [
      ...(engine.keepsFiles ? await measureOpened(engine, store) : await measurePages(engine, store)),
      blockRow(
        `${nameOf(engine)}, thread blocked: pages, counts and one run`,
        await measureBlocks(store),
        longestBlockMs.moving,
      ),
      ...(process.platform === 'linux' ? [await measureMemory(engine)] : []),
    ];
  } finally {
    await store.close();
  }
}

function nameOf({ name, runs }: FilledEngine): string {
  return `${name}, ${formatNumber(runs)} runs`;
}

/** Both reads find the same, and nothing is missing. */
async function checkRuns({ name, runs, barePage }: FilledEngine, store: RunStore): Promise<void> {
  const { total } = (await store.counts()) ?? {};
  if (total !== undefined && total !== runs) throw new Error(`${name}: ${total} runs`);
  for (const [which, filter] of pages) {
    const own = await readPage(store, filter);
    const bare = await barePage(which);
    if (own.join() !== bare.join()) throw new Error(`${name}, ${which}: ${own.join()}\nbut ${bare.join()}`);
  }
}

const pages = [
  ['newest', ''],
  ['failed', 'status:failed'],
] as const;

/** A page may be short. */
async function readPage(store: RunStore, filter: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const options = { sort: newestFirst, limit: pageSize - ids.length, cursor, now: Date.now() };
    const page = await store.listRuns(parseQuery(filter), options);
    ids.push(...page.runs.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined && ids.length < pageSize);
  if (ids.length !== pageSize) throw new Error(`${filter}: a page of ${ids.length} runs`);
  return ids;
}

async function measurePages(engine: FilledEngine, store: RunStore): Promise<readonly Row[]> {
  const rows: Row[] = [await measureOpening(engine)];
  for (const [which, filter] of pages) {
    const { own, bare } = await measureForAWhile({
      own: () => timeOf(() => readPage(store, filter)),
      bare: () => timeOf(() => engine.barePage(which)),
    });
    rows.push(
      compareRow({
        what: `${nameOf(engine)}, ${which === 'newest' ? 'first page' : 'page of failed ones'}`,
        values: own,
        floor: { name: engine.bareName, values: bare },
        times: which === 'newest' ? mostTimes : undefined,
      }),
    );
  }
  return rows;
}

async function measureOpening(engine: FilledEngine): Promise<Row> {
  const { opened } = await measureInTurn(rounds.opened, { opened: () => timeOpened(engine, '') });
  return {
    what: `${nameOf(engine)}, opened, to its first page`,
    figure: formatSpread(opened),
    samples: rounds.opened,
  };
}

/** An engine whose files are read once, and afterwards only those that have changed. */
async function measureOpened(engine: FilledEngine, store: RunStore): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [which, filter] of pages) {
    const { opened, again, bare } = await measureInTurn(rounds.opened, {
      opened: () => timeOpened(engine, filter),
      again: () => timeOf(() => readPage(store, filter)),
      bare: () => timeOf(() => engine.barePage(which)),
    });
    const what = `${nameOf(engine)}, opened, ${which === 'newest' ? 'to its first page' : 'page of failed ones'}`;
    const floor = { name: engine.bareName, values: bare };
    rows.push(compareRow({ what, values: opened, floor, times: which === 'newest' ? mostTimes : undefined }));
    rows.push({ what: `${what}, read again`, figure: formatSpread(again), samples: again.length });
  }
  return rows;
}

async function timeOpened({ open }: FilledEngine, filter: string): Promise<number> {
  let store: RunStore | undefined;
  const ms = await timeOf(async () => {
    store = await open();
    await readPage(store, filter);
  });
  await store?.close();
  return ms;
}

async function measureBlocks(store: RunStore): Promise<readonly Block[]> {
  const ask = () => readAsScreen(store);
  await ask();
  const blocks: Block[] = [];
  for (let round = 0; round < rounds.blocks; round += 1) blocks.push(await longestBlock(ask));
  return blocks;
}

/** Ten pages of all and of failed ones, counts, workflows, and one run. */
async function readAsScreen(store: RunStore): Promise<void> {
  let id = '';
  for (const [, filter] of pages) {
    let cursor: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const options = { sort: newestFirst, limit: pageSize, cursor, now: Date.now() };
      const { runs, nextCursor } = await store.listRuns(parseQuery(filter), options);
      id = runs[0]?.id ?? id;
      cursor = nextCursor;
      if (cursor === undefined) break;
    }
  }
  await store.counts();
  await store.workflows();
  const run = await store.getRun(id, { include: { steps: true, messages: true, lazyPayloads: true } });
  const trace = await store.getTrace(id);
  if (run?.status !== 'failed' || trace === undefined) throw new Error(`${id} cannot be read`);
}

const pageDown = '\u001B[6~';
/** Pages, a run, and a filter, as somebody types them. */
const typed = [
  ...Array.from({ length: 10 }, () => pageDown),
  '\r',
  '\u001B',
  '/',
  'status:failed',
  '\r',
  '\r',
];

/** Measures the built program after its user has looked around. */
async function measureMemory(engine: FilledEngine): Promise<Row> {
  const program = startTimed(inspector(engine.place));
  try {
    await program.quiet(300, lastHint);
    const first = residentBytes(program.pid);
    for (const keys of typed) {
      program.send(keys);
      await delay(500);
    }
    if (!program.chunks.some(({ text }) => text.includes('status:failed')))
      throw new Error(`${engine.name}: the filter is not shown`);
    const bytes = residentBytes(program.pid);
    return {
      what: `${nameOf(engine)}, resident memory of the program after pages, a filter and a run`,
      figure: toMb(bytes),
      floor: `first frame: ${toMb(first)}`,
      ratio: bytes / first,
      bar: `<= ${toMb(mostBytes)}`,
      isMet: bytes <= mostBytes,
      samples: 1,
    };
  } finally {
    await program.quit();
  }
}

function toMb(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
