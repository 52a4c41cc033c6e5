import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { groupsOf } from '../../contract/failure-contract.ts';
import { runCreated, sampleEvents, sampleNow } from '../../contract/sample-events.ts';
import { trials } from '../../trials.ts';
import { openStoreAt, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

const pageBytes = 4_096;
const listing = { sort: newestFirst, limit: 50, now: sampleNow };
const values = [
  "x'ff00fe'",
  "''",
  '9e999',
  '-9223372036854775808',
  "CAST(x'c328a0ff' AS TEXT)",
  "'[1,'",
  '1e308',
];
const columns = [
  ...['id', 'kind', 'status', 'created_at', 'finished_at', 'models', 'error_message'].map(name => [
    'runs',
    name,
  ]),
  ...['value'].map(name => ['meta', name]),
  ...['status', 'n'].map(name => ['counts', name]),
  ['inputs', 'json'],
];

let folder: TempFolder;
let clean: string;
beforeAll(async () => {
  folder = tempFolder();
  clean = folder.file('clean.db');
  await recordAt(clean, sampleEvents);
  rewrite(clean, 'PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL');
});
afterAll(() => folder.remove());

/** A generator of whole numbers below a limit, the same for a seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed + 1;
  return limit => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const damages: readonly ((path: string, random: (limit: number) => number) => void)[] = [
  (path, random) =>
    changeBytes(path, bytes => {
      bytes[random(100)] = random(256);
    }),
  (path, random) =>
    changeBytes(path, bytes => {
      const page = 1 + random(bytes.length / pageBytes - 1);
      for (let n = 0; n < 40; n += 1) bytes[page * pageBytes + random(pageBytes)] = random(256);
    }),
  (path, random) =>
    changeBytes(path, bytes => {
      const [a, b] = [1, 1].map(first => (first + random(bytes.length / pageBytes - 1)) * pageBytes);
      const page = Buffer.from(bytes.subarray(a, (a ?? 0) + pageBytes));
      bytes.copy(bytes, a, b, (b ?? 0) + pageBytes);
      page.copy(bytes, b);
    }),
  (path, random) => truncateSync(path, random(readFileSync(path).length)),
  (path, random) => {
    const [table, column] = columns[random(columns.length)] ?? [];
    rewrite(path, `UPDATE OR IGNORE ${table} SET ${column} = ${values[random(values.length)]}`);
  },
];

function changeBytes(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

/** Every failure is one that the user is told in words. */
async function expectTold(work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof InspectorError)) throw error;
}

async function useStore(store: RunStore): Promise<void> {
  const sorts = [newestFirst, { field: 'duration', descending: true } as const];
  for (const filter of ['', 'timeout', '-input.a:1', 'status:failed error:x'])
    for (const sort of sorts)
      await expectTold(() => store.listRuns(parseQuery(filter), { sort, limit: 50, now: sampleNow }));
  await expectTold(() => store.counts());
  await expectTold(() => store.workflows());
  for (const id of ['run_ada', 'run_1', ''])
    for (const work of [
      () => store.getRun(id, { include: { steps: true, messages: true } }),
      () => store.getTrace(id),
      () => store.cancelRun(id),
    ])
      await expectTold(work);
  await store.close();
}

describe('a damaged store', () => {
  it.each(Array.from({ length: trials(40, 10) }, (_, seed) => seed))(
    'is told in words, never as a bug: %i',
    async seed => {
      const path = folder.file(`${seed}.db`);
      copyFileSync(clean, path);
      damages[seed % damages.length]?.(path, createRandom(seed * 7_919));
      await expectTold(async () => useStore(await openStoreAt(path)));
      await expectTold(async () => {
        const writer = await openRunWriter({
          path,
          onError: error => expect(error).toBeInstanceOf(InspectorError),
        });
        writer.write([runCreated('new')]);
        await writer.close();
      });
    },
  );
});

it('a run whose id is not a text is called damage when its text is indexed', async () => {
  const path = folder.file('id.db');
  await recordAt(path, [runCreated('run_1')], 'none');
  rewrite(path, "UPDATE runs SET id = x'ff00fe'");
  const failures: unknown[] = [];
  const writer = await openRunWriter({ path, owner: 'none', onError: error => failures.push(error) });
  await writer.close().catch(() => {});
  expect(failures).toEqual([
    expect.objectContaining({ kind: 'unreadable', message: expect.stringContaining('damaged') }),
  ]);
});

it.each(['paused_ms', 'paused_at'])(
  'a run whose %s is a text is called damage, not printed',
  async column => {
    const path = folder.file(`${column}.db`);
    await recordAt(path, [runCreated('run_1')]);
    rewrite(path, `UPDATE runs SET ${column} = 'a text'`);
    const store = await openStoreAt(path);
    const page = store.listRuns(parseQuery(''), { sort: newestFirst, limit: 50, now: sampleNow });
    await expect(page).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(store.getRun('run_1')).rejects.toMatchObject({ kind: 'unreadable' });
    await store.close();
  },
);

it.each(['failure', 'cause_code', 'cause_name', 'cause_message'])(
  'a row whose %s is not a text is called damage where runs are listed and failures counted',
  async column => {
    const path = folder.file(`${column}.db`);
    copyFileSync(clean, path);
    rewrite(path, `UPDATE runs SET ${column} = x'ff00fe' WHERE status = 'failed'`);
    const store = await openStoreAt(path);
    const damage = { kind: 'unreadable' };
    await expect(store.listRuns(parseQuery(''), listing)).rejects.toMatchObject(damage);
    await expect(groupsOf(store)).rejects.toMatchObject(damage);
    await store.close();
  },
);
