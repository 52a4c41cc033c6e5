import type { RunEvent } from '../../../src/contract/run-events.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import type { StoreUnderTest } from '../../contract/store-contract.ts';
import { createSqliteUnderTest } from '../../database/sqlite/temp-store.ts';

export const mergedInfo = { name: 'one,two', kind: 'merged', location: './one, ./two', reason: 'test' };

/** Two real files in one list; a run is in the one or the other by its id. */
export async function createMergedUnderTest(): Promise<StoreUnderTest> {
  const stores = [await createSqliteUnderTest(), await createSqliteUnderTest()];
  const deal = async (
    events: readonly RunEvent[],
    give: (store: StoreUnderTest, own: readonly RunEvent[]) => Promise<void>,
  ) => {
    await Promise.all(
      stores.map(async (store, at) => {
        const own = events.filter(event => shareOf(runIdOf(event), stores.length) === at);
        if (own.length > 0) await give(store, own);
      }),
    );
  };
  return {
    open: ({ scanRows } = {}) => {
      const share = scanRows === undefined ? {} : { scanRows: Math.floor(scanRows / stores.length) };
      return openMergedStore({
        target: mergedInfo,
        members: stores.map((store, at) => ({
          name: at === 0 ? 'one' : 'two',
          open: () => store.open(share),
        })),
      });
    },
    record: events => deal(events, (store, own) => store.record(own)),
    recordAsOwner: events => deal(events, (store, own) => store.recordAsOwner(own)),
    cancelRequests: () => stores.flatMap(store => store.cancelRequests()),
    beat: async () => {
      await Promise.all(stores.map(store => store.beat()));
    },
    remove: async () => {
      await Promise.all(stores.map(store => store.remove()));
    },
  };
}

function runIdOf(event: RunEvent): string {
  return 'runId' in event ? event.runId : event.id;
}

/** Even for ids that are counted up. */
function shareOf(id: string, shares: number): number {
  let sum = 0;
  for (const char of id) sum += char.charCodeAt(0);
  return sum % shares;
}
