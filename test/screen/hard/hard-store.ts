import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { openSqliteStore } from '../../../src/database/sqlite/store/open-sqlite-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import { recordAt, type TempFolder, tempFolder } from '../../database/sqlite/temp-store.ts';
import { hardEvents } from './hard-events.ts';

/** Which store a screen is on. */
export type Place = 'hard' | 'empty' | 'merged' | 'away' | 'silent' | 'broken';

export type HardStores = {
  /** Every place is opened once; closing what is returned leaves it open for the next screen. */
  readonly open: (place: Place) => Promise<RunStore>;
  readonly close: () => Promise<void>;
};

const shop: TargetInfo = {
  name: 'shop',
  kind: 'sqlite',
  location: './店/.runlens/runs.db',
  reason: 'found here',
};

const prod: TargetInfo = {
  name: 'prod',
  kind: 'http',
  isRemote: true,
  location: 'https://runs.example.com/team',
  reason: 'runlens.config.yaml',
};

const unreachable = new InspectorError(
  'unreachable',
  'cannot reach https://runs.example.com: nothing answers there',
  { hint: 'is "runlens serve" running?' },
);

const damaged = new InspectorError(
  'unreadable',
  './店/.runlens/runs.db is damaged: database disk image is malformed',
  { hint: 'restore it from a copy, or move it away to begin a new one' },
);

/** One store with everything that is hard to show, an empty one, and ways in which a store can be missing. */
export async function writeHardStores(): Promise<HardStores> {
  const folder = tempFolder();
  await recordAt(folder.file('runs.db'), hardEvents);
  await recordAt(folder.file('empty.db'), []);
  const opened = new Map<Place, Promise<RunStore>>();
  return {
    async open(place) {
      const store = opened.get(place) ?? openPlace(place, folder);
      opened.set(place, store);
      return { ...(await store), close: async () => {} };
    },
    async close() {
      for (const store of opened.values()) await (await store).close();
      folder.remove();
    },
  };
}

async function openPlace(place: Place, folder: TempFolder): Promise<RunStore> {
  const open = (name: string, target = shop) => openSqliteStore({ path: folder.file(name), target });
  const openShop = () => open('runs.db');
  switch (place) {
    case 'hard':
      return withoutCancels(await openShop());
    case 'empty':
      return open('empty.db');
    case 'merged':
      return openBoth(() => open('runs.db', prod), openShop);
    case 'away':
      return openBoth(() => Promise.reject(unreachable), openShop);
    case 'silent':
      return withLists(await open('empty.db', prod), () => new Promise(() => {}));
    case 'broken':
      return withLists(await openShop(), () => Promise.reject(damaged));
  }
}

function withLists(store: RunStore, answer: () => Promise<never>): RunStore {
  return { ...store, listRuns: answer, counts: answer, failures: answer };
}

/** Answers as if it canceled, so that every screen finds the same runs. */
function withoutCancels(store: RunStore): RunStore {
  return {
    ...store,
    cancelRun: async id =>
      id.includes('0007')
        ? { type: 'refused', reason: 'the approval 承認 is needed first' }
        : { type: 'requested' },
  };
}

function openBoth(openProd: () => Promise<RunStore>, openShop: () => Promise<RunStore>): Promise<RunStore> {
  const target: TargetInfo = {
    name: 'prod,shop',
    kind: 'merged',
    isRemote: true,
    location: `${prod.location}, ${shop.location}`,
    reason: 'argument',
    members: [prod, shop],
  };
  const members = [
    { name: 'prod', open: openProd },
    { name: 'shop', open: openShop },
  ];
  return openMergedStore({ target, members });
}
