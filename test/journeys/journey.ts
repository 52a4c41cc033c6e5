import { describe } from 'vitest';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../src/model/run.ts';
import type { Size } from '../../src/screen/shell/state.ts';
import { openStoreAt } from '../database/sqlite/temp-store.ts';
import { test as base, type Workplace } from '../program/workplace.ts';
import { isThorough } from '../trials.ts';
import { createPerson, type Person } from './person.ts';
import { openShop, type Shop, type ShopServer } from './shop.ts';

export type Scene = {
  readonly person: Person;
  readonly place: Workplace;
  /** The file of the shop's runs. */
  readonly location: string;
  /** Opens the shop, which records into that file, or to the server that keeps it. */
  readonly openShop: (server?: ShopServer) => Promise<Shop>;
  /** What ends with the story. */
  readonly atEnd: (end: () => Promise<void>) => void;
  /** The runs that the file holds, newest first. */
  readonly stored: (filter: string) => Promise<readonly RunSummary[]>;
};

const sizes: readonly Size[] = [
  { columns: 200, rows: 50 },
  { columns: 80, rows: 24 },
];

/** A test with what ends before its folder goes, the last begun first. */
export const test = base.extend(
  'ends',
  async ({ place: _ }, { onCleanup }): Promise<(() => Promise<void>)[]> => {
    const ends: (() => Promise<void>)[] = [];
    onCleanup(async () => {
      for (const end of ends.reverse()) await end();
    });
    return ends;
  },
);

/**
 * Plays a story in a wide and in a narrow window, or in one of them outside CI, with the built program, on a
 * store that changes.
 */
export function journey(title: string, story: (scene: Scene) => Promise<void>): void {
  const at = title.length % sizes.length;
  const played = isThorough ? sizes : sizes.slice(at, at + 1);
  describe.concurrent.each(played)('in $columns×$rows', size => {
    test(title, async ({ place, ends }) => {
      const location = place.path('shop/runs.db');
      await story({
        place,
        location,
        person: createPerson(size, options => place.open({ cwd: place.folder, ...options })),
        openShop: async server => {
          const shop = await openShop(server ?? { location });
          ends.push(shop.close);
          return shop;
        },
        atEnd: end => ends.push(end),
        stored: filter => readRuns(location, filter),
      });
    });
  });
}

async function readRuns(location: string, filter: string): Promise<readonly RunSummary[]> {
  const store = await openStoreAt(location);
  try {
    const page = await store.listRuns(parseQuery(filter), {
      sort: newestFirst,
      limit: 1_000,
      now: Date.now(),
    });
    return page.runs;
  } finally {
    await store.close();
  }
}
