import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { openStoreAt, recordAt, rewrite, type TempFolder, tempFolder } from '../temp-store.ts';

const long = 'x'.repeat(300_000);

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(() => folder.remove());

describe("an error's line", () => {
  const message = `${'y'.repeat(999)}👍${long} end`;
  const error = { value: '1', name: 'E', message };
  const shown = async (id: string) => {
    const store = await openStoreAt(path);
    const [listed] = await listAll(store, parseQuery(`id:${id}`));
    const run = await store.getRun(id);
    const found = await Promise.all(
      ['error:yyy', 'error:end', '-error:end'].map(async text =>
        idsOf(await listAll(store, parseQuery(text))),
      ),
    );
    await store.close();
    return { listed: listed?.errorSummary?.message, summary: run?.errorSummary?.message, run, found };
  };

  it('is cut in its row, and whole in its details', async () => {
    await recordAt(path, [runCreated('r', { status: 'failed', error })]);
    const { listed, summary, run, found } = await shown('r');
    expect(listed).toBe('y'.repeat(999));
    expect(summary).toBe(listed);
    expect(run?.error?.message).toBe(message);
    expect(found).toEqual([['r'], [], ['r']]);
  });

  it('is there when it is empty', async () => {
    await recordAt(path, [
      runCreated('r', { status: 'failed', error: { value: '1', name: 'E', message: '' } }),
    ]);
    expect((await shown('r')).listed).toBe('');
  });

  it('is cut on reading where the store holds it whole', async () => {
    await recordAt(path, [runCreated('r', { status: 'failed', error })]);
    rewrite(
      path,
      `UPDATE runs SET error_message = 'a' || char(0) || replace(hex(zeroblob(4000)), '0', 'y') || ' end'`,
    );
    const { listed, summary, found } = await shown('r');
    expect(listed).toBe(`a\0${'y'.repeat(998)}`);
    expect(summary).toBe(listed);
    expect(found).toEqual([['r'], [], ['r']]);
  });
});
