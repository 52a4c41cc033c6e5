import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { openSampleWriter } from '../../../../src/database/sqlite/write/sample-writer.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated, sampleEvents, sampleFilters } from '../../../contract/sample-events.ts';
import { openStoreAt, query, recordAt, type TempFolder, tempFolder } from '../temp-store.ts';

const stepOf = (runId: string): RunEvent => ({
  type: 'step-put',
  runId,
  id: 's',
  name: 'step',
  stepType: 'action',
  status: 'success',
  attempt: 1,
});

describe('a store filled in one go', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('runs.db');
  });
  afterEach(() => folder.remove());

  it('answers like one that was recorded, and can be recorded into', async () => {
    const writer = await openSampleWriter(path);
    writer.write([...sampleEvents, stepOf('run_ada')]);
    await writer.settle();
    writer.write([{ type: 'run-changed', id: 'run_queued', status: 'running' }]);
    await writer.settle();
    await writer.close();
    expect(query(path, 'SELECT * FROM unindexed')).toEqual([]);
    await recordAt(path, [
      runCreated('later', { createdAt: 9 }),
      { type: 'run-changed', id: 'run_queued', status: 'queued' },
    ]);
    const store = await openStoreAt(path);
    for (const [filter, ids] of sampleFilters) {
      const found = await listAll(store, parseQuery(`${filter} -id:later`));
      expect(idsOf(found), filter).toEqual(ids);
    }
    expect((await store.counts())?.total).toBe(11);
    expect((await store.getRun('run_ada', { include: { steps: true } }))?.steps?.length).toBe(1);
    await store.close();
  });

  it('finds every text of a large one, and later ones, and leaves no other file', async () => {
    const writer = await openSampleWriter(path);
    const message = JSON.stringify({ id: 'm', role: 'user', content: 'where is my parcel' });
    for (let run = 0; run < 6_000; run += 1) {
      const about = { createdAt: run, input: `{"number":"n${run}"}` };
      writer.write([
        runCreated(`fill_${run}`, about),
        { type: 'message-put', runId: `fill_${run}`, id: 'm', message: run % 3_000 === 0 ? message : '{}' },
      ]);
      if (run % 500 === 0) await writer.settle();
    }
    await writer.settle();
    await writer.close();
    expect(readdirSync(folder.path)).toEqual(['runs.db']);
    await recordAt(path, [runCreated('later', { createdAt: 9_000, input: '"parcel n5999x"' })]);
    const store = await openStoreAt(path);
    const idsOfFilter = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));
    expect(await idsOfFilter('n5999')).toEqual(['later', 'fill_5999']);
    expect(await idsOfFilter('ill_5998')).toEqual(['fill_5998']);
    expect(await idsOfFilter('parcel')).toEqual(['later', 'fill_3000', 'fill_0']);
    await store.close();
  });

  it('refuses a file that exists already', async () => {
    await recordAt(path, sampleEvents);
    await expect(openSampleWriter(path)).rejects.toThrow(/exists already/);
  });

  it('throws what cannot be recorded', async () => {
    const writer = await openSampleWriter(path);
    writer.write([{ ...runCreated('broken'), name: undefined } as unknown as RunEvent]);
    await expect(writer.settle()).rejects.toThrow(/NOT NULL/);
    await writer.close();
  });
});
