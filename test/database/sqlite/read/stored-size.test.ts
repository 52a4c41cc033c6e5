import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader, type Reader } from '../../../../src/database/sqlite/read/reader.ts';
import { isSmallTrace, storedSize } from '../../../../src/database/sqlite/read/stored-size.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { openStoreAt, recordAt, rewrite, type TempFolder, tempFolder } from '../temp-store.ts';

const long = 'x'.repeat(300_000);
const json = JSON.stringify(long);
const everything = { steps: true, messages: true };

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(() => folder.remove());

async function look<T>(events: readonly RunEvent[], read: (reader: Reader) => T): Promise<T> {
  await recordAt(path, [runCreated('r'), ...events]);
  const reader = createReader(openReadable(path, 100));
  try {
    return read(reader);
  } finally {
    reader.db.close();
  }
}

describe('the size of a run', () => {
  const step = {
    type: 'step-put',
    runId: 'r',
    id: 's',
    name: 's',
    stepType: 'step',
    status: 'failed',
  } as const;
  const message = JSON.stringify({ id: 'm', role: 'user', content: long });
  it.each<[string, RunEvent]>([
    ['the message of an error', { type: 'run-changed', id: 'r', error: { value: '1', message: long } }],
    ['usage', { type: 'run-changed', id: 'r', usage: [{ name: long, kind: 'model' }] }],
    ["a step's error", { ...step, attempt: 1, error: json }],
    ['a message', { type: 'message-put', runId: 'r', id: 'm', message }],
  ])('counts %s', async (_what, event) => {
    expect(await look([event], reader => storedSize(reader, 'r', everything, 200_000))).toBeGreaterThan(
      299_000,
    );
  });
});

describe('a trace', () => {
  const span = {
    type: 'span-put',
    runId: 'r',
    id: 's',
    name: 's',
    kind: 'http',
    startAt: 1,
    status: 'ok',
  } as const;
  const log = { type: 'log-added', runId: 'r', at: 1, level: 'info', message: 'm' } as const;
  const attributes = JSON.stringify({ long });
  it.each<[string, RunEvent]>([
    ['attributes of a span', { ...span, attributes }],
    ['events of a span', { ...span, events: [{ name: long, at: 1, attributes: {} }] }],
    ['a log message', { ...log, message: long }],
    ['attributes of a log entry', { ...log, attributes }],
  ])('is large with large %s', async (_what, event) => {
    expect(await look([event], reader => isSmallTrace(reader, 'r', { limit: 1_000 }))).toBe(false);
  });

  it('is small with little in it', async () => {
    expect(await look([span, log], reader => isSmallTrace(reader, 'r', { limit: 1_000 }))).toBe(true);
  });
});

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
