import type { RunPage } from '../../../src/contract/lists/run-page.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { timeOf } from '../measure.ts';
import { type BarePage, barePages, type Landmarks } from './bare-pages.ts';
import type { BareSql, BareStatement } from './bare-sql.ts';

const limit = 50;
const triesOfEach = 5;

/** A page with the quickest statement for it, and what its answer is. */
export type FlooredPage = BarePage & {
  readonly statement: BareStatement;
  readonly runs: number;
  /** Whether the page ends where the store stopped to look, before it is full. */
  readonly isShort: boolean;
};

export function readPage(store: Pick<RunStore, 'listRuns'>, { filter, after }: BarePage): Promise<RunPage> {
  const options = { sort: newestFirst, limit, cursor: after?.cursor, now: Date.now() };
  return store.listRuns(parseQuery(filter), options);
}

export function pageName({ what, runs, isShort }: FlooredPage): string {
  return `page of ${runs}${isShort ? ', where it stopped to look' : ''}: ${what}`;
}

/**
 * The pages, each with the quickest of its statements. Throws where a statement gives other runs than the
 * store.
 */
export async function* floorPages(store: RunStore, bare: BareSql, part = ''): AsyncGenerator<FlooredPage> {
  const pages = barePages(await findLandmarks(store)).filter(({ what }) => what.includes(part));
  for (const page of pages) yield await floorPage(store, bare, page);
}

async function floorPage(store: RunStore, bare: BareSql, page: BarePage): Promise<FlooredPage> {
  const { runs, nextCursor } = await readPage(store, page);
  const isShort = runs.length < limit && nextCursor !== undefined;
  const timed: { readonly statement: BareStatement; readonly ms: number }[] = [];
  for (const text of page.statements) {
    const statement = { text, isPrepared: page.isPrepared ?? false };
    const ids = await bare.idsInTime(statement);
    if (!ids) continue;
    const isSame = isShort || ids.length === runs.length;
    if (!isSame || runs.some(({ id }, at) => id !== ids[at]))
      throw new Error(
        `${page.what}: the store finds ${runs.length} runs, but not those of …${text.slice(-400)}`,
      );
    const times: number[] = [];
    for (let tries = 0; tries < triesOfEach; tries += 1) times.push(await timeOf(() => bare.ids(statement)));
    timed.push({ statement, ms: Math.min(...times) });
  }
  const [quickest] = timed.sort((a, b) => a.ms - b.ms);
  if (!quickest) throw new Error(`no statement for ${page.what} came to an end`);
  return { ...page, statement: quickest.statement, runs: runs.length, isShort };
}

async function findLandmarks(store: RunStore): Promise<Landmarks> {
  const query = parseQuery('');
  const { total = 0 } = (await store.counts()) ?? {};
  let cursor: string | undefined;
  let newestAt: number | undefined;
  for (let read = 0; ; ) {
    const page = await store.listRuns(query, { sort: newestFirst, limit: 1_000, cursor, now: Date.now() });
    read += page.runs.length;
    newestAt ??= page.runs[0]?.createdAt;
    const last = page.runs.at(-1);
    cursor = page.nextCursor;
    if (!last || cursor === undefined || newestAt === undefined)
      throw new Error(`the store ends after ${read} runs`);
    if (read < total * 0.7) continue;
    return { newestAt, oneId: last.id, deep: { cursor, createdAt: last.createdAt, id: last.id } };
  }
}
