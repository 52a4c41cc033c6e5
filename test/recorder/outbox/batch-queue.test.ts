import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createBatchQueue } from '../../../src/recorder/outbox/batch-queue.ts';
import type { Spool } from '../../../src/recorder/outbox/spool.ts';

const batch = (sequence: number) => ({ sequence, body: Buffer.from(`body of ${sequence}`), events: 2 });

/** A spool in memory on which everything takes its time. */
function createSlowSpool() {
  const files = new Map<number, string>();
  const puts: number[] = [];
  const spool: Spool = {
    writer: { id: 'w' },
    folder: '/spool/w',
    async put({ sequence, body }) {
      puts.push(sequence);
      await turn();
      files.set(sequence, String(body));
    },
    putSync: ({ sequence, body }) => void files.set(sequence, String(body)),
    read: async sequence => Buffer.from(files.get(sequence) ?? ''),
    async remove(sequence) {
      await turn();
      files.delete(sequence);
    },
    setAside: async () => '/spool/damaged',
    list: async () => [],
    touch: async () => {},
    release: () => 0,
  };
  return { spool, files, puts };
}

it('puts the parts of a batch on the disk once, also while everything else is put there', async () => {
  const { spool, files, puts } = createSlowSpool();
  const queue = createBatchQueue(spool, 1_000_000);
  queue.push(batch(4_096));
  queue.push(batch(8_192));
  await queue.persist();
  const first = queue.first();
  if (!first) throw new Error('there should be a first one');
  const parting = queue.remove(first, [batch(4_095), batch(4_096)]);
  await Promise.all([parting, queue.persist(), queue.persist()]);
  expect(puts).toEqual([4_096, 8_192, 4_095, 4_096]);
  expect([...files.keys()].sort()).toEqual([4_095, 4_096, 8_192]);
  expect(queue.bytesOnDisk()).toBe(3 * 4_096);
});

it('leaves nothing on the disk of what was sent while it was put there', async () => {
  const { spool, files } = createSlowSpool();
  const queue = createBatchQueue(spool, 1_000_000);
  queue.push(batch(4_096));
  const first = queue.first();
  if (!first) throw new Error('there should be a first one');
  const persisting = queue.persist();
  await queue.remove(first);
  await persisting;
  expect([...files.keys()]).toEqual([]);
  expect([queue.bytesOnDisk(), queue.bytesInMemory()]).toEqual([0, 0]);
});
