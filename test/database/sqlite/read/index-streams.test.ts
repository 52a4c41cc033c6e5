import { expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader } from '../../../../src/database/sqlite/read/reader.ts';
import { planQuick } from '../../../../src/database/sqlite/read/sqlite-plan.ts';
import { signatureOf } from '../../../../src/model/failure/failure-text.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { openStoreAt, query, recordAt, tempFolder } from '../temp-store.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/** Three runs of a ms; workflows of which one has no name. Made up. */
const failing: readonly RunEvent[] = Array.from({ length: 160 }, (_, n) => {
  const text =
    n % 2 ? `relation "${letters[n % 4]}${letters[n % 4]}" is gone` : `no file "${letters[n % 26]}x"`;
  return runCreated(`run_${String(n).padStart(3, '0')}`, {
    createdAt: sampleNow - Math.floor(n / 3),
    name: ['', 'export', 'import'][n % 3],
    status: n % 5 === 0 ? 'success' : 'failed',
    ...(n % 5 === 0
      ? {}
      : { error: { name: 'Error', message: text, value: '{"$type":"Error"}', stepName: 'load' } }),
  });
});

it('lists a group of few or many different failures, alone or of a time, in pages of any size', async () => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  const path = folder.file('runs.db');
  await recordAt(path, failing);
  const rows = query<{ id: string; failure: string }>(
    path,
    "SELECT id, failure FROM runs WHERE status = 'failed' ORDER BY created_at DESC, id DESC",
  );
  const bySignature = Map.groupBy(rows, ({ failure }) => signatureOf(failure));
  expect(bySignature.size).toBe(3);
  const reader = createReader(openReadable(path, 1_000));
  onTestFinished(() => void reader.db.close());
  const store = await openStoreAt(path);
  onTestFinished(() => store.close());
  const isQuick = (filter: string) => planQuick(parseQuery(filter), reader, sampleNow) !== undefined;
  const ids = [...bySignature.keys()];
  expect(ids.filter(id => isQuick(`failure:${id} since:1h`))).toHaveLength(2);
  expect(ids.filter(id => isQuick(`-failure:${id}`) || isQuick(`failure:${id} workflow:import`))).toEqual([]);
  for (const [id, runs] of bySignature)
    for (const limit of [1, 7, 50]) {
      const listed = await listAll(store, parseQuery(`failure:${id} since:1h status:failed`), { limit });
      expect(idsOf(listed)).toEqual(runs.map(run => run.id));
    }
  const [{ failure = '' } = {}] = rows;
  const oneValue = await listAll(store, parseQuery(`failure:${failure.toUpperCase()}`), { limit: 3 });
  expect(idsOf(oneValue)).toEqual(rows.filter(row => row.failure === failure).map(row => row.id));
});
