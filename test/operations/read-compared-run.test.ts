import { expect, test } from 'vitest';
import { readWithoutTrace } from '../../src/operations/read-compared-run.ts';
import { shopRun } from '../screen/compare/compared-store.ts';
import { createMemoryStore } from '../screen/memory-store.ts';

test('keys come in before a run is read, even where the store answers at once', async () => {
  const read: string[] = [];
  const store = createMemoryStore([shopRun(1)]);
  setImmediate(() => read.push('key'));
  await readWithoutTrace(
    {
      getRun: (...asked) => {
        read.push('run');
        return store.getRun(...asked);
      },
    },
    shopRun(1).id,
  );
  expect(read).toEqual(['key', 'run']);
});
