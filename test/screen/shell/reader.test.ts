import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createReader } from '../../../src/screen/shell/jobs.ts';

function countReads() {
  const reads: AbortSignal[] = [];
  const reader = createReader({ run: work => void work() }, async signal => {
    reads.push(signal);
    await nextTurn();
  });
  return { reads, reader };
}

test('calls during a read share one more read', async () => {
  const { reads, reader } = countReads();
  await Promise.all([reader.load(), reader.load(), reader.load()]);
  expect(reads).toHaveLength(2);
});

test('a read that waits for another is forgotten once reading stops', async () => {
  const { reads, reader } = countReads();
  const loaded = Promise.all([reader.load(), reader.load()]);
  reader.stop();
  await loaded;
  expect(reads.map(({ aborted }) => aborted)).toEqual([true]);
});

test('what is wanted after a stop is read', async () => {
  const { reads, reader } = countReads();
  const loaded = reader.load();
  reader.stop();
  await Promise.all([loaded, reader.load()]);
  expect(reads.map(({ aborted }) => aborted)).toEqual([true, false]);
});
